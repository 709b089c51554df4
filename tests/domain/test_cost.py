from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.cost import Reduction, cost_shares, cost_view


@dataclass(frozen=True)
class Cost:
    total_vuh: Decimal | None = Decimal("6.75")
    base_total_vuh: Decimal | None = Decimal(10)
    protocol_vuh: Decimal | None = Decimal("6.75")
    browser_vuh: Decimal | None = Decimal(0)
    reduction_rate: Decimal | None = Decimal("32.5")
    reductions: tuple[tuple[str, Decimal | None], ...] = (("volume", Decimal(10)), ("local_run", Decimal(25)))


def test_the_apis_numbers_are_shown_as_they_are() -> None:
    view = cost_view(Cost(), active=False)
    assert view is not None
    assert (view.total, view.protocol, view.browser, view.base, view.rate) == (
        Decimal("6.75"),
        Decimal("6.75"),
        Decimal(0),
        Decimal(10),
        Decimal("32.5"),
    )


def test_numbers_that_do_not_follow_from_each_other_are_not_corrected() -> None:
    view = cost_view(Cost(total_vuh=Decimal(1), base_total_vuh=None), active=False)
    assert view is not None
    assert (view.total, view.base) == (Decimal(1), None)


def test_each_reduction_has_words_and_an_unknown_one_its_own_name() -> None:
    view = cost_view(Cost(reductions=(("volume", Decimal(10)), ("loyalty", None))), active=False)
    assert view is not None
    assert view.reductions == (
        Reduction("volume", "Volume discount", Decimal(10)),
        Reduction("loyalty", "loyalty", None),
    )


def test_the_cost_of_a_live_run_is_an_estimate_and_that_of_an_ended_one_is_final() -> None:
    live, ended = cost_view(Cost(), active=True), cost_view(Cost(), active=False)
    assert live is not None
    assert ended is not None
    assert live.is_estimate
    assert not ended.is_estimate


def test_a_run_without_a_cost_has_no_view_of_it() -> None:
    assert cost_view(None, active=True) is None


def test_the_documented_cost_is_two_thirds_charged_and_one_third_spared() -> None:
    view = cost_view(Cost(), active=False)
    assert view
    shares = cost_shares(view)
    assert shares
    assert (shares.protocol, shares.browser, shares.spared) == pytest.approx((0.675, 0.0, 0.325))


@pytest.mark.parametrize(
    "cost",
    [
        Cost(base_total_vuh=None),
        Cost(protocol_vuh=None),
        Cost(base_total_vuh=Decimal(0)),
        Cost(total_vuh=Decimal(9)),
        Cost(total_vuh=None),
        Cost(base_total_vuh=Decimal(5)),
    ],
)
def test_numbers_that_do_not_follow_from_each_other_make_no_picture(cost: Cost) -> None:
    view = cost_view(cost, active=False)
    assert view
    assert cost_shares(view) is None


amounts = st.none() | st.decimals(0, 10**9, allow_nan=False, places=4)


@given(amounts, amounts, amounts, amounts)
def test_the_shares_of_any_cost_are_parts_of_one_whole(
    total: Decimal | None, base: Decimal | None, protocol: Decimal | None, browser: Decimal | None
) -> None:
    view = cost_view(Cost(total, base, protocol, browser), active=False)
    assert view
    shares = cost_shares(view)
    parts = (shares.protocol, shares.browser, shares.spared) if shares else (1.0,)
    assert sum(parts) == pytest.approx(1)
    assert all(0 <= part <= 1 for part in parts)
