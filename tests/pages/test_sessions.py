"""How long a login lasts, and what ends it before its time."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from runs.models import Membership, Role, User
from runs.people.sessions import remove_old_sessions
from runs.tasks import tick, tidy
from tests.builders import PASSWORD, browser_of, make_run, make_stack, make_user
from tests.pages.visiting import HTMX

pytestmark = pytest.mark.django_db
HOUR, DAY = 3600, 86400


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def log_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": password})
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/stacks/").status_code == 200)


def key_of(client: Client) -> str:
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def row_of(client: Client) -> Session:
    return Session.objects.get(session_key=key_of(client))


def aged(client: Client, **seconds_ago: int) -> Client:
    """As if these moments of the session lay so long ago."""
    session = client.session
    for name, ago in seconds_ago.items():
        session[name] = int(time.time()) - ago
    session.save()
    return client


def test_a_login_without_a_sign_of_life_ends_after_eight_hours() -> None:
    client = log_in(make_user())
    left = row_of(client).expire_date - timezone.now()
    assert timedelta(hours=7, minutes=58) < left <= timedelta(hours=8)

    Session.objects.filter(session_key=key_of(client)).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_a_look_after_a_while_counts_as_a_sign_of_life() -> None:
    client = aged(log_in(make_user()), seen=6 * 60)
    Session.objects.filter(session_key=key_of(client)).update(expire_date=timezone.now() + timedelta(hours=1))
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=7))
    client.get("/stacks/")

    assert row_of(client).expire_date > timezone.now() + timedelta(hours=7, minutes=58)
    assert UserSession.objects.get().last_seen_at > timezone.now() - timedelta(minutes=1)


def writes(client: Client, path: str, **headers: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path, headers=headers).status_code in {200, 286}
    return [one["sql"] for one in queries if one["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_a_look_writes_nothing_within_five_minutes_of_the_last() -> None:
    client = aged(log_in(make_user()), seen=4 * 60)
    assert writes(client, "/stacks/") == []
    assert writes(aged(client, seen=6 * 60), "/stacks/") != []
    assert writes(client, "/stacks/") == []


def test_a_page_left_open_that_polls_is_no_sign_of_life() -> None:
    stack = make_stack()
    run = make_run(stack)
    client = aged(log_in(make_user(stack.team)), seen=6 * 60)
    run_polls = {**HTMX, "HX-Trigger": "live", "HX-Target": "live"}
    stack_polls = {**HTMX, "HX-Trigger": f"sync-{stack.slug}", "HX-Target": f"sync-{stack.slug}"}

    assert writes(client, f"/stacks/{stack.slug}/runs/{run.run_id}/live/", **run_polls) == []
    assert writes(client, f"/stacks/{stack.slug}/progress/", **stack_polls) == []
    assert writes(client, "/runs/", **{**HTMX, "HX-Trigger": "filters", "HX-Target": "runs"}) != []


def test_a_login_ends_after_seven_days_however_busy_it_was() -> None:
    client = aged(log_in(make_user()), began=7 * DAY - HOUR)
    assert is_in(client)

    key = key_of(client)
    answer = aged(client, began=7 * DAY).get("/runs/?result=failed")
    assert answer.headers["Location"] == "/accounts/login/?next=/runs/%3Fresult%3Dfailed"
    assert not Session.objects.filter(session_key=key).exists()


def test_a_session_from_before_there_was_a_limit_begins_when_it_is_seen() -> None:
    client = Client()
    client.force_login(make_user())
    session = client.session
    session.pop("began", None)
    session.save()

    assert is_in(client)
    assert client.session["began"] >= int(time.time()) - 60


def no_longer_active(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def another_password(user: User) -> None:
    user.set_password("another one for today")
    user.save()


def removed(user: User) -> None:
    user.delete()


@pytest.mark.parametrize("happens", [no_longer_active, another_password, removed])
def test_i4_what_happens_to_the_account_ends_its_sessions_with_the_next_request(happens: Any) -> None:
    """(I4)"""
    stack = make_stack()
    user = make_user(stack.team)
    page, poll = log_in(user), log_in(user)
    key = key_of(page)
    happens(user)

    assert page.get("/stacks/").headers["Location"] == "/accounts/login/?next=/stacks/"
    assert "HX-Redirect" in poll.get(f"/stacks/{stack.slug}/progress/", headers=HTMX).headers
    assert not Session.objects.filter(session_key=key).exists()


def test_i4_an_account_that_is_opened_again_does_not_bring_its_old_session_back() -> None:
    user = make_user()
    client = log_in(user)
    key = key_of(client)
    no_longer_active(user)
    client.get("/stacks/")
    User.objects.filter(pk=user.pk).update(is_active=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = key

    assert not is_in(client)


def test_i4_a_role_or_a_team_that_was_taken_away_is_gone_with_the_next_request() -> None:
    stack = make_stack()
    run = make_run(stack)
    user = make_user(stack.team, Role.MEMBER)
    client, page = log_in(user), f"/stacks/{stack.slug}/runs/{run.run_id}/"
    download = f"{page}script/download/"
    Membership.objects.filter(user=user).update(role=Role.VIEWER)
    demoted = [client.post(f"{page}star/").status_code, client.get(download).status_code]
    Membership.objects.filter(user=user).delete()
    polled = client.get(f"{page}live/", headers=HTMX).status_code

    assert demoted == [403, 403]
    assert [client.get(page).status_code, polled, client.get(download).status_code] == [404, 404, 404]


def test_a_password_changed_by_its_owner_ends_all_sessions_but_the_one_it_was_changed_in() -> None:
    user = make_user()
    here, elsewhere = log_in(user), log_in(user)
    fields = {"oldpassword": PASSWORD, "password1": "quite another battery", "password2": "quite another battery"}
    here.post("/accounts/password/change/", fields)

    assert is_in(here)
    assert not is_in(elsewhere)


def test_a_login_by_form_and_one_in_the_tests_begin_alike() -> None:
    user = make_user()
    assert {"began", "seen"} <= set(log_in(user).session.keys()) & set(browser_of(user).session.keys())


def test_the_worker_s_daily_look_removes_sessions_that_are_over_and_leaves_the_others() -> None:
    user = make_user()
    over, ended, good = (browser_of(user) for _ in range(3))
    for client in (over, ended, good):
        UserSession.objects.create(user=user, session_key=key_of(client), ip="127.0.0.1", user_agent="Firefox")
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    UserSession.objects.exclude(session_key=key_of(good)).update(last_seen_at=yesterday)
    Session.objects.filter(pk=key_of(over)).update(expire_date=yesterday)
    Session.objects.filter(pk=key_of(ended)).delete()
    tick()
    [task] = [task for task in OrmQ.objects.all() if task.func() == "runs.tasks.tidy"]
    tidy()

    assert task.key == "k6admin-slow"
    assert [row.pk for row in Session.objects.all()] == [key_of(good)]
    assert [row.session_key for row in UserSession.objects.filter(user=user)] == [key_of(good)]
    assert is_in(good)


def test_old_sessions_go_a_few_at_a_time() -> None:
    old = timezone.now() - timedelta(days=2)
    Session.objects.bulk_create([Session(pk=f"old{n}", session_data="x", expire_date=old) for n in range(250)])
    with CaptureQueriesContext(connection) as queries:
        remove_old_sessions()

    assert not Session.objects.exists()
    assert sum(query["sql"].startswith("DELETE") for query in queries) == 3
