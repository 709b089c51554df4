"""The company's sign-in for somebody who is logged in: connected, asked again, taken away."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from k6admin.company.issuer import the_issuer
from runs.models import User
from tests.builders import browser_of, make_user
from tests.company.little_issuer import LittleIssuer
from tests.company.signing_in import asked_of, back_from, may_lead_to, sent, sign_in
from tests.pages.visiting import link_of, visible

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"
CONNECT, AGAIN, END = (f"/accounts/company/{name}/" for name in ("connect", "again", "end"))


@pytest.fixture
def ada(issuer: LittleIssuer) -> User:
    return make_user(email="ada@work.example")


def connected(user: User, uid: str = "ada-1") -> User:
    SocialAccount.objects.create(user=user, provider=the_issuer().key, uid=uid)
    return user


def keyless(user: User) -> User:
    user.set_unusable_password()
    user.save()
    return user


def test_somebody_logged_in_connects_it_whatever_address_it_names(ada: User, issuer: LittleIssuer) -> None:
    browser = browser_of(ada)
    page = browser.get(link_of(browser.get(PROFILE), "Connect"))
    answer = sign_in(browser, CONNECT)
    again = Client()
    sign_in(again)

    assert may_lead_to(page) == [issuer.url]
    assert answer.headers["Location"] == PROFILE
    assert "You can log in with it." in visible(browser.get(PROFILE))
    assert ada.email in visible(again.get("/stacks/"))


def test_ten_minutes_after_the_login_the_password_is_asked_before_it_is_connected(ada: User) -> None:
    late = browser_of(ada, minutes_ago=11)
    assert late.get(CONNECT).headers["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fcompany%2Fconnect%2F"
    assert late.post(CONNECT).headers["Location"] == CONNECT


def test_somebody_s_sign_in_is_not_connected_to_a_second_account(ada: User) -> None:
    other = connected(make_user())
    browser = browser_of(ada)
    sign_in(browser, CONNECT)

    assert "belongs to another account" in visible(browser.get(PROFILE))
    assert SocialAccount.objects.get().user == other


def test_it_is_disconnected_where_a_password_is_left(ada: User) -> None:
    browser = browser_of(connected(ada))
    browser.post(END)
    assert not SocialAccount.objects.exists()


def test_the_last_way_to_log_in_stays(ada: User) -> None:
    answer = browser_of(keyless(connected(ada))).post(END, follow=True)

    assert "Set one first, or you could not log in again." in visible(answer)
    assert SocialAccount.objects.exists()


def test_somebody_without_a_password_is_asked_again_at_the_issuer_and_what_was_typed_arrives(ada: User) -> None:
    browser = browser_of(keyless(connected(ada)), minutes_ago=11)
    fields = {"password1": "quite another battery", "password2": "quite another battery"}
    asked = browser.post("/accounts/password/set/", fields, headers={"Referer": "http://testserver/accounts/profile/"})
    page = browser.get(asked.headers["Location"])
    address = sent(browser, AGAIN, next=PROFILE)
    answer = browser.get(back_from(address))
    ada.refresh_from_db()

    assert asked.headers["Location"] == f"{AGAIN}?next=%2Faccounts%2Fprofile%2F"
    assert "Confirm it once more to set a password." in visible(page)
    assert (asked_of(address)["prompt"], asked_of(address)["max_age"]) == ("login", "0")
    assert answer.headers["Location"] == PROFILE
    assert ada.check_password("quite another battery")


def test_whoever_has_a_password_too_may_choose(ada: User) -> None:
    browser = browser_of(connected(ada), minutes_ago=11)
    question = browser.get(browser.get("/accounts/2fa/totp/activate/").headers["Location"])
    other = browser.get(link_of(question, "Use 127.0.0.1"))

    assert link_of(other, "Use your password").startswith("/accounts/reauthenticate/?next=")


def test_an_answer_about_somebody_else_counts_for_nothing(ada: User, issuer: LittleIssuer) -> None:
    connected(ada)
    connected(make_user(), uid="eve")
    issuer.person = {"sub": "eve", "email": "eve@example.com", "email_verified": True}
    browser = browser_of(ada, minutes_ago=11)
    answer = sign_in(browser, AGAIN, next=PROFILE)

    assert answer.status_code == 403
    assert "names another person" in visible(answer)
    assert ada.email in visible(browser.get("/stacks/"))
    assert "reauthenticate" in browser.get("/accounts/2fa/totp/activate/").headers["Location"]


def test_an_issuer_that_asked_long_ago_did_not_ask_again(ada: User, issuer: LittleIssuer) -> None:
    browser = browser_of(connected(ada), minutes_ago=11)
    issuer.twist = lambda claims: {**claims, "auth_time": claims["iat"] - 3600}
    answer = sign_in(browser, AGAIN, next=PROFILE)

    assert answer.status_code == 401
    assert "reauthenticate" in browser.get("/accounts/2fa/totp/activate/").headers["Location"]


def test_an_answer_without_a_question_changes_nothing_but_counts(ada: User) -> None:
    browser = browser_of(connected(ada), minutes_ago=11)
    assert sign_in(browser, AGAIN, next="/stacks/").headers["Location"] == "/stacks/"
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200


def test_the_pages_that_lead_there_are_for_people_who_are_logged_in(issuer: LittleIssuer) -> None:
    for page in (CONNECT, AGAIN, END):
        assert Client().post(page).headers["Location"].startswith("/accounts/login/")
    assert browser_of(make_user()).get(END).status_code == 405
