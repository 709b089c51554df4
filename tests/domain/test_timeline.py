from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.timeline import timeline
from tests.domain.builders import Entry, at, finished_history, histories, make_history, moments


def test_segments_are_to_scale_and_processing_is_apart_from_load() -> None:
    drawn = timeline(finished_history(), at(0), at(1830), at(9999))
    shares = {segment.status: segment.share for segment in drawn.segments}
    assert shares["running"] == pytest.approx(1800 / 1830)
    assert shares["processing_metrics"] == pytest.approx(10 / 1830)
    assert shares["completed"] == 0
    assert not any(segment.open for segment in drawn.segments)
    assert drawn.notes == ()


def test_the_last_segment_of_a_live_run_is_open_and_grows() -> None:
    history = make_history(("created", 0), ("running", 20))
    first, later = (timeline(history, at(0), None, at(now)).segments[-1] for now in (60, 70))
    assert (first.open, first.end, first.seconds) == (True, None, 40)
    assert later.seconds == 50


def test_who_and_why_stand_where_it_happened() -> None:
    stop = Entry("aborted", at(9), "ann@example.com", 8036, "enough")
    drawn = timeline([Entry("created", at(0)), stop], at(0), at(9), at(50))
    assert (drawn.segments[0].message, drawn.segments[0].code, drawn.segments[0].by_user) == ("", None, None)
    last = drawn.segments[1]
    assert (last.message, last.code, last.by_user) == ("enough", 8036, "ann@example.com")


def test_a_secret_in_a_message_is_masked() -> None:
    entry = Entry("aborted", at(9), message="Bearer c4n4ryV4lue was refused")
    assert "c4n4ry" not in timeline([entry], at(0), at(9), at(50)).segments[-1].message


def test_what_is_odd_in_a_history_is_said_beside_the_drawing() -> None:
    assert timeline(make_history(("created", 0), ("thawing", 3)), at(0), None, at(9)).notes


def test_a_run_of_no_length_at_all_is_drawn_without_shares() -> None:
    drawn = timeline(make_history(("created", 0), ("aborted", 0)), at(0), at(0), at(9))
    assert [segment.share for segment in drawn.segments] == [0, 0]


@given(histories, moments, st.none() | moments, moments)
def test_the_shares_of_any_history_make_one_whole_or_nothing(
    history: list[Entry], created: datetime, ended: datetime | None, now: datetime
) -> None:
    drawn = timeline(history, created, ended, now)
    whole = sum(segment.share for segment in drawn.segments)
    assert whole == 0 or whole == pytest.approx(1)
    assert all(0 <= segment.share <= 1 for segment in drawn.segments)
