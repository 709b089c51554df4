"""Numbers that people compare."""

from decimal import Decimal

import pytest

from runs.presenters.numbers import NONE, counted, percent, vuh, whole


def test_whole_numbers_are_grouped() -> None:
    assert whole(1_204_000) == "1,204,000"
    assert whole(0) == "0"


def test_what_is_not_known_is_a_dash_and_not_a_zero() -> None:
    assert (whole(None), vuh(None), percent(None)) == (NONE, NONE, NONE)


@pytest.mark.parametrize(
    ("hours", "text"),
    [("0", "0.00"), ("0.004", "< 0.01"), ("0.01", "0.01"), ("16.666", "16.67"), ("1234.5", "1,234.50")],
)
def test_vuh_have_two_places_and_a_little_is_not_nothing(hours: str, text: str) -> None:
    assert vuh(Decimal(hours)) == text


def test_an_estimate_is_marked() -> None:
    assert vuh(Decimal("2.5"), is_estimate=True) == "\u2248 2.50"


@pytest.mark.parametrize(
    ("share", "text"),
    [(Decimal("32.50"), "32.5\u202f%"), (100, "100\u202f%"), (Decimal("33.333"), "33.33\u202f%"), (0, "0\u202f%")],
)
def test_percent_say_no_more_places_than_they_have(share: Decimal | float, text: str) -> None:
    assert percent(share) == text


def test_one_is_counted_as_one() -> None:
    assert counted(1, "run") == "1 run"
    assert counted(0, "run") == "0 runs"
    assert counted(1204, "entry", "entries") == "1,204 entries"
