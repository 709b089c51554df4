from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from runs.domain.history import read_history
from tests.domain.builders import Entry, at, finished_history, histories, make_history, moments


def test_a_documented_history_reads_without_a_note() -> None:
    read = read_history(finished_history(), at(0), at(1830), at(9999))
    assert [(span.status, span.seconds) for span in read.spans] == [
        ("created", 10),
        ("initializing", 10),
        ("running", 1800),
        ("processing_metrics", 10),
        ("completed", 0),
    ]
    assert read.notes == ()


def test_the_last_status_of_a_live_run_lasts_until_now() -> None:
    read = read_history(make_history(("created", 0), ("running", 5)), at(0), None, at(65))
    assert read.spans[-1].end is None
    assert read.spans[-1].seconds == 60


def test_a_final_status_does_not_last_even_without_an_end() -> None:
    read = read_history(make_history(("created", 0), ("aborted", 5)), at(0), None, at(65))
    assert read.spans[-1].seconds == 0
    assert read.spans[-1].end == at(5)


def test_entries_out_of_order_are_sorted_and_it_is_said() -> None:
    read = read_history(list(reversed(finished_history())), at(0), at(1830), at(9999))
    assert [span.seconds for span in read.spans] == [10, 10, 1800, 10, 0]
    assert read.notes == ("The entries came out of order; they are shown sorted by time.",)


def test_entries_of_the_same_instant_follow_the_lifecycle() -> None:
    read = read_history(make_history(("running", 5), ("initializing", 5), ("created", 5)), at(5), None, at(9))
    assert [span.status for span in read.spans] == ["created", "initializing", "running"]


def test_an_entry_listed_twice_is_shown_once_with_the_words_of_the_fuller_one() -> None:
    fuller = Entry("aborted", at(6), by_user="ann@example.com", message="enough")
    read = read_history([Entry("created", at(0)), Entry("aborted", at(5)), fuller], at(0), at(6), at(9))
    assert [span.status for span in read.spans] == ["created", "aborted"]
    assert read.spans[-1].entry == fuller
    assert read.spans[-1].start == at(5)
    assert "listed more than once" in read.notes[0]


def test_an_entry_without_a_time_is_left_out_and_it_is_said() -> None:
    read = read_history([Entry("created", at(0)), Entry("running", None)], at(0), None, at(9))
    assert [span.status for span in read.spans] == ["created"]
    assert "“running” has no time" in read.notes[0]


def test_a_history_that_begins_late_leaves_the_time_before_as_waiting() -> None:
    read = read_history(make_history(("running", 30)), at(0), None, at(40))
    assert [(span.status, span.seconds, span.entry is None) for span in read.spans] == [
        ("created", 30, True),
        ("running", 10, False),
    ]
    assert "begins after the run did" in read.notes[0]


def test_an_unknown_status_has_its_place_and_a_note() -> None:
    read = read_history(make_history(("created", 0), ("thawing", 5), ("running", 9)), at(0), None, at(10))
    assert [span.status for span in read.spans] == ["created", "thawing", "running"]
    assert "“thawing” is not a status" in read.notes[0]


def test_a_run_that_goes_back_is_drawn_as_told_and_it_is_said() -> None:
    read = read_history(make_history(("created", 0), ("running", 5), ("queued", 9)), at(0), None, at(10))
    assert [span.status for span in read.spans] == ["created", "running", "queued"]
    assert read.notes == ("The run went back to an earlier status.",)


def test_times_that_contradict_the_runs_own_are_said() -> None:
    before = read_history(make_history(("created", -5)), at(0), at(-9), at(10))
    assert any("end lies before its beginning" in note for note in before.notes)
    assert any("before the run's beginning" in note for note in before.notes)
    after = read_history(make_history(("created", 0), ("running", 50)), at(0), at(20), at(60))
    assert any("after the run's end" in note for note in after.notes)


def test_an_end_that_lies_in_the_future_is_said_and_left_out() -> None:
    read = read_history(make_history(("created", 0), ("running", 5)), at(0), at(99_999), at(60))
    assert (read.spans[-1].end, read.spans[-1].seconds) == (None, 55)
    assert read.notes == ("The end that the API gives lies in the future; it is left out.",)


def test_an_empty_history_is_one_span_that_the_runs_own_times_imply() -> None:
    (span,) = read_history([], at(0), at(7), at(60)).spans
    assert (span.status, span.seconds, span.entry) == ("created", 7, None)


def test_what_a_history_of_a_run_that_ended_leaves_out_is_said() -> None:
    assert read_history([], at(0), at(7), at(60)).notes == (
        "The history is empty; only the run's own times are known.",
    )
    gap = make_history(("created", 0), ("processing_metrics", 50), ("completed", 60))
    assert read_history(gap, at(0), at(60), at(99)).notes == ("The history does not say when the run was under load.",)


def test_a_run_that_is_over_without_an_end_does_not_go_on() -> None:
    read = read_history(make_history(("created", 0), ("running", 5)), at(0), None, at(900), is_over=True)
    assert [(span.status, span.seconds, span.end is None) for span in read.spans] == [
        ("created", 5, False),
        ("running", 0, False),
    ]
    assert read.notes == ("The API does not say when it ended.",)


def test_a_thousand_odd_entries_do_not_bury_the_page_in_notes() -> None:
    odd = [Entry(f"odd-{number}", at(number)) for number in range(1000)]
    assert read_history(odd, at(0), None, at(2000)).notes == (
        "“odd-0”, “odd-1”, “odd-2”, “odd-3” and 996 more are not statuses that k6admin knows.",
    )


@given(histories, moments, st.none() | moments, moments, st.booleans())
def test_spans_of_any_history_are_ordered_without_holes_and_never_negative(
    history: list[Entry], created: datetime, ended: datetime | None, now: datetime, is_over: bool
) -> None:
    spans = read_history(history, created, ended, now, is_over=is_over).spans
    assert spans
    assert all(span.seconds >= 0 for span in spans)
    assert all(first.until == second.start for first, second in pairwise(spans))
    assert sum(span.end is None for span in spans) <= 1
