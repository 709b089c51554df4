"""Times in words and in the reader's zone."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from runs.presenters.moments import age, ago, span, until, wait_of

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (4, "just now"),
        (5, "5 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (47 * 3600, "47 h ago"),
        (48 * 3600, "2 days ago"),
        (29 * 86_400, "29 days ago"),
    ],
)
def test_the_past_is_told_by_its_largest_unit(seconds: int, words: str) -> None:
    assert ago(NOW - timedelta(seconds=seconds), NOW).relative == words


def test_from_thirty_days_on_the_date_says_more() -> None:
    assert ago(NOW - timedelta(days=30), NOW).relative == "6 Oct"


def test_a_date_of_another_year_names_the_year() -> None:
    assert ago(NOW.replace(year=2025), NOW).relative == "5 Nov 2025"


def test_a_past_that_lies_ahead_is_a_wrong_clock_and_reads_as_now() -> None:
    assert ago(NOW + timedelta(days=2), NOW).relative == "just now"


def test_a_past_that_lies_far_ahead_is_told_by_its_day() -> None:
    assert ago(NOW.replace(year=9948), NOW).relative == "5 Nov 9948"


def test_the_future_is_told_with_in() -> None:
    assert until(NOW + timedelta(days=5, hours=3), NOW).relative == "in 5 days"
    assert until(NOW + timedelta(hours=5), NOW).relative == "in 5 h"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (7 * 86_400 - 1, "in 7 days"),
        (6.4 * 86_400, "in 6 days"),
        (86_400 - 1, "in 24 h"),
        (3600 - 1, "in 1 h"),
        (60 - 0.2, "in 1 min"),
        (0.2, "in 0 s"),
    ],
)
def test_the_future_is_told_to_the_nearest_unit(seconds: float, words: str) -> None:
    assert until(NOW + timedelta(seconds=seconds), NOW).relative == words


def test_a_future_that_is_over_is_told_as_past() -> None:
    assert until(NOW - timedelta(days=3), NOW).relative == "3 days ago"


def test_the_exact_time_is_that_of_the_readers_zone_and_names_it() -> None:
    with timezone.override(zoneinfo.ZoneInfo("Europe/Helsinki")):
        assert ago(NOW, NOW).exact == "Thu 5 Nov 2026, 14:00:00 EET"
    assert ago(NOW, NOW).exact == "Thu 5 Nov 2026, 12:00:00 UTC"


def test_the_machine_readable_time_has_its_offset() -> None:
    assert datetime.fromisoformat(ago(NOW, NOW).iso) == NOW


def test_an_age_is_never_negative() -> None:
    assert age(NOW + timedelta(hours=1), NOW) == "0 s"
    assert age(NOW - timedelta(minutes=3), NOW) == "3 min"


UNITS = {"s": 1, "min": 60, "h": 3600, "days": 86_400}


@given(st.floats(min_value=0, max_value=1e10))
def test_a_span_is_rounded_down_to_its_unit_and_never_up(seconds: float) -> None:
    number, unit = span(seconds).split()
    assert 0 <= seconds - int(number) * UNITS[unit] < UNITS[unit]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (9, "9 s"),
        (59.5, "60 s"),
        (61, "2 min"),
        (119, "2 min"),
        (120, "2 min"),
        (3_600, "60 min"),
        (3_700, "2 h"),
    ],
)
def test_who_waits_as_long_as_was_said_never_comes_too_early(seconds: float, words: str) -> None:
    assert wait_of(seconds) == words
