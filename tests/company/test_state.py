"""Questions to the issuer: each counts once, for a while, in the session that asked."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from runs.models import User
from tests.builders import browser_of, make_user
from tests.company.little_issuer import Claims, LittleIssuer
from tests.company.signing_in import back_from, sent

pytestmark = pytest.mark.django_db
CONNECT = "/accounts/company/connect/"


@pytest.fixture
def ada(issuer: LittleIssuer) -> User:
    return make_user(email="ada@example.com")


def is_in(client: Client) -> bool:
    return bool(client.get("/stacks/").status_code == 200)


def test_the_session_gets_another_key_at_the_login_and_state_counts_in_its_own_session_alone(
    ada: User, issuer: LittleIssuer
) -> None:
    """(Session fixation, login CSRF)"""
    client, victim = Client(), Client()
    back = back_from(sent(client))
    before = client.cookies[configured.SESSION_COOKIE_NAME].value
    sent(victim)
    assert victim.get(back).status_code == 401
    assert not is_in(victim)

    client.get(back)
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != before
    assert client.get(back).status_code == 401, "an answer counts once"


def test_an_old_question_is_not_answered_any_more(ada: User, issuer: LittleIssuer) -> None:
    client = Client()
    back = back_from(sent(client))
    session = client.session
    for waiting in session["company_sign_in"].values():
        waiting["question"]["started"] -= 3700
    session.save()
    assert client.get(back).status_code == 401


def test_no_more_than_five_questions_wait_in_one_session(ada: User, issuer: LittleIssuer) -> None:
    client = Client()
    backs = [back_from(sent(client)) for _ in range(6)]
    assert len(client.session["company_sign_in"]) == 5
    assert [client.get(back).status_code for back in (backs[0], backs[5])] == [401, 302]


def test_whoever_logged_out_or_in_as_somebody_else_meanwhile_connects_nothing(ada: User, issuer: LittleIssuer) -> None:
    eve, browser = make_user(), browser_of(ada)
    back = back_from(sent(browser, CONNECT))
    session = browser.session
    other = browser_of(eve)
    kept = other.session
    kept["company_sign_in"] = session["company_sign_in"]
    kept.save()

    assert other.get(back).status_code == 403
    assert not SocialAccount.objects.exists()


def test_an_answer_that_comes_long_after_the_password_connects_nothing(ada: User, issuer: LittleIssuer) -> None:
    browser = browser_of(ada)
    back = back_from(sent(browser, CONNECT))
    session = browser.session
    session["account_authentication_methods"][0]["at"] -= 700
    session.save()

    assert browser.get(back).headers["Location"] == CONNECT
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_login_that_ends_while_the_issuer_answers_connects_nothing(ada: User, issuer: LittleIssuer) -> None:
    def twist(claims: Claims) -> Claims:
        User.objects.filter(pk=ada.pk).update(password="!another")
        connection.close()
        return claims

    issuer.twist = twist
    browser = browser_of(ada)
    answer = browser.get(back_from(sent(browser, CONNECT)))

    assert answer.headers["Location"] == "/accounts/login/"
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("nonce", "expected"), [({}, 302), ({"nonce": "of another question"}, 401)], ids=str)
def test_a_session_that_ends_while_the_issuer_answers_is_no_error(
    ada: User, issuer: LittleIssuer, nonce: Claims, expected: int
) -> None:
    """As by a login in another tab, which gives the session another key."""

    def twist(claims: Claims) -> Claims:
        Session.objects.all().delete()
        connection.close()
        return {**claims, **nonce}

    issuer.twist = twist
    client = Client()
    assert client.get(back_from(sent(client))).status_code == expected
    assert is_in(client) == (expected == 302)
