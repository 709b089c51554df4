"""(A6) Who is not logged in leaves few rows behind, and those for an hour at most."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from runs.people.sessions import remove_old_sessions
from runs.views import pace
from runs.views.pace import Pace
from tests.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db

OPTIONS = "/accounts/2fa/webauthn/login/"
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest"}


@pytest.fixture(autouse=True)
def new_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REQUESTS", Pace())


def ask(address: str = "192.0.2.1") -> int:
    return int(Client(REMOTE_ADDR=address).get(OPTIONS, headers=BY_SCRIPT).status_code)


def test_passkey_challenges_of_one_address_are_limited_and_another_address_goes_on(settings: Any) -> None:
    settings.SESSION_PACE = (20, 0.0001)
    assert [ask() for _ in range(30)] == [200] * 20 + [429] * 10
    assert Session.objects.count() == 20
    assert ask("192.0.2.2") == 200


def test_a_session_without_a_person_ends_after_an_hour_and_its_row_is_removed() -> None:
    ask()
    kept = Session.objects.get()
    assert kept.expire_date <= timezone.now() + timedelta(hours=1)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    remove_old_sessions()
    assert not Session.objects.exists()


def test_whoever_logs_in_from_such_a_session_has_the_usual_eight_hours() -> None:
    user, client = make_user(), Client()
    client.get(OPTIONS, headers=BY_SCRIPT)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    kept = Session.objects.get(pk=client.session.session_key)
    assert kept.get_decoded()["_auth_user_id"] == str(user.pk)
    assert kept.expire_date > timezone.now() + timedelta(hours=7)


@pytest.mark.parametrize("path", ["/accounts/login/", "/", "/healthz", "/accounts/password/reset/", OPTIONS])
def test_a_look_without_a_login_leaves_no_row(path: str) -> None:
    Client().get(path)
    assert not Session.objects.exists()
