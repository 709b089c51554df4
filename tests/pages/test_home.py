"""`/`: what needs attention in all my stacks, each part with a way into the list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from runs.models import Gone, TestRun
from tests.builders import make_runs, make_stack, make_team
from tests.pages.attention import home, lately, numbers, part
from tests.pages.visiting import HTMX, visible, visitor

pytestmark = pytest.mark.django_db


def test_a_load_test_whose_last_run_failed_is_named_with_its_last_results() -> None:
    stack = make_stack(name="Shop EU")
    make_runs(
        stack,
        lately(1, 5),
        lately(2, 4, result="error"),
        lately(3, 3, result="failed"),
        lately(4, 2, status="running", result=None, ended=None),
        lately(5, 1, test_id=8),
    )
    stack.load_tests.filter(test_id=7).update(name="Checkout")
    response = home(stack)

    assert "1 load test" in part(response, "failing")
    assert numbers(response, "failing") == [3]
    for words in ("Failed", "Checkout", "Project #3 · Shop EU", "2 in a row", "3 h ago"):
        assert words in part(response, "failing")
    assert "Last results, newest at the end: passed, error, failed" in response.content.decode()


@pytest.mark.parametrize(
    "last",
    [
        {"result": "passed"},
        {"result": "failed", "hours": 15 * 24},
        {"result": None, "status": "aborted"},
    ],
)
def test_a_load_test_is_not_failing_after_a_pass_after_two_weeks_or_without_a_result(last: dict[str, Any]) -> None:
    stack = make_stack()
    make_runs(stack, lately(1, 16 * 24, result="failed"), lately(2, **last))
    response = home(stack)

    assert numbers(response, "failing") == []
    assert "No load test of the last 14 days failed in its last run." in part(response, "failing")


def test_a_failure_that_is_archived_counts_no_more() -> None:
    stack = make_stack()
    make_runs(stack, lately(1, 2), lately(2, 1, result="failed"))
    TestRun.objects.filter(run_id=2).update(archived=True, gone_at=timezone.now())

    assert numbers(home(stack), "failing") == []


def test_runs_that_go_on_are_there_with_how_far_they_are_and_keep_themselves_current() -> None:
    stack, now = make_stack(), timezone.now()
    entered = (now - timedelta(minutes=15)).isoformat()
    under_load = [{"type": "created", "entered": entered}, {"type": "running", "entered": entered}]
    going_on = {"result": None, "ended": None}
    make_runs(
        stack,
        lately(1, 2, status="running", status_history=under_load, estimated_duration=1800, **going_on),
        lately(2, 1, status="queued", **going_on),
        lately(3, 3),
    )
    response = home(stack)
    page = response.content.decode()

    assert numbers(response, "running") == [2, 1]
    for words in ("2 runs", "Queued", "Not under load yet", "Running"):
        assert words in part(response, "running")
    assert re.search(r"5\d % of about 30 min under load", part(response, "running"))
    assert re.search(r'id="home-running"[^>]* hx-get="/" hx-trigger="every 10s"', page)
    assert re.search(r'<progress value="5\d" max="100"', page)


def test_polling_brings_that_part_alone_and_ends_with_the_runs() -> None:
    stack = make_stack()
    run = make_runs(stack, lately(1, status="running", result=None, ended=None))[0]
    client = visitor(stack)
    going_on = client.get("/", headers=HTMX)
    TestRun.objects.filter(pk=run.pk).update(active=False, status="completed")
    ended = client.get("/", headers=HTMX)

    assert going_on.content.strip().startswith(b'<section class="section" id="home-running"')
    assert going_on.content.count(b"<section") == 1
    assert "Nothing is running." in part(ended, "running")
    assert b"hx-get" not in ended.content
    for response in (going_on, ended, client.get("/")):
        assert {"HX-Request", "Cookie"} <= set(response.headers["Vary"].replace(" ", "").split(","))


def test_what_expires_within_a_week_stands_there_soonest_first() -> None:
    stack, now = make_stack(), timezone.now()

    def expiring(run_id: int, days: float | None, **fields: Any) -> dict[str, Any]:
        expiry = (now + timedelta(days=days, hours=1)).isoformat() if days is not None else None
        return lately(run_id, retention_expiry=expiry, **fields)

    make_runs(
        stack, expiring(1, 5), expiring(2, 2, is_starred=True), expiring(3, 8), expiring(4, None), expiring(5, -1)
    )
    response = home(stack)

    assert numbers(response, "expiring") == [2, 1]
    for words in ("2 runs within 7 days", "expires in 2 days", "expires in 5 days", "Starred"):
        assert words in part(response, "expiring")


def test_what_is_gone_lately_says_why_and_what_is_only_not_visible_says_so() -> None:
    stack, now = make_stack(), timezone.now()
    make_runs(stack, *(lately(number) for number in range(1, 5)))

    def mark(run_id: int, **fields: Any) -> None:
        TestRun.objects.filter(run_id=run_id).update(**fields)

    hour = timedelta(hours=1)
    mark(1, archived=True, gone_at=now - 3 * hour, gone_reason=Gone.DELETED_HERE, gone_by="ada@example.com")
    mark(2, archived=True, gone_at=now - 2 * hour, gone_reason=Gone.EXPIRED)
    mark(3, not_visible_since=now - hour)
    mark(4, archived=True, gone_at=now - timedelta(days=15), gone_reason=Gone.EXPIRED)
    response = home(stack)
    said = part(response, "gone")

    assert numbers(response, "gone") == [3, 2, 1]
    for words in ("2 archived, 1 not visible", "deleted here by ada@example.com", "expired", "not visible", "2 h ago"):
        assert words in said


def test_starred_runs_stand_there_newest_first() -> None:
    stack = make_stack()
    make_runs(stack, lately(1, 3, is_starred=True), lately(2, 2), lately(3, 1, is_starred=True))

    assert numbers(home(stack), "starred") == [3, 1]


def test_where_all_is_quiet_little_is_said() -> None:
    stack = make_stack(name="Shop EU")
    make_runs(stack, lately(1))
    response = home(stack)

    for sentence in ("Nothing is running.", "Nothing expires within 7 days.", "failed in its last run."):
        assert sentence in visible(response)
    assert "Gone from Grafana" not in visible(response)
    assert "Starred" not in visible(response)
    assert re.search("Shop EU Shop Up to date synced (just now|[0-9]+ (s|min) ago)", visible(response))


def test_a_stack_in_trouble_comes_first_and_says_what_is_wrong_and_how_old_its_data_is() -> None:
    team, now = make_team(), timezone.now()
    make_stack(team, name="A healthy one")
    make_stack(team, name="Zombie", trouble="unauthorized", trouble_at=now, fresh_at=now - timedelta(hours=5))
    response = visitor(team).get("/")

    assert re.search(r"Zombie: Grafana does not accept the token\. .* as of .*\(5 h ago\)", visible(response))
    assert part(response, "stacks").index("Zombie") < part(response, "stacks").index("A healthy one")


def test_of_very_many_stacks_the_first_are_listed() -> None:
    team = make_team()
    for _ in range(10):
        make_stack(team)
    assert "2 more stacks of yours." in part(visitor(team).get("/"), "stacks")
