"""One run as a line of a list."""

from datetime import timedelta

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from runs.models import Kind, TestRun
from runs.presenters.rows import NOTE_SHOWN, RunRow, StarButton, run_row
from tests.builders import NOON, make_run, make_stack

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def row_of(run: TestRun) -> RunRow:
    related = TestRun.objects.select_related("stack", "load_test", "project", "starter", "zone_set")
    return run_row(related.get(pk=run.pk), LATER)


def test_an_ended_run_tells_who_what_when_how_long_and_how_hard() -> None:
    row = row_of(make_run(make_stack(name="Prod"), 42, created=NOON, max_vus=1200))
    assert (row.number, row.status.word, row.result.word) == ("#42", "Completed", "Passed")
    assert (row.test_title, row.place) == ("Test #7", "Project #3 \u00b7 Prod")
    assert (row.started_by, row.created.relative, row.duration) == ("ada@example.com", "1 h ago", "30 min")
    assert (row.vus, row.vuh, row.zones.short) == ("1,200", "2.50", "Dublin")


def test_every_link_of_a_row_leads_into_its_own_stack() -> None:
    stack = make_stack(slug="prod-abcd")
    row = row_of(make_run(stack, 900_042))
    assert row.url == "/stacks/prod-abcd/runs/900042/"
    assert row.test_url == "/stacks/prod-abcd/tests/7/"


def test_a_row_asks_nothing_of_the_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    run = make_run()
    loaded = TestRun.objects.select_related("stack", "load_test", "project", "starter", "zone_set").get(pk=run.pk)
    with django_assert_num_queries(0):
        run_row(loaded, LATER)


def test_a_live_run_shows_how_long_it_has_been_and_marks_its_cost_as_an_estimate() -> None:
    row = row_of(make_run(status="running", result=None, created=NOON, ended=None))
    assert (row.duration, row.vuh, row.result.word) == ("1 h so far", "\u2248 2.50", "No result yet")


def test_a_live_run_from_a_clock_ahead_has_lasted_no_negative_time() -> None:
    row = row_of(make_run(status="running", created=LATER + timedelta(days=1), ended=None))
    assert (row.duration, row.created.relative) == ("0 s so far", "just now")


def test_a_cost_too_long_for_its_column_goes_on_after_a_comma() -> None:
    shown = [
        row_of(make_run(run_id=number, cost={"total_vuh": cost})).vuh
        for number, cost in ((1, 999_999.5), (2, 123_456_789.5))
    ]
    assert shown == ["999,999.50", "123,\u200b456,\u200b789.50"]


def test_what_the_api_left_out_is_a_dash_or_nothing() -> None:
    row = row_of(make_run(max_vus=None, cost=None, started_by=None, distribution=None))
    assert (row.vus, row.vuh) == ("\u2013", "\u2013")
    assert (row.started_by, row.zones.short) == ("", "")


def test_a_word_that_nobody_knows_is_shown_as_it_came() -> None:
    row = row_of(make_run(status="teleporting", result="splendid"))
    assert (row.status.word, row.result.word) == ("teleporting", "splendid")
    assert (row.status.tone, row.result.tone) == ("neutral", "neutral")


def test_a_long_note_is_cut_and_a_short_one_is_not() -> None:
    long = row_of(make_run(note="word " * 100)).note
    assert len(long) <= NOTE_SHOWN
    assert long.endswith("word\u2026")
    assert row_of(make_run(note=" two\nlines ")).note == "two lines"


def test_star_and_archive_are_shapes_with_words() -> None:
    run = make_run(is_starred=True)
    TestRun.objects.filter(pk=run.pk).update(archived=True, gone_at=NOON)
    row = row_of(run)
    assert [mark.words for mark in row.marks] == ["Starred"]
    assert row.keep
    assert (row.keep.text, row.keep.icon) == ("archived 1 h ago", "archived")
    assert row.faded


def test_a_run_that_grafana_hides_is_faded_and_says_since_when() -> None:
    run = make_run()
    TestRun.objects.filter(pk=run.pk).update(not_visible_since=NOON)
    row = row_of(run)
    assert [mark.words for mark in row.marks] == ["Not visible: noticed 1 h ago"]
    assert row.faded


def test_an_ordinary_run_has_no_marks() -> None:
    row = row_of(make_run())
    assert (row.marks, row.faded) == ((), False)


def button_of(run: TestRun) -> StarButton | None:
    related = TestRun.objects.select_related("stack", "load_test", "project", "starter", "zone_set")
    return run_row(related.get(pk=run.pk), LATER, may_star=True).star


def test_whoever_may_act_gets_a_button_for_the_star_in_place_of_the_mark() -> None:
    run = make_run(make_stack(slug="prod"), 42, is_starred=True)
    related = TestRun.objects.select_related("stack", "load_test", "project", "starter", "zone_set").get(pk=run.pk)
    row = run_row(related, LATER, may_star=True)
    assert row.star
    assert (row.star.label, row.star.icon) == ("Take the star from run #42", "star")
    assert row.star.url == reverse("run_act", args=["prod", 42, Kind.UNSTAR])
    assert row.marks == ()


def test_a_run_without_a_star_is_offered_one() -> None:
    star = button_of(make_run(make_stack(slug="prod"), 42))
    assert star
    assert (star.label, star.icon) == ("Star run #42", "unstarred")
    assert star.url == reverse("run_act", args=["prod", 42, Kind.STAR])


@pytest.mark.parametrize("change", [{"archived": True, "gone_at": NOON}, {"not_visible_since": NOON}])
def test_a_run_that_grafana_does_not_show_cannot_be_starred_and_keeps_its_mark(change: dict[str, object]) -> None:
    run = make_run(is_starred=True)
    TestRun.objects.filter(pk=run.pk).update(**change)
    assert button_of(run) is None
    assert "Starred" in [mark.words for mark in row_of(run).marks]


def test_a_reader_gets_no_button() -> None:
    assert row_of(make_run()).star is None


def test_each_row_has_a_place_of_its_own_on_the_page() -> None:
    one, other = make_stack(slug="one"), make_stack(slug="other")
    assert row_of(make_run(one, 42)).anchor == "row-one-42"
    assert row_of(make_run(other, 42)).anchor == "row-other-42"
