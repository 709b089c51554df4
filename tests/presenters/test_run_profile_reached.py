"""How far a run came, marked on the load that was planned for it."""

from datetime import timedelta

import pytest

from tests.builders import NOON
from tests.presenters.html import words
from tests.presenters.run_pages import entry
from tests.presenters.test_run_profile import STAGES, markup, view_of

pytestmark = pytest.mark.django_db

RAN = [entry("created", 0), entry("running", 2), entry("processing_metrics", 17), entry("completed", 18)]


def test_how_far_an_ended_run_came_is_marked_with_the_vus_planned_for_then() -> None:
    view = view_of(STAGES, status_history=RAN, ended=NOON + timedelta(minutes=18))
    assert view.reached
    assert (view.reached.at, view.reached.anchor) == ("50.00%", "start")
    assert view.reached.words == "It was under load for 15 min; 10 VUs were planned for that moment."
    assert words(markup(view).all("text", class_="here")[0]) == "ended"


def test_a_live_run_s_mark_is_now() -> None:
    view = view_of(STAGES, status="running", result=None, ended=None, status_history=[entry("running", 100)])
    assert view.reached
    assert view.reached.words == "Under load for 20 min so far."
    assert words(markup(view).all("text", class_="here")[0]) == "now"


def test_in_a_status_that_nobody_knows_the_load_goes_on_as_its_history_has_it() -> None:
    history = [entry("running", 100)]
    view = view_of(STAGES, status="hibernating", result=None, ended=None, status_history=history)
    assert view.reached
    assert view.reached.label == "now"


def test_a_plan_of_a_second_is_told_so() -> None:
    ran = [entry("running", 0), entry("completed", 1)]
    options = {"scenarios": {"short": {"executor": "constant-vus", "vus": 5, "duration": "1s"}}}
    view = view_of(options, status_history=ran, ended=NOON + timedelta(minutes=1), max_vus=5)
    assert view.plots[0].summary == "5 VUs all the time, over 1 s."
    assert view.reached
    assert view.reached.words == "It was under load for 1 min; the plan ends after 1 s."


def test_a_run_that_took_far_longer_than_planned_is_marked_at_the_edge_of_the_chart() -> None:
    ended = NOON + timedelta(minutes=182)
    history = [entry("running", 0), entry("completed", 180)]
    view = view_of(STAGES, status_history=history, ended=ended)
    assert view.reached
    assert (view.reached.at, view.reached.label) == ("100.00%", "ended, after 3 h \u2192")
    assert view.reached.words == "It was under load for 3 h; the plan ends after 30 min."
    assert "reached" in str([one.attrs for one in markup(view).all("line")])


def test_a_run_that_took_a_little_longer_is_drawn_to_its_end() -> None:
    history = [entry("running", 0), entry("completed", 40)]
    view = view_of(STAGES, status_history=history, ended=NOON + timedelta(minutes=40))
    assert view.reached
    assert (view.reached.at, view.reached.label) == ("100.00%", "ended")
    assert view.plots[0].line.endswith("750.0,0.0")


def test_once_its_metrics_are_processed_the_load_is_over() -> None:
    history = [entry("running", 90), entry("processing_metrics", 100)]
    live = {"status": "processing_metrics", "result": None, "ended": None}
    reached = view_of(STAGES, status_history=history, **live).reached
    assert reached
    assert reached.label == "ended"
    assert reached.words == "It was under load for 10 min; 10 VUs were planned for that moment."


def test_one_vu_is_one() -> None:
    ran = [entry("running", 0), entry("completed", 1)]
    view = view_of({"vus": 1, "duration": "10m"}, status_history=ran, ended=NOON + timedelta(minutes=1), max_vus=1)
    assert view.plots[0].summary == "1 VU all the time, over 10 min."
    assert view.reached
    assert view.reached.words == "It was under load for 1 min; 1 VU was planned for that moment."


def test_a_run_that_was_never_under_load_has_no_mark() -> None:
    assert view_of(STAGES, status_history=[entry("created", 0)]).reached is None


@pytest.mark.parametrize(
    ("options", "minutes"),
    [
        ({"stages": [{"duration": "20m", "target": 8}, {"duration": "10m", "target": 0}]}, 30),
        ({"stages": [{"duration": "20m", "target": 8}, {"duration": "10m", "target": 0}]}, 29.9),
        ({"vus": 2, "iterations": 9}, 4),
    ],
    ids=["to its end", "a moment less", "iterations that were done"],
)
def test_of_a_run_that_came_to_its_end_no_planned_vus_are_told(options: dict[str, object], minutes: float) -> None:
    ran = [entry("running", 0), entry("completed", minutes)]
    view = view_of(options, status_history=ran, ended=NOON + timedelta(minutes=minutes))
    assert view.reached
    assert "planned" not in view.reached.words


def test_vus_of_a_run_that_ended_early_are_whole() -> None:
    ran = [entry("running", 0), entry("aborted", 10)]
    view = view_of(
        {"stages": [{"duration": "73m", "target": 53}]}, status_history=ran, ended=NOON + timedelta(minutes=10)
    )
    assert view.reached
    assert view.reached.words == "It was under load for 10 min; 8 VUs were planned for that moment."
