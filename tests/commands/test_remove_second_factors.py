"""`remove_second_factors`: for somebody who lost their phone and their recovery codes."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

from runs.models import AuditEvent, User
from tests.builders import PASSWORD, make_user
from tests.commands.calling import call

pytestmark = pytest.mark.django_db


def with_factors(user: User) -> User:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    return user


def log_in(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_the_person_logs_in_with_the_password_alone_and_nobody_else_is_touched() -> None:
    cache.clear()
    ada = make_user(email="ada@example.com")
    before = log_in(ada)
    with_factors(ada)
    other = with_factors(make_user())
    said = call("remove_second_factors", "Ada@Example.com")
    event = AuditEvent.objects.get(action="second_factors_removed")

    assert said.out == "2 second factors removed; ada@example.com has a password to log in with.\n"
    assert before.get("/stacks/").status_code == 302
    assert log_in(ada).get("/stacks/").status_code == 200
    assert Authenticator.objects.filter(user=other).count() == 2
    assert (event.outcome, event.object_name, event.actor_email) == ("done", ada.email, "operator")


def test_without_a_password_the_operator_is_told_what_is_missing() -> None:
    user = with_factors(make_user())
    user.set_unusable_password()
    user.save()
    assert "has no password: set one for them" in call("remove_second_factors", user.email).out


def test_an_unknown_address_is_said_so() -> None:
    assert call("remove_second_factors", "eve@example.com").refusal == "Nobody here has the address eve@example.com."
