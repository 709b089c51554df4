"""Small parts, each on its own: chance, moments, durations, VUH."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest

from runs.k6sim.costs import cost
from runs.k6sim.dice import Dice
from runs.k6sim.moments import micros, naive_stamp, parse, stamp
from runs.k6sim.plans import k6_duration


def test_the_same_key_throws_the_same_numbers() -> None:
    one, two, other = Dice("a", 1), Dice("a", 1), Dice("a", 2)
    assert [one.number() for _ in range(50)] == [two.number() for _ in range(50)]
    assert Dice("a", 1).number() != other.number()


def test_numbers_are_the_same_on_every_machine() -> None:
    dice = Dice("pinned", 7)
    assert [dice.between(1, 1000) for _ in range(5)] == [905, 924, 402, 596, 450]


def test_chance_is_fair_enough() -> None:
    dice = Dice("fair")
    thrown = Counter(dice.between(1, 6) for _ in range(6_000))
    assert set(thrown) == {1, 2, 3, 4, 5, 6}
    assert all(850 < count < 1_150 for count in thrown.values())
    assert 0.27 < sum(dice.chance(0.3) for _ in range(5_000)) / 5_000 < 0.33
    assert {dice.pick("abc") for _ in range(100)} == set("abc")


@pytest.mark.parametrize(
    ("microsecond", "text"),
    [(0, "2026-08-14T12:00:00Z"), (500_000, "2026-08-14T12:00:00.5Z"), (41, "2026-08-14T12:00:00.000041Z")],
)
def test_moments_are_written_with_as_many_digits_as_they_need(microsecond: int, text: str) -> None:
    moment = datetime(2026, 8, 14, 12, 0, 0, microsecond, tzinfo=UTC)
    assert stamp(micros(moment)) == text
    assert parse(text) == micros(moment)


def test_a_moment_in_another_zone_or_in_none_is_read_as_utc() -> None:
    there = datetime(2026, 8, 14, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    assert stamp(micros(there)) == "2026-08-14T12:00:00Z"
    assert parse("2026-08-14T12:00:00") == micros(there)
    assert naive_stamp(micros(there)) == "2026-08-14T12:00:00.000"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (45, "45s"), (600, "10m0s"), (3_661, "1h1m1s"), (28_800, "8h0m0s")]
)
def test_durations_are_written_as_k6_does(seconds: int, text: str) -> None:
    assert k6_duration(seconds) == text


def test_a_hundred_vus_for_ten_minutes_cost_what_the_invoice_page_says() -> None:
    assert cost(100, 0, 600, private=False, volume=False)["total_vuh"] == pytest.approx(16.67, abs=0.01)


def test_a_started_minute_counts_whole_and_a_browser_vu_ten_times() -> None:
    assert cost(60, 0, 61, private=False, volume=False)["total_vuh"] == 2
    assert cost(0, 6, 60, private=False, volume=False)["total_vuh"] == 1
    assert cost(60, 0, 0, private=False, volume=False)["total_vuh"] == 0


def test_reductions_multiply() -> None:
    both = cost(600, 0, 60, private=True, volume=True)
    assert both["total_vuh"] == 6.75
    breakdown = both["breakdown"]
    assert isinstance(breakdown, dict)
    assert (breakdown["base_total_vuh"], breakdown["reduction_rate"]) == (10, 32.5)
    assert breakdown["reduction_rate_breakdown"] == {"volume": 10, "local_run": 25}
