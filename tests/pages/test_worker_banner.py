"""No sign of a worker for two minutes: every page says so, to everybody whose stacks wait for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.models import Beat, Role
from tests.builders import make_run, make_stack
from tests.pages.visiting import HTMX, Answer, visible, visitor

pytestmark = pytest.mark.django_db

SENTENCE = "No sign of the background worker for 2 minutes"
PAGES = [
    "/",
    "/runs/",
    "/stacks/shop/runs/7/",
    "/stacks/shop/tests/7/",
    "/stacks/",
    "/teams/",
    "/accounts/profile/",
]


def worker_was_here(minutes_ago: float) -> None:
    Beat.objects.update_or_create(name="worker", defaults={"at": timezone.now() - timedelta(minutes=minutes_ago)})


def look(path: str, role: Role = Role.VIEWER) -> Answer:
    stack = make_stack(slug="shop")
    make_run(stack, 7)
    return visitor(stack, role).get(path)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_it_once(path: str) -> None:
    worker_was_here(minutes_ago=3)
    response = look(path)

    assert response.status_code == 200
    assert visible(response).count(SENTENCE) == 1


@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_told(role: Role) -> None:
    assert SENTENCE in visible(look("/runs/", role))


@pytest.mark.parametrize("path", PAGES)
def test_a_worker_that_lives_needs_no_word(path: str) -> None:
    worker_was_here(minutes_ago=1)
    assert SENTENCE not in visible(look(path))


def test_it_costs_one_query_and_a_part_of_a_page_asks_nothing() -> None:
    stack = make_stack()
    client = visitor(stack)
    for headers, asked in (({}, 1), (HTMX, 0)):
        with CaptureQueriesContext(connection) as queries:
            client.get("/runs/", headers=headers)
        assert len([query for query in queries if "runs_beat" in query["sql"]]) == asked


def test_a_stranger_is_told_nothing() -> None:
    make_stack()
    assert SENTENCE not in visible(Client().get("/accounts/login/"))
