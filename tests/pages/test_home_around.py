"""`/` as a whole: whose it is, where it leads, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.models import Gone, Role, TestRun
from tests.builders import NOON, make_run, make_runs, make_stack, make_team, make_user
from tests.pages.attention import home, lately, numbers
from tests.pages.visiting import HTMX, browser_of, link_of, run_ids, visible, visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("failing", "All failed runs"),
        ("running", "All active runs"),
        ("expiring", "All that expire"),
        ("gone", "All archived runs"),
        ("starred", "All starred runs"),
    ],
)
def test_each_part_leads_into_the_list_to_the_same_runs(key: str, label: str) -> None:
    stack, now = make_stack(), timezone.now()
    make_runs(
        stack,
        lately(1, 5, test_id=71, result="failed"),
        lately(2, 4, test_id=72, status="running", result=None, ended=None),
        lately(3, 3, test_id=73, retention_expiry=(now + timedelta(days=1)).isoformat()),
        lately(4, 2, test_id=74),
        lately(5, 1, test_id=75, is_starred=True),
    )
    TestRun.objects.filter(run_id=4).update(archived=True, gone_at=now, gone_reason=Gone.EXPIRED)
    client = visitor(stack)
    response = client.get("/")

    assert numbers(response, key) == run_ids(client.get(link_of(response, label)))


def test_runs_of_other_teams_are_nowhere_on_the_page() -> None:
    mine, foreign = make_stack(), make_stack(name="Secret stack", trouble="unauthorized")
    make_runs(mine, lately(1))
    make_runs(
        foreign,
        lately(2, result="failed"),
        lately(3, status="running", result=None, ended=None),
        lately(4, is_starred=True, retention_expiry=(timezone.now() + timedelta(days=1)).isoformat()),
        lately(5),
    )
    TestRun.objects.filter(run_id=5).update(archived=True, gone_at=timezone.now())
    response = home(mine)

    assert run_ids(response) == []
    assert "Secret stack" not in visible(response)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_sees_it_and_the_navigation_marks_it(role: Role) -> None:
    stack = make_stack()
    make_runs(stack, lately(1, result="failed"))
    response = home(stack, role)

    assert numbers(response, "failing") == [1]
    assert re.search(r'href="/" aria-current="page">.*?Home', response.content.decode(), re.DOTALL)


def test_names_from_the_api_are_text() -> None:
    stack = make_stack(name="<b>stack</b>")
    make_runs(stack, lately(1, result="failed", is_starred=True))
    stack.load_tests.update(name="<script>alert(1)</script>")
    stack.projects.update(name='" onmouseover="alert(1)')
    page = home(stack).content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>stack" not in page
    assert '" onmouseover="' not in page


def test_whoever_may_connect_a_stack_is_led_there() -> None:
    response = visitor(make_team("Shop"), Role.LEAD).get("/")
    assert "No stack is connected yet" in visible(response)
    assert '<a class="button primary" href="/stacks/new/">' in response.content.decode()


def test_a_member_without_stacks_is_told_whom_to_ask() -> None:
    said = visible(visitor(make_team("Shop"), Role.MEMBER).get("/"))
    assert "Ask a lead of Shop to connect one" in said


def test_somebody_in_no_team_is_told_so_and_may_make_one() -> None:
    response = browser_of(make_user()).get("/")
    assert "You are in no team yet" in visible(response)
    assert '<a class="button primary" href="/teams/new/">' in response.content.decode()


def test_before_the_first_run_the_page_stands() -> None:
    response = home(make_stack(fresh_at=None, walk_finished=None, walk_started=timezone.now(), walk_total=900))
    assert "reading its history" in visible(response)
    assert "Nothing is running." in visible(response)


def queries_for(number: int, stacks: int) -> int:
    team, now = make_team(), timezone.now()
    soon = (now + timedelta(days=1)).isoformat()
    for _ in range(stacks):
        stack = make_stack(team)
        make_runs(
            stack,
            *(lately(100 + i, result="failed", test_id=100 + i, is_starred=True) for i in range(number)),
            *(lately(200 + i, status="running", result=None, ended=None) for i in range(number)),
            *(lately(300 + i, retention_expiry=soon) for i in range(number)),
            *(lately(400 + i) for i in range(2 * number)),
        )
        stack.runs.filter(run_id__gte=400).update(archived=True, gone_at=now)
        stack.runs.filter(run_id__gte=400 + number).update(archived=False, gone_at=None, not_visible_since=now)
    client = visitor(team)
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    return len(queries)


def test_one_run_and_fifty_in_one_stack_and_in_three_cost_the_same_number_of_queries() -> None:
    assert queries_for(1, stacks=1) == queries_for(50, stacks=3)


@pytest.mark.django_db(transaction=True)
def test_it_asks_the_api_nothing() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        asked = len(sim.log.entries())
        client = visitor(stack, Role.LEAD)

        assert client.get("/").status_code == 200
        assert client.get("/", headers=HTMX).status_code == 200
        assert len(sim.log.entries()) == asked


def test_moments_are_in_the_reader_s_zone_and_no_age_is_negative() -> None:
    stack = make_stack()
    make_run(stack, 1, created=timezone.now() + timedelta(days=1), ended=None, status="running", result=None)
    make_run(stack, 2, created=NOON, is_starred=True)
    user = make_user(stack.team)
    user.time_zone = "Asia/Tokyo"
    user.save()
    page = browser_of(user).get("/").content.decode()

    assert 'title="Sun 1 Nov 2026, 21:00:00 JST"' in page
    assert "just now" in page


def test_changing_something_by_this_address_is_refused() -> None:
    assert visitor(make_team()).post("/").status_code == 405
