"""The last runs of a load test as charts, and the same in a table."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.models import Stack
from runs.neighbours import last_runs
from runs.presenters.load_test_charts import HEIGHT, MOST_RUNS, HistoryCharts, load_test_charts
from tests.builders import NOON, make_runs, make_stack, run_document
from tests.keeping.scripts import known_script
from tests.presenters.html import Html, read, words
from tests.presenters.run_pages import LATER
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db


def charts_of(*fields: dict[str, Any]) -> HistoryCharts | None:
    """Of runs numbered from 1, oldest first."""
    stack = make_stack(slug="prod")
    make_runs(stack, *(run_document(number, **one) for number, one in enumerate(fields, 1)))
    return charts_in(stack)


def charts_in(stack: Stack) -> HistoryCharts | None:
    return load_test_charts(last_runs(stack.load_tests.get(), MOST_RUNS), stack.slug, LATER)


def drawn(*fields: dict[str, Any]) -> HistoryCharts:
    charts = charts_of(*fields)
    assert charts
    return charts


def markup(charts: HistoryCharts) -> Html:
    return read(render_to_string("runs/_history_charts.html", {"charts": charts}))


def lasting(minutes: int) -> dict[str, Any]:
    return {"created": NOON, "ended": NOON + timedelta(minutes=minutes)}


RUNNING: dict[str, Any] = {"status": "running", "result": None, "ended": None}


def test_one_run_is_no_history() -> None:
    assert charts_of({}) is None


def test_each_bar_leads_to_its_run_oldest_first() -> None:
    charts = drawn({}, {}, {})
    assert [[bar.url for bar in chart.bars] for chart in charts.charts] == [
        ["/stacks/prod/runs/1/", "/stacks/prod/runs/2/", "/stacks/prod/runs/3/"]
    ] * 3
    assert [bar.slot for bar in charts.charts[0].bars] == ["0", "10", "20"]
    assert charts.box == "0 0 200 60"


def test_the_pass_rate_counts_runs_that_have_a_result() -> None:
    results = ["passed", "success", "failed", "error"]
    charts = drawn(*({"result": result} for result in results), RUNNING)
    assert charts.title == "The last 5 runs"
    assert charts.pass_rate == "2 of 4 runs with a result passed: 50\u202f%."
    assert drawn_without_result().pass_rate == "None of them has a result."


def drawn_without_result() -> HistoryCharts:
    stack = make_stack()
    make_runs(stack, *(run_document(number, **RUNNING) for number in (1, 2)))
    charts = charts_in(stack)
    assert charts
    return charts


def test_passed_and_failed_runs_differ_in_shape_and_not_in_colour_alone() -> None:
    bars = drawn({"result": "passed"}, {"result": "failed"}, {"result": "error"}, RUNNING).charts[0].bars
    assert len({(bar.y, bar.height) for bar in bars}) == 4
    assert [bar.tone for bar in bars] == ["good", "bad", "warn", "busy"]


def test_each_colour_is_explained_with_its_number_of_runs() -> None:
    charts = drawn({"result": "passed"}, {"result": "failed"}, {"result": "success"}, RUNNING)
    assert [(key.tone, key.words) for key in charts.charts[0].keys] == [
        ("good", "2 passed"),
        ("bad", "1 failed"),
        ("busy", "1 running"),
    ]
    assert words(markup(charts).all("figcaption")[0]) == "Result 2 passed 1 failed 1 running"


def test_durations_are_to_scale_and_told_in_words() -> None:
    chart = drawn(lasting(10), lasting(40), lasting(20)).charts[1]
    assert [float(bar.height) for bar in chart.bars] == [14.5, 58.0, 29.0]
    assert all(float(bar.y) + float(bar.height) == HEIGHT for bar in chart.bars)
    assert chart.summary == "10 min to 40 min; the newest 20 min"
    assert chart.bars[0].title == "#1: Passed, 10 min"


def test_a_cost_that_nobody_knows_has_no_bar_and_one_that_is_small_still_shows() -> None:
    costs: list[Any] = [None, *({"total_vuh": hours, "breakdown": {}} for hours in ("0.01", "5000"))]
    chart = drawn(*({"cost": cost} for cost in costs)).charts[2]
    assert [bar.height for bar in chart.bars] == ["0.0", "1.5", "58.0"]
    assert "\u2013" in chart.bars[0].title


def test_a_chart_of_which_nothing_is_known_says_so() -> None:
    chart = drawn({"cost": None}, {"cost": None}).charts[2]
    assert (chart.bars, chart.summary) == ((), "Not known for any of them.")


def test_costs_of_nothing_are_drawn_without_dividing_by_it() -> None:
    free = {"cost": {"total_vuh": 0, "breakdown": {}}}
    assert [bar.height for bar in drawn(free, free).charts[2].bars] == ["0.0", "0.0"]


def test_the_table_says_the_same_newest_first() -> None:
    page = markup(drawn({"result": "failed"}, RUNNING))
    cells = [words(cell) for cell in page.all("td")]
    assert cells[0::6] == ["#2", "#1"]
    assert cells[1::6] == ["Running", "Failed"]
    assert cells[4::6] == ["\u2248 2.50 VUH", "2.50 VUH"]
    assert [link.attrs["href"] for link in page.all("a")][-2:] == ["/stacks/prod/runs/2/", "/stacks/prod/runs/1/"]


def test_the_bars_are_no_stops_for_the_keyboard() -> None:
    page = markup(drawn({}, {}))
    bars = [link for link in page.all("a") if "svg" in link.parents]
    assert len(bars) == 6
    assert all(link.attrs["tabindex"] == "-1" for link in bars)
    assert all(svg.attrs["aria-hidden"] == "true" for svg in page.all("svg", height="60"))


def test_words_of_the_api_are_text() -> None:
    charts = drawn({"result": HOSTILE}, {"result": HOSTILE, "status": HOSTILE})
    assert not markup(charts).all("script")


def test_only_the_last_fifty_runs_are_drawn() -> None:
    charts = drawn(*({} for _ in range(MOST_RUNS + 5)))
    assert len(charts.rows) == MOST_RUNS
    assert charts.rows[0].number == f"#{MOST_RUNS + 5}"
    assert charts.rows[-1].number == "#6"


def with_scripts(*fingerprints: str) -> HistoryCharts:
    """Runs numbered from 1 with these scripts, one letter each; a dash for a run whose script is not kept."""
    stack = make_stack(slug="prod")
    runs = make_runs(stack, *(run_document(number) for number in range(1, len(fingerprints) + 1)))
    for run, fingerprint in zip(runs, fingerprints, strict=True):
        if fingerprint != "-":
            known_script(run, fingerprint)
    charts = charts_in(stack)
    assert charts
    return charts


def test_a_run_whose_script_changed_has_a_mark_in_each_chart_words_and_a_word_in_the_table() -> None:
    charts = with_scripts("a", "a", "b", "a")
    marks = [[bool(bar.mark) for bar in chart.bars] for chart in charts.charts]
    page = markup(charts)

    assert marks == [[False, False, True, True]] * 3
    assert charts.charts[0].bars[2].mark == "20,0 30,0 25,7"
    assert charts.charts[0].bars[2].title == "#3: Passed; the script changed"
    assert charts.script == "The script changed with #4, #3."
    assert [row.script for row in charts.rows] == ["changed", "changed", "same", "same"]
    assert "The script changed with #4, #3." in words(page.one("p", class_="legend"))
    assert len(page.all("polygon", class_="script-mark")) == 7


def test_runs_whose_script_is_not_kept_are_no_change() -> None:
    charts = with_scripts("-", "a", "-", "a", "-", "b")

    assert charts.script == "The script changed with #6."
    assert [row.script for row in charts.rows] == ["changed", "\u2013", "same", "\u2013", "same", "\u2013"]


def test_a_script_that_did_not_change_is_said() -> None:
    assert with_scripts("a", "a").script == "The script did not change, as far as it is kept."


def test_nothing_is_said_of_scripts_where_none_is_known() -> None:
    charts = drawn({}, {})

    assert (charts.script, charts.is_marked) == ("", False)
    assert not markup(charts).all("p", class_="legend")


def test_many_changes_are_counted_beyond_the_newest_five() -> None:
    charts = with_scripts(*"abababab")

    assert charts.script == "The script changed with #8, #7, #6, #5, #4 and 2 more."
