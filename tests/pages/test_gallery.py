"""Every run of the gallery over real HTTP: its pages stand, hold nothing that acts, and cost a constant."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.models import RunDistribution, SetAsideRow, TestRun
from tests.pages.acting import HTMX, Desk, at_a_desk, text
from tests.presenters.html import Element, read

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


def complaints(page: str, largest: int) -> Iterator[str]:
    """What is wrong with a page, as sentences."""
    if len(page) > largest:
        yield f"{len(page):,} characters"
    if SECRET.search(page):
        yield "a secret"
    for element in read(page).elements:
        yield from _acting(element)


def _acting(element: Element) -> Iterator[str]:
    if element.tag == "script" and "src" not in element.attrs:
        yield "a script of its own"
    if element.tag in {"img", "iframe", "object", "embed"} or any(ACTS.search(name) for name in element.attrs):
        yield f"{element.tag} {element.attrs}"
    if "alert(" in element.attrs.get("href", "") or "/accounts/logout/" in element.attrs.get("hx-get", ""):
        yield f"{element.tag} {element.attrs}"


def test_every_page_stands_and_nothing_that_the_api_said_acts_on_it() -> None:
    """(W3)"""
    with gallery() as (desk, shown):
        found = [
            f"{run.load_test.name}: {run.note[:50]}: {complaint}"
            for run in shown
            for part, largest in (("", LARGEST_PAGE), ("distribution/", LARGEST_PART))
            for complaint in complaints(text(desk.page(run, part, **(HTMX if part else {}))), largest)
        ]

        assert len(shown) > 140
        assert not SetAsideRow.objects.exists()
        assert found == []


def test_a_run_page_costs_the_same_queries_whatever_the_run_is_like_and_asks_nothing_of_a_run_that_ended() -> None:
    with gallery() as (desk, shown):
        costs: dict[int, list[str]] = {}
        calls: list[str] = []
        for run in shown:
            before = len(desk.sim.log.entries())
            with CaptureQueriesContext(connection) as queries:
                assert desk.page(run).status_code == 200
            costs.setdefault(len(queries), []).append(run.note[:40])
            calls += asked(desk, before)

        assert list(costs) == [max(costs)], costs
        assert calls == []


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
