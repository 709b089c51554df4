from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.phases import Phases, phases, progress
from tests.domain.builders import Entry, at, finished_history, histories, make_history, moments, statuses


def test_time_under_load_is_told_apart_from_waiting_and_from_processing() -> None:
    assert phases(finished_history(), at(0), at(1830), at(9999)) == Phases(20, 1800, 10, 1830)


def test_the_order_of_the_entries_does_not_matter() -> None:
    shuffled = list(reversed(finished_history()))
    assert phases(shuffled, at(0), at(1830), at(9999)) == Phases(20, 1800, 10, 1830)


def test_a_run_that_is_over_without_an_end_took_nobody_knows_how_long() -> None:
    split = phases(make_history(("created", 0), ("running", 5)), at(0), None, at(900), is_over=True)
    assert (split.waiting, split.load, split.wall) == (5, 0, None)


def test_a_live_run_is_under_load_until_now() -> None:
    history = make_history(("created", 0), ("initializing", 10), ("running", 20))
    assert phases(history, at(0), None, at(80)) == Phases(20, 60, None, 80, is_loading=True)


def test_an_end_to_come_of_a_run_that_goes_on_is_none() -> None:
    history = make_history(("created", 0), ("running", 20))
    assert phases(history, at(0), at(99_999), at(80)) == Phases(20, 60, None, 80, is_loading=True)
    assert phases(history, at(0), at(99), at(80), is_over=True).wall == 99


def test_a_load_that_metrics_are_processed_of_does_not_go_on() -> None:
    history = make_history(("running", 20), ("processing_metrics", 40))
    assert not phases(history, at(0), None, at(80)).is_loading


def test_a_run_aborted_while_it_waited_was_never_under_load() -> None:
    history = make_history(("created", 0), ("aborted", 10))
    assert phases(history, at(0), at(10), at(80)) == Phases(10, None, None, 10)


def test_processing_that_the_history_ends_with_lasts_until_the_end_of_the_run() -> None:
    history = make_history(("created", 0), ("running", 10), ("processing_metrics", 70))
    assert phases(history, at(0), at(100), at(999)) == Phases(10, 60, 30, 100)


def test_a_run_under_load_twice_counts_both_times() -> None:
    history = make_history(("created", 0), ("running", 10), ("queued", 20), ("running", 30), ("completed", 50))
    assert phases(history, at(0), at(50), at(99)) == Phases(20, 30, None, 50)


def test_an_unknown_status_belongs_to_no_phase() -> None:
    history = make_history(("created", 0), ("thawing", 10), ("running", 40), ("completed", 50))
    assert phases(history, at(0), at(50), at(99)) == Phases(10, 10, None, 50)


def test_without_a_history_only_the_wall_time_is_known() -> None:
    assert phases([], at(0), at(50), at(99)) == Phases(None, None, None, 50)


def test_an_end_before_the_beginning_is_no_duration() -> None:
    assert phases(finished_history(), at(0), at(-5), at(99)).wall is None


def test_a_clock_of_ours_that_runs_behind_makes_no_negative_age() -> None:
    assert phases([], at(0), None, at(-86_400)).wall == 0


def test_entries_after_the_end_are_no_time_that_the_run_spent() -> None:
    history = make_history(("created", 0), ("running", 10), ("processing_metrics", 500))
    assert phases(history, at(0), at(100), at(999)).processing is None


@given(histories, moments, st.none() | moments, moments)
def test_no_phase_of_any_history_is_negative(
    history: list[Entry], created: datetime, ended: datetime | None, now: datetime
) -> None:
    split = phases(history, created, ended, now)
    for seconds in (split.waiting, split.load, split.processing, split.wall):
        assert seconds is None or seconds >= 0


RUNNING = make_history(("created", 0), ("running", 20))


@pytest.mark.parametrize(
    ("status", "estimate", "now", "share"),
    [
        ("running", 1800, 920, 0.5),
        ("running", 1800, 20, 0),
        ("running", 1800, 5000, 1),
        ("running", 1800, 0, 0),
        ("running", None, 920, 0),
        ("running", 0, 920, 0),
        ("running", -5, 920, 0),
        ("created", 1800, 920, 0),
        ("queued", 1800, 920, 0),
        ("initializing", 1800, 920, 0),
        ("thawing", 1800, 920, 0),
        ("processing_metrics", None, 920, 1),
        ("completed", 1800, 0, 1),
        ("aborted", None, 0, 1),
    ],
)
def test_progress_is_that_of_the_k6_cli(status: str, estimate: float | None, now: float, share: float) -> None:
    assert progress(status, RUNNING, estimate, at(now)) == share


def test_a_running_run_without_its_entry_has_not_come_any_way() -> None:
    assert progress("running", [Entry("running", None)], 100, at(50)) == 0


@given(statuses, histories, st.none() | st.integers(-10, 10_000), moments)
def test_progress_is_always_between_nothing_and_all(
    status: str, history: list[Entry], estimate: int | None, now: datetime
) -> None:
    assert 0 <= progress(status, history, estimate, now) <= 1
