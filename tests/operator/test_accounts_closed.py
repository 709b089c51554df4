"""Accounts closed and opened, and operators made, by an operator or on the command line."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from runs.models import AuditEvent, Role, User
from tests.builders import PASSWORD, browser_of, make_team, make_user
from tests.commands.calling import call
from tests.pages.visiting import Answer, visible

pytestmark = pytest.mark.django_db
OPEN, OPERATOR = {"is_active": "on"}, {"is_active": "on", "is_operator": "on"}


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def make_operator(email: str = "op@example.com") -> User:
    call("add_operator", email)
    return User.objects.get(email=email)


def set_to(who: User, person: User, fields: dict[str, str], **more: str) -> Answer:
    return browser_of(who).post(f"/admin/runs/user/{person.pk}/change/", {**fields, **more}, follow=True)


def can_log_in(email: str) -> bool:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client.get("/stacks/").status_code == 200


def events(person: User) -> list[tuple[str, str, str]]:
    rows = AuditEvent.objects.filter(object_kind="person", object_id=str(person.pk)).order_by("id")
    return [(event.action, event.actor_email, event.team_name) for event in rows if "log" not in event.action]


def test_a_closed_account_is_out_at_once_and_in_again_when_opened() -> None:
    op, ada = make_operator(), make_user(make_team("Shop"), email="ada@example.com")
    browser = Client()
    browser.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    set_to(op, ada, {})
    out = browser.get("/stacks/").status_code

    assert out == 302
    assert not can_log_in(ada.email)
    set_to(op, ada, OPEN)
    assert can_log_in(ada.email)
    assert browser.get("/stacks/").status_code == 302
    assert events(ada) == [("account_closed", op.email, "Shop"), ("account_opened", op.email, "Shop")]


def test_saving_what_stands_there_already_is_no_event() -> None:
    op, ada = make_operator(), make_user()
    set_to(op, ada, OPEN)

    assert events(ada) == []


def test_an_operator_makes_another_one_and_ends_it() -> None:
    op, ada = make_operator(), make_user(make_team("Shop"))
    set_to(op, ada, OPERATOR)
    assert browser_of(ada).get("/admin/").status_code == 200
    set_to(op, ada, OPEN)
    assert browser_of(ada).get("/admin/").status_code == 404
    assert events(ada) == [("operator_added", op.email, "Shop"), ("operator_removed", op.email, "Shop")]


@pytest.mark.parametrize("fields", [{}, OPEN, {"is_operator": "on"}])
def test_nobody_takes_their_own_keys_away(fields: dict[str, str]) -> None:
    op = make_operator()
    answer = set_to(op, op, fields)
    op.refresh_from_db()

    assert "You can't take your own keys away: ask another operator." in visible(answer)
    assert op.is_active
    assert op.is_operator


def test_other_fields_in_the_form_change_nothing() -> None:
    op, ada = make_operator(), make_user(email="ada@example.com")
    hash_before = ada.password
    set_to(op, ada, OPEN, email="eve@example.com", password="x", is_superuser="on", is_staff="on", name="Eve")
    ada.refresh_from_db()

    assert (ada.email, ada.name, ada.password, ada.is_staff, ada.is_superuser) == (
        "ada@example.com",
        "",
        hash_before,
        False,
        False,
    )


def test_a_team_that_loses_its_only_lead_is_named() -> None:
    op, shop = make_operator(), make_team("Shop")
    ada = make_user(shop, Role.LEAD)
    assert "Shop has no lead any more who can log in" in visible(set_to(op, ada, {}))
    set_to(op, ada, OPEN)
    make_user(shop, Role.LEAD)
    assert "no lead any more" not in visible(set_to(op, ada, {}))


def test_a_change_needs_a_token_of_this_site() -> None:
    op, ada = make_operator(), make_user()
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser_of(op).cookies

    assert client.post(f"/admin/runs/user/{ada.pk}/change/", {}).status_code == 403
    ada.refresh_from_db()
    assert ada.is_active


def test_the_command_makes_somebody_an_operator_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPS_PASSWORD", PASSWORD)
    first = call("add_operator", "Op@Example.com", "--password-env", "OPS_PASSWORD")
    second = call("add_operator", "op@example.com")
    op = User.objects.get()

    assert first.out == "op@example.com is an operator now.\n"
    assert second.out == "op@example.com is an operator already.\n"
    assert can_log_in("op@example.com")
    assert events(op) == [("operator_added", "operator", "")]
    assert PASSWORD not in first.everything + second.everything


def test_the_command_takes_somebody_who_is_there_and_leaves_their_password() -> None:
    ada = make_user(email="ada@example.com")
    call("add_operator", "ada@example.com")

    assert can_log_in(ada.email)
    assert browser_of(ada).get("/admin/").status_code == 200


def test_a_new_operator_without_a_password_is_told_what_is_missing() -> None:
    assert "They have no password yet" in call("add_operator", "op@example.com").out


def test_django_s_own_command_makes_an_operator_who_can_log_in(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--noinput", "--email", "op@example.com")

    assert can_log_in("op@example.com")
    assert User.objects.get().is_operator
