"""A run beside its neighbours, and what changed since the last one that passed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from runs.models import Stack, TestRun
from runs.neighbours import LOOKED_BACK, Neighbours, last_runs, neighbours_of
from runs.presenters.run_neighbours import LONGEST_FACT, MOST_OPTIONS, Change, NeighboursView, run_neighbours
from tests.builders import NOON, make_run, make_runs, make_stack, run_document
from tests.keeping.scripts import known_script
from tests.presenters.html import read, words
from tests.presenters.run_pages import LATER
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db


def found_for(run: TestRun) -> Neighbours:
    return neighbours_of(run)


def numbers(found: Neighbours) -> tuple[int | None, int | None, int | None]:
    runs = (found.previous, found.next, found.passed)
    before, after, passed = (run.run_id if run else None for run in runs)
    return before, after, passed


def view_of(stack: Stack, run_id: int) -> NeighboursView:
    run = stack.runs.select_related("stack", "load_test", "zone_set", "document").get(run_id=run_id)
    return run_neighbours(run, neighbours_of(run), LATER)


def after_a_passed_one(before: dict[str, Any], **fields: Any) -> NeighboursView:
    """Run 2, which failed unless said otherwise, as seen beside run 1."""
    stack = make_stack(slug="prod")
    make_runs(stack, run_document(1, **before), run_document(2, **{"result": "failed", **fields}))
    return view_of(stack, 2)


def test_the_runs_before_and_after_are_those_of_the_same_test_by_their_creation() -> None:
    stack = make_stack()
    documents = [run_document(number, result="failed") for number in range(1, 6)]
    make_runs(stack, *documents, run_document(9, test_id=8, created=NOON + timedelta(minutes=3, seconds=1)))
    run = stack.runs.get(run_id=3)
    assert numbers(found_for(run)) == (2, 4, None)


def test_runs_of_one_moment_still_have_an_order() -> None:
    first, second, third = make_runs(make_stack(), *(run_document(number, created=NOON) for number in (1, 2, 3)))
    assert numbers(found_for(second)) == (1, 3, 1)
    assert numbers(found_for(first)) == (None, 2, None)
    assert numbers(found_for(third)) == (2, None, 2)


def test_an_archived_run_is_a_neighbour_like_any_other() -> None:
    runs = make_runs(make_stack(), *(run_document(number) for number in (1, 2, 3)))
    TestRun.objects.filter(run_id__in=[1, 3]).update(archived=True)
    assert numbers(found_for(runs[1])) == (1, 3, 1)


def test_the_last_passed_run_lies_before_this_one_whatever_word_the_api_had_for_it() -> None:
    stack = make_stack()
    results = ["passed", "success", "failed", "failed", "passed"]
    runs = make_runs(stack, *(run_document(number, result=result) for number, result in enumerate(results, 1)))
    assert numbers(found_for(runs[3])) == (3, 5, 2)


def test_a_passed_run_is_looked_for_among_a_bounded_number_of_runs() -> None:
    stack = make_stack()
    make_run(stack, 1, result="passed")
    [last] = make_runs(stack, *(run_document(number, result="failed") for number in range(2, LOOKED_BACK + 3)))[-1:]
    assert numbers(found_for(last)) == (LOOKED_BACK + 1, None, None)
    assert view_of(stack, last.run_id).why_none == (
        f"None of the runs before this one passed; at most {LOOKED_BACK} were looked at."
    )


def test_it_is_two_queries_however_many_runs_there_are() -> None:
    for count in (1, 30):
        runs = make_runs(make_stack(), *(run_document(number) for number in range(1, count + 1)))
        with CaptureQueriesContext(connection) as queries:
            found_for(runs[count // 2])
        assert len(queries) == 2


def test_archived_is_compared_as_a_value_because_no_index_answers_a_negation() -> None:
    run = make_run()
    for part in (TestRun.objects.of_test(run.load_test_id, archived=shelf) for shelf in (False, True)):
        statement = str(part.older_than(run).values("pk").query)
        assert '"archived" = ' in statement
        assert "NOT" not in statement


def test_the_first_run_of_a_test_has_nothing_to_be_compared_with() -> None:
    view = after_a_passed_one({}, test_id=8)
    assert view.links == ()
    assert view.why_none == "This is the first run of its load test that is known here."


def test_the_links_say_how_each_of_them_went() -> None:
    stack = make_stack(slug="prod")
    running = run_document(3, status="running", result=None, ended=None)
    make_runs(stack, run_document(1), run_document(2), running)
    links = view_of(stack, 2).links
    assert [(link.label, link.url, link.face.word) for link in links] == [
        ("Previous run, the last that passed", "/stacks/prod/runs/1/", "Passed"),
        ("Next run", "/stacks/prod/runs/3/", "Running"),
    ]


def test_the_last_passed_run_has_a_link_of_its_own_where_others_lie_between() -> None:
    stack = make_stack(slug="prod")
    make_runs(stack, run_document(1), run_document(2, result="failed"), run_document(3))
    assert [(link.label, link.number) for link in view_of(stack, 3).links] == [
        ("Previous run", "#2"),
        ("Last that passed before", "#1"),
    ]


def test_what_changed_comes_first_with_how_much_and_the_rest_is_one_sentence() -> None:
    started = NOON + timedelta(minutes=2)
    view = after_a_passed_one({"max_vus": 10}, max_vus=25, created=started, ended=started + timedelta(minutes=15))
    assert view.changes == (
        Change("Result", "Passed", "Failed"),
        Change("Duration", "30 min", "15 min", "\u221250\u202f%"),
        Change("VUs", "10", "25", "+150\u202f%"),
    )
    assert view.same == "VUH, load zones, options"


def test_a_run_that_goes_on_has_no_duration_yet_whatever_end_the_api_gives() -> None:
    view = after_a_passed_one({}, status="running", result=None, ended=NOON + timedelta(days=9000))
    assert Change("Duration", "30 min", "\u2013") in view.changes


def test_zones_are_compared_by_their_names() -> None:
    zones = [{"load_zone": "amazon:us:ashburn", "percent": 100}]
    change = after_a_passed_one({}, distribution=zones).changes[-1]
    assert change == Change("Load zones", "Dublin, Ireland 100\u202f%", "Ashburn, Virginia, United States 100\u202f%")


def test_other_shares_of_the_same_zones_are_a_difference_told_once() -> None:
    def planned(dublin: int) -> dict[str, Any]:
        shares = {"amazon:ie:dublin": dublin, "lab": 100 - dublin}
        return {
            "distribution": [{"load_zone": zone, "percent": share} for zone, share in shares.items()],
            "options": {"cloud": {"name": "x", "distribution": shares}},
        }

    view = after_a_passed_one(planned(80), **planned(40))
    assert view.changes[-1] == Change(
        "Load zones", "Dublin, Ireland 80\u202f%; lab 20\u202f%", "lab 60\u202f%; Dublin, Ireland 40\u202f%"
    )
    assert view.options == ()


def test_long_texts_that_differ_at_their_ends_differ() -> None:
    many = [{"load_zone": f"zone {number:03}", "percent": 1} for number in range(100)]
    other = [*many[:-1], {"load_zone": "zone zzz", "percent": 1}]
    change = after_a_passed_one({"distribution": many}, distribution=other).changes[-1]
    assert (change.name, len(change.before)) == ("Load zones", LONGEST_FACT)


def beside_scripts(then: str, now: str) -> NeighboursView:
    """Run 2, which failed, with this script, as seen beside run 1 with that one; "" for one that is not kept."""
    stack = make_stack(slug="prod")
    runs = make_runs(stack, run_document(1), run_document(2, result="failed"))
    for run, fingerprint in zip(runs, (then, now), strict=True):
        if fingerprint:
            known_script(run, fingerprint)
    return view_of(stack, 2)


def test_another_script_is_a_change_that_leads_to_what_changed() -> None:
    view = beside_scripts("a", "b")
    url = "/stacks/prod/runs/2/script/changes/?since=1"
    assert view.changes[-1] == Change("Script", "aaaaaaaa", "bbbbbbbb", "what changed", url=url)
    page = read(render_to_string("runs/_neighbours.html", {"neighbours": view}))
    assert words(page.one("a", href=url)) == "what changed"


def test_the_very_same_script_is_among_what_is_the_same() -> None:
    assert "script" in beside_scripts("a", "a").same.split(", ")


@pytest.mark.parametrize(("then", "now"), [("", "b"), ("a", ""), ("", "")])
def test_a_script_that_is_not_kept_is_neither_changed_nor_the_same(then: str, now: str) -> None:
    view = beside_scripts(then, now)
    assert "Script" not in [change.name for change in view.changes]
    assert "script" not in view.same


def test_options_are_compared_path_by_path() -> None:
    before = {"vus": 10, "stages": [{"duration": "1m", "target": 5}], "gone": "x"}
    after = {"vus": 10, "stages": [{"duration": "2m", "target": 5}], "new": True}
    assert after_a_passed_one({"options": before}, options=after).options == (
        Change("stages[0].duration", "1m", "2m"),
        Change("new", "\u2013", "true", kind="added"),
        Change("gone", "x", "\u2013", kind="removed"),
    )


def test_options_that_one_of_the_runs_does_not_have_are_not_called_the_same() -> None:
    view = after_a_passed_one({"options": None})
    assert view.options_said == "The options of both runs are not known."
    assert "options" not in view.same


def test_very_many_differences_are_counted_and_some_listed() -> None:
    view = after_a_passed_one({"options": {}}, options={f"o{number}": number for number in range(6_000)})
    assert len(view.options) == MOST_OPTIONS
    assert "At least 975 more differences in the options are not listed." in view.options_said
    assert "too large to be compared as a whole" in view.options_said


def test_a_long_value_is_cut() -> None:
    [change] = after_a_passed_one({"options": {"a": "x"}}, options={"a": "y" * 5_000}).options
    assert len(change.after) == 120


def test_markup_in_options_is_text() -> None:
    view = after_a_passed_one({"options": {}}, options={HOSTILE: HOSTILE})
    page = read(render_to_string("runs/_neighbours.html", {"neighbours": view}))
    assert not page.all("script")
    assert HOSTILE in words(page.one("table"))


def test_the_last_runs_of_a_test_come_oldest_first_in_two_queries() -> None:
    stack = make_stack()
    make_runs(stack, *(run_document(number) for number in range(1, 8)), run_document(9, test_id=8))
    TestRun.objects.filter(run_id=6).update(archived=True)
    test = stack.load_tests.get(test_id=7)
    with CaptureQueriesContext(connection) as queries:
        found = last_runs(test, 4)
    assert [run.run_id for run in found] == [4, 5, 6, 7]
    assert len(queries) == 2
