from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.durations import LONGEST_SECONDS, parse_duration, spell_seconds
from tests.domain.builders import json_values


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("10m", 600),
        ("10m0s", 600),
        ("1h2m3.5s", 3723.5),
        ("1.5h", 5400),
        (".5s", 0.5),
        ("1.s", 1),
        ("100ms", 0.1),
        ("250us", 0.00025),
        ("250µs", 0.00025),
        ("250μs", 0.00025),
        ("1000000000ns", 1),
        ("1d", 86_400),
        ("1d12h", 129_600),
        ("2d1h30m", 178_200),
        ("+5s", 5),
        ("0", 0),
        ("0s", 0),
        ("-0s", 0),
        ("1e3", 1),
        (1500, 1.5),
        (1500.5, 1.5005),
        ("1500", 1.5),
        (0, 0),
    ],
)
def test_durations_are_read_as_k6_reads_them(written: object, seconds: float) -> None:
    duration = parse_duration(written)
    assert duration.seconds == pytest.approx(seconds)
    assert duration.problem == ""


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "s",
        "10 m",
        "m10",
        "1.5d",
        "d5s",
        "1d-5h",
        "10mm",
        "5x",
        "1h 2m",
        "--5s",
        "\u0661\u0660s",
        "1" * 101,
        None,
        True,
        False,
        [],
        {},
        "Infinity",
        "nan",
        "10m\n",
    ],
)
def test_what_k6_would_not_read_has_no_seconds_but_a_reason(written: object) -> None:
    duration = parse_duration(written)
    assert duration.seconds is None
    assert duration.problem == "not a duration"


@pytest.mark.parametrize("written", ["-5s", "-1d", "-1d5h", -1, "-1", -0.5, -math.inf])
def test_a_negative_duration_is_refused_as_such(written: object) -> None:
    assert parse_duration(written).seconds is None
    assert parse_duration(written).problem == "negative"


@pytest.mark.parametrize("written", ["999999999d", "1e99", 10**400, "9999999999999h", math.inf, 1e300])
def test_a_duration_past_the_range_of_go_is_too_long(written: object) -> None:
    assert parse_duration(written).seconds is None
    assert parse_duration(written).problem == "too long"


@given(json_values)
def test_any_json_value_gives_seconds_or_a_reason_and_never_both(value: object) -> None:
    duration = parse_duration(value)
    if duration.seconds is None:
        assert duration.problem
    else:
        assert 0 <= duration.seconds <= LONGEST_SECONDS
        assert duration.problem == ""


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_what_k6_writes_back_is_read_alike(days: int, hours: int, minutes: int, seconds: int) -> None:
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    assert parse_duration(f"{days}d{hours}h{minutes}m{seconds}s").seconds == total
    assert parse_duration(f"{days * 24 + hours}h{minutes}m{seconds}s").seconds == total
    assert parse_duration(total * 1000).seconds == total


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (0.4, "under 1 s"),
        (45, "45 s"),
        (59.99, "59 s"),
        (60, "1 min"),
        (185, "3 min 05 s"),
        (3600, "1 h"),
        (3720, "1 h 02 min"),
        (86_400, "1 d"),
        (97_200, "1 d 03 h"),
        (None, "unknown"),
        (-1, "unknown"),
        (math.nan, "unknown"),
        (math.inf, "unknown"),
    ],
)
def test_durations_are_spelt_by_their_two_largest_units(seconds: float | None, words: str) -> None:
    assert spell_seconds(seconds) == words
