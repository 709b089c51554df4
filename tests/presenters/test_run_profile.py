"""The planned load as a picture and as a table, and how far the run came."""

from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.presenters.charts import TOP
from runs.presenters.profile_words import MOST_ROWS
from runs.presenters.run_profile import ProfileView
from tests.builders import NOON, make_run, make_stack
from tests.presenters.html import Html, read, words
from tests.presenters.run_pages import page_of
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db

STAGES = {"stages": [{"duration": "10m0s", "target": 10}, {"duration": "20m0s", "target": 10}]}


def view_of(options: Any, **fields: Any) -> ProfileView:
    view = page_of(make_run(make_stack(), 42, **{"created": NOON, "options": options, **fields})).profile
    assert view
    return view


def markup(view: ProfileView) -> Html:
    return read(render_to_string("runs/_profile.html", {"profile": view}))


def table(view: ProfileView) -> list[tuple[str, str]]:
    return [(row.at, row.vus) for row in view.rows]


def scenario(executor: str, **fields: Any) -> dict[str, Any]:
    return {"executor": executor, **fields}


def test_the_documented_stages_start_at_one_vu_ramp_to_ten_and_stay_there() -> None:
    view = view_of(STAGES)
    assert table(view) == [("0 s", "1"), ("10 min", "10"), ("30 min", "10")]
    assert view.plots[0].line == "0.0,144.0 333.3,0.0 1000.0,0.0"
    assert view.plots[0].summary == "Up to 10 VUs, first after 10 min; 1 at the start, 10 at the end, over 30 min."


def test_the_picture_says_in_words_what_it_shows() -> None:
    page = markup(view_of(STAGES))
    assert page.one("svg", role="img").attrs["aria-label"].startswith("Planned VUs: Up to 10 VUs")
    assert [words(cell) for cell in page.all("td")] == ["0 s", "1", "10 min", "10", "30 min", "10"]


def test_times_and_vus_have_readable_ticks() -> None:
    [plot] = view_of(STAGES).plots
    assert [tick.label for tick in plot.times] == ["0 s", "10 min", "20 min", "30 min"]
    assert [tick.anchor for tick in plot.times] == ["start", "middle", "middle", "end"]
    assert [tick.label for tick in plot.values] == ["5", "10"]


def test_scenarios_are_stacked_and_named_from_the_bottom_up() -> None:
    # Keys here stand in the order that PostgreSQL gives them: it keeps none of a document's own.
    options = {
        "scenarios": {
            "browse": scenario("constant-vus", vus=3, duration="1m"),
            "checkout": scenario("ramping-vus", startVUs=0, stages=[{"duration": "1m", "target": 6}]),
        }
    }
    view = view_of(options, max_vus=9)
    assert [(band.name, band.executor) for band in view.legend] == [
        ("browse", "constant-vus"),
        ("checkout", "ramping-vus"),
    ]
    whole, lower = view.plots[0].bands
    assert view.plots[0].line in whole.area
    assert lower.area == "0.0,160 0.0,106.7 1000.0,106.7 1000.0,160"
    assert table(view) == [("0 s", "3"), ("1 min", "9")]


def test_arrival_rates_have_a_chart_of_their_own() -> None:
    options = {
        "scenarios": {
            "a": scenario("constant-arrival-rate", rate=30, timeUnit="1m", duration="2m", preAllocatedVUs=2, maxVUs=8)
        }
    }
    view = view_of(options, max_vus=8)
    assert [plot.title for plot in view.plots] == ["Planned VUs", "Planned iterations per second"]
    assert [(row.at, row.vus, row.rate) for row in view.rows] == [("0 s", "8", "0.5"), ("2 min", "8", "0.5")]
    assert view.plots[0].least == "0.0,120.0 1000.0,120.0"
    assert any("k6 adds VUs up to maxVUs" in note for note in view.notes)


def test_the_table_has_a_row_for_every_bend_of_vus_and_of_rates_with_both_values() -> None:
    stages = [{"duration": "1m", "target": 10}, {"duration": "1m", "target": 4}]
    options = {"scenarios": {"a": scenario("ramping-arrival-rate", stages=stages, preAllocatedVUs=5)}}
    view = view_of(options, max_vus=5)
    assert [(row.at, row.vus, row.rate) for row in view.rows] == [
        ("0 s", "5", "0"),
        ("1 min", "5", "10"),
        ("2 min", "5", "4"),
    ]


