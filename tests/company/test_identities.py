"""One account, one subject: who is bound to what, by which proof, and what the audit keeps of it."""

import logging
import threading
import time

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from pytest_django import Settings

from runs.audit import Actor
from runs.models import AuditEvent, Invitation, Role, User
from runs.teams import invite
from tests.builders import browser_of as browser_of_row
from tests.builders import make_team, make_user
from tests.company.little_issuer import CLIENT_SECRET, Claims, LittleIssuer
from tests.company.signing_in import asked_of, back_from, sent, sign_in
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db
LOGIN, CONNECT, AGAIN, END = (f"/accounts/company/{name}/" for name in ("login", "connect", "again", "end"))
ANOTHER = {"sub": "ada-2", "email": "ada@example.com", "email_verified": True, "name": "Ada the second"}


@pytest.fixture
def ada(issuer: LittleIssuer) -> User:
    return make_user(make_team(), email="ada@example.com")


def browser_of(user: User, minutes_ago: float = 0) -> Client:
    """Of the account as it is now: a first sign-in may have ended its password."""
    user.refresh_from_db()
    return browser_of_row(user, minutes_ago)


def with_password(user: User) -> Client:
    user.refresh_from_db()
    user.set_password("correct horse battery")
    user.save()
    return browser_of(user)


def is_in(client: Client) -> bool:
    return bool(client.get("/stacks/").status_code == 200)


def events(*actions: str) -> list[tuple[str, str, str]]:
    rows = AuditEvent.objects.exclude(action__in=["logged_in", "logged_out", "doors_closed", "address_proved"])
    rows = rows.filter(action__in=actions) if actions else rows
    return [(row.action, row.outcome, row.detail.get("reason", "")) for row in rows.order_by("pk")]


def test_another_subject_with_the_same_verified_address_does_not_enter_a_bound_account(
    ada: User, issuer: LittleIssuer
) -> None:
    sign_in(Client())
    issuer.person = dict(ANOTHER)
    other = Client()
    answer = sign_in(other)

    assert answer.status_code == 403
    assert "already connected to another identity" in visible(answer)
    assert "disconnect the old identity on your profile" in visible(answer)
    assert not is_in(other)
    assert SocialAccount.objects.get().uid == "ada-1"
    assert events("company_login") == [("company_login", "refused", "other_identity")]
    assert AuditEvent.objects.get(action="company_login").object_id == str(ada.pk)


def test_the_address_stays_bound_when_the_issuer_gives_it_to_somebody_else(ada: User, issuer: LittleIssuer) -> None:
    sign_in(Client())
    issuer.person = {**issuer.person, "email": "countess@example.com"}
    assert is_in_after_sign_in()
    issuer.person = dict(ANOTHER)
    assert sign_in(Client()).status_code == 403


def is_in_after_sign_in() -> bool:
    client = Client()
    sign_in(client)
    return is_in(client)


def test_after_it_is_disconnected_another_subject_may_be_bound(ada: User, issuer: LittleIssuer) -> None:
    sign_in(Client())
    with_password(ada).post(END)
    issuer.person = dict(ANOTHER)

    assert is_in_after_sign_in()
    assert SocialAccount.objects.get().uid == "ada-2"


def test_a_second_identity_is_not_connected_beside_the_first(ada: User, issuer: LittleIssuer) -> None:
    sign_in(Client())
    issuer.person = {"sub": "eve", "email": "eve@example.com", "email_verified": True}
    answer = sign_in(browser_of(ada), CONNECT)

    assert answer.status_code == 403
    assert SocialAccount.objects.get().uid == "ada-1"


def test_one_of_several_identities_is_ended_by_its_number_and_nobody_else_s(ada: User, issuer: LittleIssuer) -> None:
    own = [SocialAccount.objects.create(user=ada, provider=f"oidc-{name}", uid="1") for name in "ab"]
    strange = SocialAccount.objects.create(user=make_user(), provider="oidc-a", uid="2")
    browser = browser_of(ada)
    for number in (own[0].pk, strange.pk, "x", "\0"):
        browser.post(END, {"identity": str(number)})

    assert set(SocialAccount.objects.all()) == {own[1], strange}
    assert events() == [("identity_ended", "done", "")]


def test_without_mail_the_owner_s_own_identity_that_is_connected_by_hand_ends_what_was_before(
    ada: User, issuer: LittleIssuer, settings: Settings
) -> None:
    settings.SENDS_MAIL = False
    before, browser = browser_of(ada), browser_of(ada)
    sign_in(browser, CONNECT)
    ada.refresh_from_db()

    assert is_in(browser)
    assert not is_in(before)
    assert not ada.has_usable_password()
    assert SocialAccount.objects.get().user == ada


def test_somebody_else_s_address_proves_nothing_of_an_account(
    ada: User, issuer: LittleIssuer, settings: Settings
) -> None:
    settings.SENDS_MAIL = False
    issuer.person = {"sub": "eve", "email": "eve@example.com", "email_verified": True}
    sign_in(browser_of(ada), CONNECT)
    ada.refresh_from_db()
    assert ada.has_usable_password()


@pytest.mark.parametrize("auth_time", [None, "now", -1, True, [], float("nan"), 10**30, 0], ids=str)
def test_only_a_new_login_there_counts_when_somebody_is_asked_again(
    ada: User, issuer: LittleIssuer, auth_time: object
) -> None:
    sign_in(Client())
    browser = browser_of(ada, minutes_ago=11)
    issuer.twist = lambda claims: {**claims, "auth_time": auth_time}
    answer = sign_in(browser, AGAIN)

    assert answer.status_code == 401
    assert "auth_time" in visible(answer)
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 302


