"""The link of an invitation, opened: by whom it was sent to, by somebody else, and too late."""

import logging
import re

import pytest
from django.test import Client, override_settings

from k6admin.logs import JsonFormatter, TextFormatter
from runs.models import AuditEvent, Role, Team, User
from tests.builders import PASSWORD, make_team, make_user
from tests.pages.visiting import browser_of, visible
from tests.teams.joining import BOB, NEW, link_for_bob, role_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(team: Team, lead: User) -> str:
    return link_for_bob(team, lead)


def test_somebody_who_is_logged_in_joins_with_one_click(link: str) -> None:
    client = browser_of(make_user(email=BOB))
    page = client.get(link)
    before = role_of(BOB)
    joined = client.post(link, follow=True)

    assert "Join Shop? ada@example.com invites you to Shop , as member." in visible(page)
    assert before is None
    assert "You are in Shop now." in visible(joined)
    assert role_of(BOB) == Role.MEMBER
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome, event.actor_email, event.ip) == (
        "invitation_accepted",
        "done",
        BOB,
        "127.0.0.1",
    )


def test_a_login_on_the_way_leads_back_to_the_invitation(link: str) -> None:
    make_user(email=BOB)
    client = Client()
    page = client.get(link)
    login = f"/accounts/login/?next={link}"
    answered = client.post(login, {"login": BOB, "password": PASSWORD}, follow=True)

    assert f'href="{login}"' in page.content.decode()
    assert "Join Shop?" in visible(answered)
    assert role_of(BOB) is None


def test_somebody_without_an_account_makes_one_and_is_in(link: str) -> None:
    client = Client()
    page = client.get(link)
    joined = client.post(link, NEW, follow=True)
    user = User.objects.get(email=BOB)

    assert "Make the account and join" in visible(page)
    assert "Welcome. You are in Shop now." in visible(joined)
    assert (user.name, user.is_staff, user.check_password(NEW["password"])) == ("Bob", False, True)
    assert role_of(BOB) == Role.MEMBER
    assert client.get("/teams/").status_code == 200
    again = Client().post("/accounts/login/", {"login": BOB, "password": NEW["password"]})
    assert again.headers["Location"] == "/"


@pytest.mark.parametrize("password", ["", "zq7-zq7-zq7", "password1234", "bob@example.com"])
def test_a_weak_password_makes_nobody(link: str, password: str) -> None:
    response = Client().post(link, {**NEW, "password": password})
    field = re.search(r'<input type="password"[^>]*>', response.content.decode())

    assert response.status_code == 422
    assert field is not None
    assert "value" not in field[0]
    assert not User.objects.filter(email=BOB).exists()


def test_fields_that_the_form_does_not_have_change_nothing(link: str) -> None:
    """(I3) (I6) The role and the address are the invitation's, whatever is sent."""
    other = make_team()
    extra = {"email": "eve@example.com", "role": "lead", "team": other.pk, "is_staff": "1", "is_superuser": "1"}
    Client().post(link, {**NEW, **extra})
    user = User.objects.get(email=BOB)

    assert (user.is_staff, user.is_superuser) == (False, False)
    assert role_of(BOB) == Role.MEMBER
    assert not User.objects.filter(email="eve@example.com").exists()
    assert not other.memberships.exists()


def test_a_link_does_not_open_an_account_that_is_there(link: str) -> None:
    """Whoever holds the link can't take over the account that its address has."""
    bob = make_user(email=BOB)
    client = Client()
    response = client.post(link, NEW)
    bob.refresh_from_db()

    assert response.status_code == 422
    assert "There is an account with this address. Log in with it to accept the invitation." in visible(response)
    assert bob.check_password(PASSWORD)
    assert "_auth_user_id" not in client.session
    assert role_of(BOB) is None
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.outcome, event.detail["reason"]) == ("invitation_accepted", "refused", "account")


def test_before_anything_is_sent_the_page_is_the_same_with_and_without_an_account(link: str) -> None:
    before = visible(Client().get(link))
    make_user(email=BOB)
    assert visible(Client().get(link)) == before


def test_somebody_else_is_told_so_and_not_whose_it_is(link: str) -> None:
    """I6"""
    eve = make_user(email="eve@example.com")
    client = browser_of(eve)
    for response in (client.get(link), client.post(link)):
        assert response.status_code == 403
        assert "This invitation is not for eve@example.com." in visible(response)
        assert BOB not in visible(response)

    assert role_of("eve@example.com") is None
    assert AuditEvent.objects.filter(outcome="refused", actor_email="eve@example.com").count() == 1


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "%ED%A0%80", "x" * 3000, "..%2f..", "ü" * 43])
def test_no_address_below_it_breaks(token: str) -> None:
    assert Client().get(f"/invitations/{token}/").status_code == 404


def test_the_page_is_kept_by_nobody_and_found_by_no_search_engine(link: str) -> None:
    response = Client().get(link)

    assert "no-store" in response.headers["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert response.headers["Referrer-Policy"] == "same-origin"


def test_a_form_of_another_site_joins_nobody(link: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(email=BOB))

    assert client.post(link).status_code == 403
    assert role_of(BOB) is None


def test_the_secret_of_a_link_is_in_no_line_of_the_log(link: str) -> None:
    """Whatever is refused is logged with its address."""
    secret = link.split("/")[2]
    for formatter in (TextFormatter(), JsonFormatter()):
        for path in (link, f"/accounts/login/?next={link}", f"/x?next={link.replace('/', '%2F')}"):
            record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden: %s", (path,), None)
            assert secret not in formatter.format(record)
            assert "invitations" in formatter.format(record)


@override_settings(SENDS_MAIL=True)
def test_a_new_session_begins_with_the_new_account(link: str) -> None:
    client = Client()
    client.get("/accounts/login/")
    before = client.session.session_key
    client.post(link, NEW)

    assert client.session.session_key != before