def test_what_ends_early_is_drawn_as_long_as_it_may_take_and_says_so() -> None:
    view = view_of({"iterations": 5, "vus": 5}, max_vus=5)
    assert table(view) == [("0 s", "5"), ("10 min", "5")]
    assert view.notes == ("default: ends as soon as its iterations are done; drawn is the longest that it may take.",)


def test_the_api_s_number_wins_where_it_differs_and_both_are_told() -> None:
    view = view_of(STAGES, max_vus=16)
    assert view.notes == ("The options add up to 10 VUs; the API says 16 at most, and its number counts.",)
    assert view.plots[0].summary.startswith("16 VUs at most, by the API's count. By the options: up to 10 VUs")
    limit = view.plots[0].limit
    assert limit
    assert (limit.y, limit.words) == ("0.0", "16 VUs by the API's count")
    assert float(limit.words_y) > float(limit.y) + TOP
    assert view.plots[0].line.startswith("0.0,150.0 ")


def test_a_number_far_beyond_the_plan_is_told_and_does_not_press_the_plan_flat() -> None:
    view = view_of(STAGES, max_vus=2**62)
    assert view.plots[0].limit is None
    assert view.plots[0].line.startswith("0.0,144.0 ")
    assert any("its number counts" in note for note in view.notes)


def test_of_options_that_k6_refuses_nothing_is_drawn_and_the_reasons_are_told() -> None:
    options = {
        "scenarios": {
            "good": scenario("constant-vus", vus=1, duration="1m"),
            "bad": scenario("constant-vus", duration="5ms"),
            "none": scenario("constant-vus", vus=0, duration="1m"),
        }
    }
    view = view_of(options)
    assert view.plots == ()
    text = words(markup(view).one("section"))
    assert "Nothing is drawn, because k6 refuses these options. bad: “duration” has to be 1 s or longer." in text
    assert "Not drawn: none. “vus” has to be more than 0." in text


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"duration": "1m", "vus": 2, **STAGES}, "“duration” and “stages” can't be used together."),
        ({"iterations": 5, "vus": 2, **STAGES}, "“iterations” and “stages” can't be used together."),
        ({"duration": "1m", "vus": 2, "scenarios": {}}, "“duration” and “scenarios” can't be used together."),
    ],
)
def test_shortcuts_that_k6_refuses_together_are_not_drawn_as_if_one_of_them_counted(options: Any, why: str) -> None:
    view = view_of(options)
    assert (view.plots, view.rows) == ((), ())
    assert view.refused == f"Nothing is drawn, because k6 refuses these options. {why}"


def test_the_plan_is_that_of_the_run_s_own_k6() -> None:
    options = {"vus": 9, "scenarios": {"a": scenario("constant-vus", vus=4, duration="1m")}}
    older = view_of(options, max_vus=4, k6_versions={"k6": "v1.8.1"})
    newer = view_of(options, max_vus=9, k6_versions={"k6": "v2.1.0", "k6/x/sql": "v1.0.0"})
    assert (older.plots[0].summary, newer.plots[0].summary) == (
        "4 VUs all the time, over 1 min.",
        "9 VUs all the time, over 10 min.",
    )


def test_a_duration_without_a_number_of_vus_is_drawn_with_the_one_that_k6_runs_and_says_so() -> None:
    view = view_of({"duration": "5m"}, max_vus=1)
    assert view.plots[0].summary == "1 VU all the time, over 5 min."
    assert view.notes == (
        "The options give no number of VUs. k6 run uses 1 VU, which is drawn here; k6 inspect refuses these options.",
    )


def test_vus_that_are_kept_while_iterations_end_are_told_where_they_make_the_peak() -> None:
    options = {
        "scenarios": {
            "first": scenario("ramping-vus", startVUs=10, stages=[{"duration": "1m", "target": 10}]),
            "second": scenario("constant-vus", vus=10, duration="1m", startTime="1m10s"),
        }
    }
    view = view_of(options, max_vus=20)
    assert view.plots[0].summary.startswith("Up to 10 VUs, first after")
    assert (
        "k6 reserves up to 20 VUs, 10 more than the targets that are drawn, "
        "for iterations that are still finishing (gracefulStop, gracefulRampDown)."
    ) in view.notes


