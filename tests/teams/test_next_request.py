"""(I4) A role that was taken away, a place in the team, an account: gone with the next request, of whatever kind."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from runs.models import Membership, Role, Stack, Team, TestRun, User
from tests.builders import browser_of, make_run, make_stack, make_user
from tests.pages.visiting import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def stack(team: Team) -> Stack:
    """Synced a while ago, so that nothing about it changes by itself."""
    return make_stack(team, fresh_at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def run(stack: Stack) -> TestRun:
    return make_run(stack, 5)


def statuses(client: Client, stack: Stack) -> dict[str, int]:
    """A page, a poll of htmx, and the beginning of a download."""
    base = f"/stacks/{stack.slug}"
    return {
        "page": client.get(f"{base}/runs/5/").status_code,
        "list": client.get("/runs/").status_code,
        "poll": client.get(f"{base}/runs/5/live/", headers=HTMX).status_code,
        "progress": client.get(f"{base}/progress/", headers=HTMX).status_code,
        "download": client.get(f"{base}/runs/5/script/download/").status_code,
        "members": client.get(f"/teams/{stack.team.slug}/members/").status_code,
        "settings": client.get(f"{base}/settings/").status_code,
    }


def test_before_anything_is_taken_away_all_of_it_answers(stack: Stack, run: TestRun) -> None:
    found = statuses(browser_of(make_user(stack.team, Role.LEAD)), stack)
    assert found == {**dict.fromkeys(found, 200), "poll": 286, "progress": 286, "download": 302}


def test_somebody_demoted_keeps_what_a_viewer_may_and_nothing_else(stack: Stack, run: TestRun) -> None:
    user = make_user(stack.team, Role.LEAD)
    client = browser_of(user)
    statuses(client, stack)
    Membership.objects.filter(user=user).update(role=Role.VIEWER)
    found = statuses(client, stack)

    assert (found["page"], found["poll"], found["members"]) == (200, 286, 200)
    assert (found["download"], found["settings"]) == (403, 403)


def test_somebody_removed_finds_nothing_any_more(stack: Stack, run: TestRun) -> None:
    user = make_user(stack.team, Role.LEAD)
    client = browser_of(user)
    statuses(client, stack)
    Membership.objects.filter(user=user).delete()
    found = statuses(client, stack)

    assert found == {**dict.fromkeys(found, 404), "list": 200}
    assert b"/runs/5/" not in client.get("/runs/").content


def test_somebody_deactivated_is_nobody(stack: Stack, run: TestRun) -> None:
    user = make_user(stack.team, Role.LEAD)
    client = browser_of(user)
    statuses(client, stack)
    User.objects.filter(pk=user.pk).update(is_active=False)
    poll = client.get(f"/stacks/{stack.slug}/runs/5/live/", headers=HTMX)
    found = statuses(client, stack)

    assert poll.headers["HX-Redirect"].startswith("/accounts/login/")
    assert {name for name, status in found.items() if status != 302} == {"poll", "progress"}
    assert b"run" not in poll.content
