"""Every run of the gallery over real HTTP: its pages stand, hold nothing that acts, and cost a constant."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import RunDistribution, SetAsideRow, TestRun
from tests.pages.acting import HTMX, Desk, at_a_desk, text
from tests.pages.charts import charts, silent
from tests.presenters.html import Element, Html, read

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = re.compile(r"-secret-\d{4}")
LARGEST_PAGE, LARGEST_PART = 450_000, 200_000
# What none of our own elements has, and what would act if a text of the API had become markup.
ACTS = re.compile(r"^on|^style$|^hx-on")
OURS = {"/static/app.js", "/static/django-htmx.js", "/static/django_htmx/htmx-2.min.js"}


@contextmanager
def gallery() -> Iterator[tuple[Desk, list[TestRun]]]:
    """Somebody at the desk of a stack that has the gallery, and its runs, newest first."""
    with at_a_desk(runs=5, gallery=True) as desk:
        shown = TestRun.objects.filter(load_test__name__startswith="Gallery").select_related("load_test")
        yield desk, list(shown.order_by("-created"))


def asked(desk: Desk, since: int) -> list[str]:
    """The API's paths that were asked for since so many entries of its log."""
    return [str(entry["path"]) for entry in desk.sim.log.entries()[since:]]


def complaints(markup: str, largest: int, page: Html | None = None) -> Iterator[str]:
    """What is wrong with a page, as sentences."""
    if len(markup) > largest:
        yield f"{len(markup):,} characters"
    if SECRET.search(markup):
        yield "a secret"
    for element in (page or read(markup)).elements:
        yield from _acting(element)


def _acting(element: Element) -> Iterator[str]:
    if element.tag == "script" and "src" not in element.attrs:
        yield "a script of its own"
    if element.tag in {"img", "iframe", "object", "embed"} or any(ACTS.search(name) for name in element.attrs):
        yield f"{element.tag} {element.attrs}"
    if "alert(" in element.attrs.get("href", "") or "/accounts/logout/" in element.attrs.get("hx-get", ""):
        yield f"{element.tag} {element.attrs}"


def test_every_page_of_a_run_is_safe_readable_and_costs_the_same_queries_and_no_call() -> None:
    """(W3) One look at each page, because rendering all of them takes most of the time.

    Nothing that the API said acts on a page; each chart has a name and its numbers as text; a run's page costs the
    same queries whatever the run is like, and asks nothing of the API for a run that ended.
    """
    with gallery() as (desk, shown):
        wrong: list[str] = []
        costs: dict[int, list[str]] = {}
        desk.page(shown[-1])  # the first page of a process costs more
        drawn, before = 0, len(desk.sim.log.entries())
        for run in shown:
            with CaptureQueriesContext(connection) as queries:
                markup = text(desk.page(run))
            costs.setdefault(len(queries), []).append(run.note[:40])
            page = read(markup)
            where = f"{run.load_test.name}: {run.note[:50]}"
            found = [*complaints(markup, LARGEST_PAGE, page), *silent(page)]
            wrong += [f"{where}: {complaint}" for complaint in found]
            drawn += len(charts(page))
        calls = asked(desk, before)
        for run in shown:
            part = text(desk.page(run, "distribution/", **HTMX))
            page = read(part)
            found = [*complaints(part, LARGEST_PART, page), *silent(page)]
            wrong += [f"map of {run.note[:50]}: {complaint}" for complaint in found]
            drawn += len(charts(page))

        assert len(shown) > 140
        assert not SetAsideRow.objects.exists()
        assert wrong == []
        assert list(costs) == [max(costs)], costs
        assert calls == []
        assert drawn > 450


def test_a_live_part_asks_one_call_while_the_run_goes_on_and_none_once_it_ended() -> None:
    with gallery() as (desk, shown):
        TestRun.objects.update(asked_at=None)  # nobody else has just asked
        live, ended = ([run for run in shown if run.active is active] for active in (True, False))
        for run in live + ended[:5]:
            before = len(desk.sim.log.entries())
            assert desk.page(run, "live/", **HTMX).status_code in {200, 286}
            assert asked(desk, before) == ([f"/cloud/v6/test_runs/{run.run_id}"] if run.active else [])


def test_the_nodes_of_each_run_are_one_call_and_kept_once_it_ended() -> None:
    with gallery() as (desk, shown):
        for run in (run for run in shown if run.load_test.test_id == 880_304):
            before = len(desk.sim.log.entries())
            first, second = (text(desk.page(run, "distribution/", **HTMX)) for _ in range(2))
            assert first == second
            assert asked(desk, before) == [f"/cloud/v6/test_runs/{run.run_id}/distribution"]
            assert RunDistribution.objects.filter(run=run).exists()


def test_every_kind_of_script_has_an_answer_in_words() -> None:
    with gallery() as (desk, shown):
        answers = {}
        for run in (run for run in shown if run.load_test.test_id == 880_307):
            response = desk.client.get(desk.url(run, "script/"), follow=True)
            answers[run.note] = response.status_code
            assert not list(complaints(text(response), 2_000_000))

        assert len(answers) == 10
        assert set(answers.values()) == {200}