def test_vus_are_whole_in_the_table_also_on_the_way_of_a_ramp() -> None:
    options = {
        "scenarios": {
            "a": scenario("ramping-vus", startVUs=0, stages=[{"duration": "70s", "target": 10}]),
            "b": scenario("constant-vus", vus=1, duration="33s"),
        }
    }
    assert table(view_of(options, max_vus=11)) == [("0 s", "1"), ("33 s", "6"), ("33 s", "5"), ("1 min 10 s", "10")]


def test_a_part_of_the_load_is_drawn_as_that_part() -> None:
    view = view_of({"vus": 33, "duration": "5m", "executionSegment": "0:1/3"}, max_vus=11)
    assert view.plots[0].summary == "11 VUs all the time, over 5 min."
    assert view.notes == ("Only 1/3 of the load, as set by executionSegment.",)


def test_a_rate_of_one_is_one_iteration() -> None:
    rate = scenario("constant-arrival-rate", rate=1, duration="1m", preAllocatedVUs=1)
    view = view_of({"scenarios": {"a": rate}}, max_vus=1)
    assert [plot.summary for plot in view.plots] == [
        "1 VU all the time, over 1 min.",
        "1 iteration/s all the time, over 1 min.",
    ]


def test_the_api_s_number_of_one_is_one_vu() -> None:
    view = view_of(STAGES, max_vus=1)
    assert view.plots[0].summary.startswith("1 VU at most, by the API's count.")


def test_a_plan_of_which_nothing_can_be_drawn_has_no_picture() -> None:
    view = view_of({"scenarios": {"odd": scenario("quantum-vus")}})
    assert view.plots == ()
    assert not markup(view).all("svg", role="img")


def test_a_plan_without_length_says_so() -> None:
    assert view_of({"stages": [{"duration": "0s", "target": 3}]}).unplottable == (("The plan", "It has no length."),)


def test_no_options_are_no_profile() -> None:
    assert page_of(make_run(make_stack(), 42, options=None)).profile is None


def test_a_plan_that_never_changes_is_told_in_a_few_words() -> None:
    view = view_of({"vus": 8, "duration": "5m"}, max_vus=8)
    assert view.plots[0].summary == "8 VUs all the time, over 5 min."


def test_ten_thousand_stages_are_a_picture_of_bounded_size() -> None:
    stages = [{"duration": "1s", "target": number % 97} for number in range(10_000)]
    view = view_of({"stages": stages}, max_vus=96)
    assert len(view.plots[0].line) < 5_000
    assert len(view.rows) <= MOST_ROWS
    assert any("The table has the ends and the peaks" in note for note in view.notes)


def test_more_scenarios_than_can_be_told_apart_are_one_sum() -> None:
    options = {"scenarios": {f"s{number}": scenario("constant-vus", vus=1, duration="1m") for number in range(50)}}
    view = view_of(options, max_vus=50)
    assert len(view.plots[0].bands) == 1
    assert view.legend == ()
    assert view.notes == ("50 scenarios are drawn as their sum alone.",)


@pytest.mark.parametrize(
    "options",
    [
        {"stages": [{"duration": "106751d", "target": 10_000_000}]},
        {"stages": [{"duration": "1ns", "target": 0.001}]},
        {"scenarios": {HOSTILE: scenario("constant-vus", vus=0, duration="1m")}},
        {"scenarios": {HOSTILE: HOSTILE}},
        {"scenarios": {"a": scenario("constant-arrival-rate", rate=0, duration="1m", preAllocatedVUs=0)}},
        {"scenarios": ["constant-vus"]},
        {"stages": "10m", "vus": "many"},
        {"duration": 1e308, "vus": 1},
    ],
    ids=str,
)
def test_absurd_options_are_drawn_or_named(options: Any) -> None:
    view = view_of(options)
    page = markup(view)
    assert bool(view.plots) != bool(view.refused)
    assert "nan" not in "".join(plot.line for plot in view.plots)
    assert not page.all("script")
    assert not page.all("b", onclick="x")
