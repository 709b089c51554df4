"""`/runs/`: every run of my stacks, newest first, narrowed down by its address alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.models import Role, Stack
from runs.store import mark_gone, mark_not_visible
from tests.builders import NOON, make_run, make_runs, make_stack, make_team, make_user, run_document
from tests.pages.visiting import HTMX, browser_of, link_of, run_ids, visible, visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db


def fill(stack: Stack, number: int, **fields: Any) -> None:
    make_runs(stack, *(run_document(i, **fields) for i in range(1, number + 1)))


def test_a_row_says_what_ran_when_how_long_how_hard_and_where() -> None:
    stack = make_stack(name="Shop EU")
    now = timezone.now()
    make_run(
        stack,
        4711,
        created=now - timedelta(hours=3),
        ended=now - timedelta(hours=2),
        max_vus=1250,
        note="first after the fix",
        result="failed",
        cost={"total_vuh": "12.5", "breakdown": {}},
        retention_expiry=(now + timedelta(days=3, minutes=1)).isoformat(),
        is_starred=True,
    )
    stack.load_tests.update(name="Checkout")
    stack.projects.update(name="Web shop")
    said = visible(visitor(stack).get("/runs/"))

    for part in ("#4711", "Completed", "Failed", "Checkout", "Web shop · Shop EU", "ada@example.com", "3 h ago"):
        assert part in said
    for part in ("1 h", "1,250", "12.50", "Dublin", "first after the fix", "expires in 3 days"):
        assert part in said
    assert "1 run" in said


def test_runs_of_all_my_stacks_stand_together_newest_first() -> None:
    team = make_team()
    one, other = make_stack(team), make_stack(team)
    make_runs(one, run_document(1), run_document(4))
    make_runs(other, run_document(2), run_document(3))

    assert run_ids(visitor(team).get("/runs/")) == [4, 3, 2, 1]


def test_runs_of_other_teams_are_nowhere_on_the_page() -> None:
    mine, foreign = make_stack(), make_stack(name="Secret stack")
    make_run(mine, 1)
    make_run(foreign, 2, started_by="eve@example.org", note="a secret note", test_id=99)
    client = visitor(mine)

    for query in ("", f"stack={foreign.slug}", "q=secret", "test=99", "started_by=eve@example.org", "archived=all"):
        response = client.get(f"/runs/?{query}")
        assert 2 not in run_ids(response)
        assert "Secret stack" not in visible(response)
        assert "a secret note" not in visible(response)
    assert "1 run" in visible(client.get("/runs/"))


def test_a_stack_of_another_team_is_refused_in_the_same_words_as_one_that_does_not_exist() -> None:
    mine, foreign = make_stack(), make_stack()
    client = visitor(mine)
    said = visible(client.get(f"/runs/?stack={foreign.slug}"))
    same = visible(client.get("/runs/?stack=none-at-all"))

    assert said.replace(foreign.slug, "") == same.replace("none-at-all", "")


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_read_the_list(role: Role) -> None:
    stack = make_stack()
    make_run(stack, 5)
    assert run_ids(visitor(stack, role).get("/runs/")) == [5]


def test_somebody_of_two_teams_sees_both_and_each_run_once() -> None:
    one, other = make_stack(), make_stack()
    make_run(one, 1)
    make_run(other, 2)
    user = make_user(one.team)
    other.team.memberships.create(user=user, role=Role.VIEWER)

    assert run_ids(browser_of(user).get("/runs/")) == [2, 1]


def test_someone_who_left_the_team_or_was_locked_out_sees_nothing_from_the_next_request_on() -> None:
    stack = make_stack()
    make_run(stack, 1)
    user = make_user(stack.team)
    client = browser_of(user)
    before = run_ids(client.get("/runs/"))
    user.memberships.all().delete()
    after = run_ids(client.get("/runs/"))
    user.is_active = False
    user.save()

    assert (before, after) == ([1], [])
    assert client.get("/runs/").headers["Location"].startswith("/accounts/login/")


def test_fifty_rows_a_page_and_the_way_on_and_back_is_in_the_links() -> None:
    stack = make_stack()
    fill(stack, 120)
    client = visitor(stack)
    first = client.get("/runs/")
    second = client.get(link_of(first, "Older"))
    last = client.get(link_of(first, "Oldest"))

    assert run_ids(first) == list(range(120, 70, -1))
    assert run_ids(second) == list(range(70, 20, -1))
    assert run_ids(last) == list(range(50, 0, -1))
    assert run_ids(client.get(link_of(second, "Newer"))) == run_ids(first)
    assert link_of(last, "Newest") == "/runs/"
    assert "120 runs" in visible(first)


def test_a_page_keeps_its_filter_and_its_order() -> None:
    stack = make_stack()
    fill(stack, 130, result="failed")
    client = visitor(stack)
    first = client.get("/runs/?result=failed&sort=-vus")
    address = link_of(first, "Next")

    assert "result=failed" in address
    assert "sort=-vus" in address
    assert len(set(run_ids(first)) | set(run_ids(client.get(address)))) == 100


def test_more_than_a_thousand_runs_are_not_counted_to_the_end() -> None:
    stack = make_stack()
    for start in range(0, 1001, 91):
        make_runs(stack, *(run_document(start + i) for i in range(1, 92)))
    client = visitor(stack)

    assert "1,000+ runs" in visible(client.get("/runs/"))
    assert "1 run" in visible(client.get("/runs/?q=%23777"))


def test_a_column_s_head_sorts_by_it_and_once_more_the_other_way_round() -> None:
    stack = make_stack()
    make_runs(stack, *(run_document(i, max_vus=vus) for i, vus in ((1, 30), (2, None), (3, 10), (4, 20))))
    client = visitor(stack)
    most = client.get(link_of(client.get("/runs/"), "VUs"))
    least = client.get(link_of(most, "VUs"))

    assert run_ids(most) == [1, 4, 3, 2]
    assert run_ids(least) == [3, 4, 1, 2]


def test_htmx_gets_the_list_alone_and_a_browser_the_whole_page() -> None:
    stack = make_stack()
    make_run(stack, 1)
    client = visitor(stack)
    page, fragment = client.get("/runs/"), client.get("/runs/", headers=HTMX)

    assert b"<!doctype html>" in page.content
    assert fragment.content.strip().startswith(b'<section id="runs"')
    assert run_ids(page) == run_ids(fragment) == [1]
    for response in (page, fragment):
        assert {"HX-Request", "Cookie"} <= set(response.headers["Vary"].replace(" ", "").split(","))
        assert "private" in response.headers["Cache-Control"]


def test_marks_tell_a_starred_an_archived_and_an_invisible_run_apart() -> None:
    stack = make_stack()
    make_runs(stack, run_document(1, is_starred=True), run_document(2), run_document(3))
    mark_gone(stack, 2, "deleted", NOON)
    mark_not_visible(stack, [3], NOON)
    page = visitor(stack).get("/runs/?archived=all").content.decode()

    assert page.count('aria-label="Starred"') == 1
    assert len(re.findall(r'icon.*#i-archived.*<time datetime="2026-11-01T12:00:00[^"]*">archived ', page)) == 1
    assert page.count('aria-label="Not visible: noticed ') == 1


@pytest.mark.django_db(transaction=True)
def test_the_list_asks_the_api_nothing() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        asked = len(sim.log.entries())
        client = visitor(stack, Role.LEAD)
        for query in ("", "?q=nightly", "?sort=-vuh&before=end", "?archived=all"):
            assert client.get(f"/runs/{query}").status_code == 200
            assert client.get(f"/runs/{query}", headers=HTMX).status_code == 200

        assert len(sim.log.entries()) == asked


@pytest.mark.parametrize("query", ["", "?result=passed", "?q=ada", "?sort=-vus"])
def test_one_row_and_fifty_cost_the_same_number_of_queries(query: str) -> None:
    counts = []
    for number in (1, 50):
        stack = make_stack()
        fill(stack, number)
        client = visitor(stack)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(run_ids(client.get(f"/runs/{query}"))) == number
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15
