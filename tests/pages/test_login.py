"""Logging in and out: who gets in, where to, and what a stranger learns."""

import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from runs.models import User
from tests.builders import PASSWORD, make_team, make_user
from tests.pages.visiting import HTMX, Answer, browser_of, visible

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Failed attempts of one test do not count in the next."""
    cache.clear()


def log_in(email: str, password: str = PASSWORD, client: Client | None = None, **fields: str) -> Answer:
    return (client or Client()).post("/accounts/login/", {"login": email, "password": password, **fields})


def test_the_right_password_opens_the_start_page() -> None:
    client = Client()
    user = make_user(make_team(), email="ada@example.com")
    response = log_in("ada@example.com", client=client)

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert user.email in visible(client.get("/stacks/"))


def test_capitals_and_spaces_around_an_address_do_not_matter() -> None:
    make_user(make_team(), email="ada@example.com")
    assert log_in("  Ada@Example.COM ").status_code == 302


def test_a_wrong_password_and_an_unknown_person_are_the_same_answer() -> None:
    make_user(make_team(), email="ada@example.com")
    wrong, unknown = log_in("ada@example.com", "not it at all"), log_in("eve@example.com", "not it at all")

    assert wrong.status_code == unknown.status_code == 200
    assert visible(wrong) == visible(unknown)
    assert re.sub(r"[A-Za-z0-9]{64}", "", wrong.content.decode()).replace("ada@", "") == re.sub(
        r"[A-Za-z0-9]{64}", "", unknown.content.decode()
    ).replace("eve@", "")


def test_someone_who_was_locked_out_does_not_get_in() -> None:
    user = make_user(make_team())
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    log_in(user.email, client=client)

    assert client.get("/runs/").headers["Location"] == "/accounts/login/?next=/runs/"


def test_five_wrong_passwords_lock_this_account_for_a_while_and_no_other() -> None:
    ada, bob = make_user(make_team()), make_user(make_team())
    for _ in range(5):
        log_in(ada.email, "not it at all")

    assert log_in(ada.email).status_code != 302
    assert log_in(bob.email).status_code == 302


@pytest.mark.parametrize("address", ["/runs/", "/runs/?result=failed&sort=-vus", "/stacks/"])
def test_after_the_login_one_is_where_one_wanted_to_go(address: str) -> None:
    client, user = Client(), make_user(make_team())
    sent = client.get(address)
    page = client.get(sent.headers["Location"])
    found = re.search(r'name="next" value="([^"]*)"', page.content.decode())

    assert found
    response = log_in(user.email, client=client, next=found[1].replace("&amp;", "&"))
    assert response.headers["Location"] == address


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example/..//evil.example",
    "https:evil.example",
    "https:///evil.example",
    "https://evil.example/",
    "http://testserver.evil.example/",
    "http://testserver@evil.example/",
    "\t//evil.example",
    "\n//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "ftp://testserver/",
    "//testserver:pass@evil.example/",
    "http://[::1",
    "http://testserver/runs/",
    "http://localhost:8000/",
    "\x00//evil.example",
    "/" + "a" * 5000,
]


@pytest.mark.parametrize("goal", ELSEWHERE, ids=lambda goal: repr(goal)[:30])
def test_w8_no_door_leads_to_another_site(goal: str) -> None:
    """(W8)"""
    client, user = Client(), make_user(make_team())
    asked = {"password": PASSWORD, "next": goal}
    answers = [
        log_in(user.email, client=client, next=goal),
        client.get("/accounts/login/", {"next": goal}),
        client.post("/accounts/reauthenticate/", asked),
        client.post(f"/accounts/reauthenticate/?{urlencode({'next': goal})}", {"password": PASSWORD}),
        client.post("/accounts/logout/", {"next": goal}),
    ]

    for answer in answers:
        assert (answer.status_code, answer.headers["Location"]) == (302, "/")


CHANGING = [
    "/accounts/sessions/end/",
    "/stacks/none/sync/",
    "/stacks/none/runs/1/abort/",
    "/stacks/none/runs/1/note/?next=/",
    "/teams/none/delete/",
    "/no/such/page/",
    "/static/app.css",
]


@pytest.mark.parametrize("goal", CHANGING)
def test_w8_a_login_leads_to_a_page_and_never_to_what_changes_something(goal: str) -> None:
    """(W8)"""
    client, user = Client(), make_user(make_team())
    assert log_in(user.email, client=client, next=goal).headers["Location"] == "/"


def test_w8_the_page_that_asks_whether_to_log_out_may_be_where_one_wanted_to_go() -> None:
    client, user = Client(), make_user(make_team())
    response = log_in(user.email, client=client, next="/accounts/logout/")
    client.get(response.headers["Location"])

    assert client.get("/runs/").status_code == 200


def test_a_form_that_meets_an_ended_session_comes_back_to_the_page_that_it_stood_on() -> None:
    on = {"Referer": "http://testserver/stacks/shop/runs/5/?tab=1"}
    note = Client().post("/stacks/shop/runs/5/note/", {"note": "x"}, headers=on)
    star = Client().post("/stacks/shop/runs/5/star/")

    assert note.headers["Location"] == "/accounts/login/?next=/stacks/shop/runs/5/%3Ftab%3D1"
    assert star.headers["Location"] == "/accounts/login/?next=/"


def test_nobody_signs_up_by_themselves() -> None:
    client = Client()
    fields = {"email": "eve@example.com", "password1": PASSWORD, "password2": PASSWORD}
    page, sent = client.get("/accounts/signup/"), client.post("/accounts/signup/", fields)

    assert b'name="password1"' not in page.content
    assert sent.status_code in {200, 403}
    assert not User.objects.exists()
    make_user()
    assert "No account? Ask a lead of your team for one." in visible(client.get("/accounts/login/"))


def test_logging_out_takes_a_post_and_ends_the_session_for_good() -> None:
    client = browser_of(make_user(make_team()))
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get("/accounts/logout/")
    still = client.get("/runs/").status_code
    client.post("/accounts/logout/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = key

    assert still == 200
    assert thief.get("/runs/").status_code == 302


def test_the_session_s_id_is_another_one_after_the_login() -> None:
    """(L1)"""
    client, user = Client(), make_user(make_team())
    session = client.session
    session["before"] = True
    session.save()
    planted = str(session.session_key)
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    log_in(user.email, client=client)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted


def test_cookies_are_for_this_site_and_out_of_reach_of_scripts() -> None:
    client, user = Client(), make_user(make_team())
    client.get("/accounts/login/")
    log_in(user.email, client=client)

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_a_reset_is_the_same_answer_for_everyone() -> None:
    user = make_user(make_team())
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        known = Client().post("/accounts/password/reset/", {"email": user.email}, follow=True)
        unknown = Client().post("/accounts/password/reset/", {"email": "eve@example.com"}, follow=True)

    assert visible(known) == visible(unknown)


def test_htmx_with_an_ended_session_is_sent_to_the_login_and_back_to_the_page_it_was_on() -> None:
    headers = {**HTMX, "HX-Current-URL": "http://testserver/runs/?result=failed"}
    response = Client().get("/runs/?result=failed&q=x", headers=headers)

    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/runs/%3Fresult%3Dfailed"
    assert response.content == b""


def test_htmx_that_names_a_page_of_another_site_comes_back_to_the_start() -> None:
    headers = {**HTMX, "HX-Current-URL": "https://evil.example/runs/"}
    response = Client().get("/runs/", headers=headers)

    assert response.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/"


def test_five_wrong_passwords_close_one_account_for_a_while_with_the_time_to_wait() -> None:
    user, other = make_user(), make_user()
    wrong = [log_in(user.email, "wrong").status_code for _ in range(5)]
    right = log_in(user.email)
    unknown = [log_in("nobody@example.com", "x").status_code for _ in range(6)]

    assert wrong == [200] * 5
    assert (right.status_code, right.headers["Retry-After"]) == (429, "300")
    assert "Too many requests" in visible(right)
    assert unknown == [200] * 5 + [429]
    assert log_in(other.email).status_code == 302
