"""Before what matters most the password is asked again, and what was typed is not lost over it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client, override_settings
from django.urls import path

from k6admin.urls import urlpatterns as real
from runs.models import User
from runs.views.reauthentication import password_again
from tests.builders import PASSWORD, browser_of, make_user
from tests.pages.visiting import HTMX, visible

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
KEPT: list[dict[str, Any]] = []


@password_again("keep a token", when=lambda request: request.POST.get("token") != "none")
def keep(request: HttpRequest) -> HttpResponse:
    """A form as many are: it changes something, or comes back with what is wrong."""
    if request.method != "POST":
        return HttpResponse("the form")
    if request.POST["token"] == "bad":
        return HttpResponse("that is none", status=422)
    KEPT.append({**request.POST.dict(), "path": request.get_full_path()})
    return redirect("/kept/")


urlpatterns = [*real, path("keep/", keep)]


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()
    KEPT.clear()


@pytest.fixture
def ada() -> User:
    return make_user(email="ada@example.com")


def test_within_ten_minutes_of_the_login_nobody_is_asked(ada: User) -> None:
    assert browser_of(ada, minutes_ago=9).post("/keep/", {"token": "x"}).headers["Location"] == "/kept/"
    assert [form["token"] for form in KEPT] == ["x"]


def test_after_ten_minutes_the_password_is_asked_and_then_the_form_arrives_as_it_was_sent(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    sent = browser.post("/keep/?a=1", {"token": "glc_x & ü"}, headers={"Referer": "http://testserver/keep/?tab=2"})
    question = browser.get(sent.headers["Location"])
    before = list(KEPT)
    answered = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/?tab=2"})

    assert sent.headers["Location"] == "/accounts/reauthenticate/?next=%2Fkeep%2F%3Ftab%3D2"
    assert "Confirm it once more to keep a token." in visible(question)
    assert before == []
    assert answered.headers["Location"] == "/kept/"
    assert KEPT == [{"token": "glc_x & ü", "path": "/keep/?a=1"}]


def test_the_answer_counts_for_the_next_ten_minutes(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "x"})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/"})

    assert browser.post("/keep/", {"token": "y"}).headers["Location"] == "/kept/"


def test_a_wrong_answer_changes_nothing_and_asks_again(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "x"})
    wrong = browser.post("/accounts/reauthenticate/", {"password": "not it", "next": "/keep/"})

    assert wrong.status_code == 200
    assert "keep a token" in visible(wrong)
    assert KEPT == []
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/"})
    assert [form["token"] for form in KEPT] == ["x"]


def test_what_was_typed_can_be_read_in_no_session(ada: User) -> None:
    """(T1)"""
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "glc_canary_of_this_test"})

    assert "glc_canary" not in str([session.get_decoded() for session in Session.objects.all()])


def test_a_look_is_never_asked_about_nor_a_form_that_holds_no_secret(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)

    assert browser.get("/keep/").content == b"the form"
    assert browser.post("/keep/", {"token": "none"}).headers["Location"] == "/kept/"


def test_a_form_that_comes_back_with_errors_comes_back_from_the_question_too(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "bad"})
    answered = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/"})

    assert (answered.status_code, answered.content) == (422, b"that is none")


def test_htmx_is_sent_to_the_question_as_a_whole_page_and_comes_back_to_its_own(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    headers = {**HTMX, "HX-Current-URL": "http://testserver/stacks/"}
    sent = browser.post("/keep/", {"token": "x"}, headers=headers)
    answered = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/stacks/"})

    assert (sent.status_code, sent.content) == (200, b"")
    assert sent.headers["HX-Redirect"] == "/accounts/reauthenticate/?next=%2Fstacks%2F"
    assert answered.headers["Location"] == "/kept/"


def another_question(browser: Client) -> None:
    browser.post("/keep/", {"token": "other"}, headers={"Referer": "http://testserver/stacks/"})


def nothing(_: Client) -> None:
    """The page that asks, opened by hand."""


@pytest.mark.parametrize("meanwhile", [another_question, nothing])
def test_an_answer_to_something_else_does_not_send_what_was_left_behind(
    ada: User, meanwhile: Callable[[Client], None]
) -> None:
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "left behind"})
    meanwhile(browser)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/runs/"})

    assert KEPT == []


def test_what_waited_for_more_than_ten_minutes_is_not_sent(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "x"}, headers={"Referer": "http://testserver/keep/"})
    session = browser.session
    session["account_reauthentication_state"]["state"]["at"] -= 601
    session.save()
    answered = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/"})

    assert answered.headers["Location"] == "/keep/"
    assert KEPT == []


def test_what_one_person_typed_is_never_sent_as_another(ada: User) -> None:
    first, second = browser_of(ada, minutes_ago=11), browser_of(make_user(), minutes_ago=11)
    first.post("/keep/", {"token": "x"})
    stolen = second.session
    stolen["account_reauthentication_state"] = first.session["account_reauthentication_state"]
    stolen.save()
    second.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/"})

    assert KEPT == []


def test_a_form_too_long_to_keep_comes_back_to_its_page(ada: User) -> None:
    browser = browser_of(ada, minutes_ago=11)
    browser.post("/keep/", {"token": "x" * 200_000}, headers={"Referer": "http://testserver/keep/"})
    answered = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/keep/"})

    assert answered.headers["Location"] == "/keep/"
    assert KEPT == []


@pytest.mark.parametrize("page", ["http://evil.example/keep/", "//evil.example", "", "javascript:alert(1)"])
def test_a_page_of_another_site_is_never_where_one_comes_back_to(ada: User, page: str) -> None:
    sent = browser_of(ada, minutes_ago=11).post("/keep/", {"token": "x"}, headers={"Referer": page})
    assert sent.headers["Location"] == "/accounts/reauthenticate/?next=%2Fkeep%2F"


@override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=3600)
def test_how_long_an_answer_counts_is_one_setting(ada: User) -> None:
    assert browser_of(ada, minutes_ago=50).post("/keep/", {"token": "x"}).headers["Location"] == "/kept/"


def test_without_a_login_there_is_no_question_but_the_login(ada: User) -> None:
    assert Client().post("/keep/", {"token": "x"}).headers["Location"].startswith("/accounts/login/")
