"""The statuses of a run on a bar to scale, with what lies ahead of a live one."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from runs.k6api.records import read_run
from runs.presenters.run_story import BAR_WIDTH, END_WIDTH, MOST_FIRST, MOST_LAST, MOST_OPEN, Story, story
from tests.builders import NOON, run_document
from tests.presenters.html import read
from tests.presenters.run_pages import entry


def story_of(*entries: dict[str, Any], minutes: float = 120, **fields: Any) -> Story:
    document = run_document(1, **{"created": NOON, "status_history": list(entries), **fields})
    return story(read_run(document), NOON + timedelta(minutes=minutes))


def live(minutes: float, estimate: int | None) -> Story:
    history = (entry("created", 0), entry("running", 10))
    fields = {"status": "running", "result": None, "ended": None, "estimated_duration": estimate}
    return story_of(*history, minutes=minutes, **fields)


def test_what_a_live_run_has_before_it_is_drawn_to_the_same_scale() -> None:
    found = live(minutes=25, estimate=3600)
    assert [(step.x, step.width) for step in found.steps] == [("0.0", "142.9"), ("142.9", "214.3")]
    assert found.ahead
    assert (found.ahead.x, found.ahead.width) == ("357.1", "642.9")
    assert found.ahead.words == "about 45 min under load to go"
    assert found.summary == "Created 10 min, Running 15 min so far, about 45 min under load to go"


def test_the_last_stay_of_a_live_run_grows() -> None:
    first, later = (live(minutes, 3600).steps[-1].width for minutes in (25, 40))
    assert float(first) < float(later)


@pytest.mark.parametrize("estimate", [None, 0, 600])
def test_nothing_lies_ahead_where_nobody_estimated_or_the_estimate_is_over(estimate: int | None) -> None:
    assert live(minutes=25, estimate=estimate).ahead is None


def test_the_end_is_a_mark_at_the_end_of_the_bar() -> None:
    ended = NOON + timedelta(minutes=30)
    end = story_of(entry("created", 0), entry("running", 1), entry("aborted", 30), ended=ended).steps[-1]
    assert (float(end.x) + float(end.width), float(end.width)) == (BAR_WIDTH, END_WIDTH)
    assert end.face.tone == "warn"


def test_only_a_stay_with_room_has_words_below_it() -> None:
    steps = story_of(entry("created", 0), entry("running", 1), entry("completed", 30)).steps
    assert [step.at for step in steps] == ["", "3.33%", ""]


def test_words_below_the_bar_stay_within_it_and_do_not_run_into_each_other() -> None:
    ended = NOON + timedelta(minutes=100)
    late = story_of(entry("created", 0), entry("running", 1), entry("processing_metrics", 84), ended=ended).steps
    assert [(step.at, step.anchor) for step in late][1:] == [("1.00%", "start"), ("100%", "end")]
    crowded = [entry("created", 0), entry("processing_metrics", 20), entry("running", 38), entry("aborted", 100)]
    found = story_of(*crowded, ended=ended).steps
    assert [bool(step.at) for step in found] == [True, True, False, False]


def test_only_the_stay_that_lasts_is_open() -> None:
    assert [step.open for step in live(25, 3600).steps] == [False, True]
    page = read(render_to_string("runs/_steps.html", {"steps": live(25, 3600).steps}))
    assert [item.attrs.get("class") for item in page.all("li")] == [None, "open"]


def test_a_code_of_nought_is_none() -> None:
    step = story_of(entry("created", 0), entry("completed", 30, code=0, message="Finished")).steps[-1]
    assert step.details == ("Finished",)


def many(count: int) -> Story:
    turns = [entry("queued" if turn % 2 else "initializing", turn) for turn in range(1, count)]
    return story_of(entry("created", 0), *turns, status="queued", result=None, ended=None, minutes=5_000)


def test_a_long_list_is_folded_and_a_very_long_one_has_its_middle_left_out() -> None:
    assert many(MOST_OPEN).folded == ""
    assert many(MOST_OPEN + 1).folded == "21 statuses"
    found = many(300)
    assert (len(found.steps), found.folded) == (MOST_FIRST + MOST_LAST + 1, "300 statuses")
    middle = found.steps[MOST_FIRST]
    assert (middle.face.word, middle.entered) == ("200 more statuses, not listed", None)


@given(st.lists(st.tuples(st.sampled_from(["created", "queued", "running", "aborted", "odd"]), st.integers(-99, 999))))
def test_no_history_leaves_the_bar(entries: list[tuple[str, int]]) -> None:
    found = story_of(*(entry(status, minutes) for status, minutes in entries), status="running", ended=None)
    edges = [(float(step.x), float(step.width)) for step in found.steps]
    assert all(x >= 0 and width >= 0 and x + width <= BAR_WIDTH + 0.2 for x, width in edges)


def test_the_bar_says_in_words_what_it_shows() -> None:
    page = read(render_to_string("runs/_timeline.html", {"story": live(25, 3600)}))
    picture = page.all("svg")[0]
    assert picture.attrs["role"] == "img"
    assert picture.attrs["aria-label"] == live(25, 3600).summary


def test_a_bar_of_statuses_that_took_no_time_names_them() -> None:
    assert story_of(entry("created", 0), status="completed", ended=None).summary == "Created"


def test_what_lies_ahead_stands_there_in_words_too() -> None:
    assert "About 45 min under load to go." in render_to_string("runs/_story.html", {"story": live(25, 3600)})