@pytest.mark.parametrize("ago", [None, 120], ids=["missing", "before the question"])
def test_an_issuer_that_did_not_ask_again_proves_nothing(ada: User, issuer: LittleIssuer, ago: int | None) -> None:
    sign_in(Client())
    browser = browser_of(ada, minutes_ago=11)

    def twist(claims: Claims) -> Claims:
        claims.pop("auth_time")
        return claims if ago is None else {**claims, "auth_time": int(time.time()) - ago}

    issuer.twist = twist
    assert sign_in(browser, AGAIN).status_code == 401
    assert events("identity_confirmed") == [("identity_confirmed", "failed", "issuer")]


def test_each_step_is_one_event(ada: User, issuer: LittleIssuer) -> None:
    browser = browser_of(ada)
    sign_in(browser, CONNECT)
    sign_in(browser, CONNECT)
    late = browser_of(ada, minutes_ago=11)
    sign_in(late, AGAIN)
    with_password(ada).post(END)
    browser_of(ada).post(END)

    assert events() == [
        ("identity_connected", "done", ""),
        ("identity_confirmed", "done", ""),
        ("identity_ended", "done", ""),
    ]
    assert {row.actor_id for row in AuditEvent.objects.filter(action__startswith="identity_")} == {ada.pk}


REFUSED: dict[str, Claims] = {
    "unverified": {"email_verified": False},
    "no_address": {"email": ""},
    "no_account": {"email": "eve@example.com"},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_each_refusal_is_one_event_without_an_address_of_strangers(
    ada: User, issuer: LittleIssuer, reason: str
) -> None:
    issuer.person |= REFUSED[reason]
    sign_in(Client())

    assert events() == [("company_login", "refused", reason)]
    event = AuditEvent.objects.get()
    assert "eve" not in f"{event.object_name} {event.actor_email} {event.detail}"


def test_an_issuer_that_fails_is_one_event(ada: User, issuer: LittleIssuer) -> None:
    issuer.faults["/token"] = (500, {}, b"")
    sign_in(Client())
    assert events() == [("company_login", "failed", "issuer")]


def test_a_closed_account_is_bound_to_nobody_and_its_refusal_is_kept(ada: User, issuer: LittleIssuer) -> None:
    User.objects.filter(pk=ada.pk).update(is_active=False)
    sign_in(Client())
    assert events() == [("company_login", "refused", "closed")]
    assert not SocialAccount.objects.exists()


ANSWERS = {
    "refused": (400, b'{"error": "invalid_grant", "error_description": "%s", "id_token": "%s"}'),
    "no document": (200, b'%s "access_token": "%s"'),
    "no token": (200, b'{"access_token": "%s", "refresh_token": "%s"}'),
    "a token as an error code": (400, b'{"error": "canary-%s", "error_uri": "%s"}'),
    "a broken token": (200, b'{"access_token": "%s", "id_token": "%s"}'),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_token_code_or_secret_is_in_a_log_an_event_or_on_a_page(
    ada: User, issuer: LittleIssuer, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    status, body = ANSWERS[answer]
    issuer.faults["/token"] = (status, {"Content-Type": "application/json"}, body % (b"canary-1", b"canary-2"))
    client = Client()
    back = back_from(sent(client))
    with caplog.at_level(logging.DEBUG):
        page = client.get(back)
    code = asked_of(f"http://x{back}")["code"]
    said = caplog.text + page.content.decode() + str(list(AuditEvent.objects.values()))

    assert [word for word in ("canary", code, CLIENT_SECRET) if word in said] == []
    assert "the company's sign-in failed" in caplog.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [True, False], ids=["with an account", "invited"])
def test_two_first_sign_ins_at_once_are_one_account_and_one_identity(issuer: LittleIssuer, is_known: bool) -> None:
    if is_known:
        make_user(email="ada@example.com")
    else:
        invited()
    clients = [Client() for _ in range(4)]
    backs = [back_from(sent(client)) for client in clients]
    statuses: list[int] = []

    def finish(client: Client, back: str) -> None:
        statuses.append(client.get(back).status_code)
        connection.close()

    threads = [threading.Thread(target=finish, args=pair) for pair in zip(clients, backs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert set(statuses) <= {302, 503}, "the issuer may be busy, and nothing else"
    assert 302 in statuses
    assert User.objects.filter(email="ada@example.com").count() == SocialAccount.objects.count() == 1


def invited() -> Invitation:
    team = make_team()
    return invite(team, "ada@example.com", Role.MEMBER, Actor(make_user(team, Role.LEAD))).invitation


def test_whoever_is_invited_is_one_event_of_joining_and_one_of_the_identity(issuer: LittleIssuer) -> None:
    invited()
    sign_in(Client())
    done = [event for event in events() if event[0] != "member_invited"]
    assert sorted(done) == [("identity_connected", "done", ""), ("invitation_accepted", "done", "")]


@pytest.mark.django_db(transaction=True)  # mails may wait for the end of a transaction
def test_mails_tell_of_an_identity_that_comes_and_goes(
    ada: User, issuer: LittleIssuer, mailoutbox: list[EmailMessage], settings: Settings
) -> None:
    settings.SENDS_MAIL = True
    sign_in(browser_of(ada), CONNECT)
    with_password(ada).post(END)
    assert [word for mail in mailoutbox for word in ("connected to", "disconnected from") if word in mail.body] == [
        "connected to",
        "disconnected from",
    ]
