"""An account that was made ahead of its owner gets no rights by its address, and ends with the owner's proof."""

import time

import pytest
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import resolve

from k6admin.accounts.adapter import AccountAdapter
from k6admin.accounts.lasting import in_one_transaction
from runs.models import AuditEvent, Membership, PersonalToken, Proof, Role, Team, User
from tests.builders import browser_of, make_user
from tests.pages.visiting import visible
from tests.teams.made_ahead import (
    IMPOSTORS_PASSWORD,
    OPS,
    SECRET,
    THEIRS,
    can_log_in,
    is_in,
    is_verified,
    made_link,
    mailed_link,
    make_account_ahead,
    reset_by_mail,
    with_every_way_in,
)

pytestmark = pytest.mark.django_db
TRUSTED = {"trusts_account": "on"}
mail_is_sent = override_settings(SENDS_MAIL=True)


def role_in(team: Team) -> str | None:
    return Membership.objects.filter(team=team, user__email=OPS).values_list("role", flat=True).first()


def test_an_account_made_with_a_shown_link_is_vouched_for_by_that_link_alone() -> None:
    ops, browser = make_account_ahead()

    assert is_in(browser)
    assert can_log_in(OPS, IMPOSTORS_PASSWORD["password"])
    assert (ops.proof, is_verified(ops)) == (Proof.LINK, False)
    assert "It has not been proved yet that the address is yours." in visible(browser.get("/accounts/profile/"))


@mail_is_sent
def test_an_account_made_with_a_mailed_link_is_proved_by_it(team: Team, lead: User) -> None:
    browser = Client()
    browser.post(mailed_link(browser_of(lead), team), IMPOSTORS_PASSWORD)
    ops = User.objects.get(email=OPS)

    assert (ops.proof, is_verified(ops)) == (Proof.MAIL, True)


def test_a_link_shown_before_mail_was_set_up_proves_nothing_afterwards(team: Team, lead: User) -> None:
    link = made_link(browser_of(lead), team)
    with mail_is_sent:
        Client().post(link, IMPOSTORS_PASSWORD)

    assert User.objects.get(email=OPS).proof == Proof.LINK


def test_a_lead_without_mail_works_and_invites(team: Team, lead: User) -> None:
    """Vouched for by a link, in every role."""
    browser, other = Client(), Client()
    browser.post(made_link(browser_of(lead), team, role="lead"), IMPOSTORS_PASSWORD)
    other.post(made_link(browser, team, "new@example.com"), IMPOSTORS_PASSWORD)
    browser.post("/teams/new/", {"name": "Ours"})

    assert browser.get(f"/teams/{team.slug}/audit/").status_code == 200
    assert Membership.objects.filter(team=team, user__email="new@example.com").exists()
    assert Membership.objects.filter(team__name="Ours", user__email=OPS, role=Role.LEAD).exists()


def test_an_invitation_of_another_team_lets_the_account_in_only_where_its_lead_knows_who_uses_it(
    team: Team, lead: User
) -> None:
    ops, impostor = make_account_ahead()
    leads = browser_of(lead)
    plain = made_link(leads, team)
    shown, refused = impostor.get(plain), impostor.post(plain)
    before = role_in(team)
    impostor.post(made_link(leads, team, **TRUSTED))

    for page in (shown, refused):
        assert page.status_code == 403
        assert "First prove that ops@example.com is yours" in visible(page)
    assert before is None
    assert role_in(team) == Role.MEMBER
    assert "Address not proved: the account was made with a link." in visible(leads.get(f"/teams/{team.slug}/members/"))
    event = AuditEvent.objects.get(action="invitation_accepted", outcome="refused")
    assert (event.actor_email, event.detail["reason"]) == (ops.email, "address")


def test_somebody_who_was_removed_and_is_invited_again_by_the_same_team_needs_no_tick(team: Team, lead: User) -> None:
    leads, browser = browser_of(lead), Client()
    browser.post(made_link(leads, team), IMPOSTORS_PASSWORD)
    row = Membership.objects.get(team=team, user__email=OPS)
    leads.post(f"/teams/{team.slug}/members/{row.pk}/remove/", {"confirm": "yes"})
    between = role_in(team)
    browser.post(made_link(leads, team))

    assert between is None
    assert role_in(team) == Role.MEMBER


@mail_is_sent
def test_with_mail_an_invitation_waits_for_the_owner_s_proof(team: Team, lead: User) -> None:
    with override_settings(SENDS_MAIL=False):
        _, impostor = make_account_ahead()
    link = mailed_link(browser_of(lead), team)
    page = impostor.post(link)
    told = reset_by_mail()
    owner = Client()
    owner.post("/accounts/login/", {"login": OPS, "password": THEIRS})
    owner.post(link)

    assert "Send the link" in visible(page)
    assert "Earlier ways to log in to this account were removed" in visible(told)
    assert not is_in(impostor)
    assert role_in(team) == Role.MEMBER


def test_where_mail_is_sent_nobody_is_asked_to_trust_an_account(team: Team, lead: User) -> None:
    with mail_is_sent:
        page = browser_of(lead).get(f"/teams/{team.slug}/members/")
        browser_of(lead).post(f"/teams/{team.slug}/invitations/", {"email": OPS, "role": "member", **TRUSTED})

    assert "They may join with an account" not in visible(page)
    assert not team.invitations.get().trusts_account


@mail_is_sent
def test_a_password_by_mail_ends_every_earlier_way_in_with_one_event() -> None:
    with override_settings(SENDS_MAIL=False):
        ops, impostor = make_account_ahead()
    with_every_way_in(ops)
    reset_by_mail()
    ops.refresh_from_db()

    assert not is_in(impostor)
    assert not can_log_in(OPS, IMPOSTORS_PASSWORD["password"])
    assert can_log_in(OPS, THEIRS)
    assert (ops.proof, is_verified(ops)) == (Proof.MAIL, True)
    for ways in (Authenticator, SocialAccount, PersonalToken):
        assert not ways.objects.filter(user=ops).exists()
    event = AuditEvent.objects.get(action="doors_closed")
    assert event.detail["proof"] == "mail"
    assert {"identities", "second_factors", "personal_tokens"} <= set(event.detail)


@mail_is_sent
def test_a_request_that_the_owner_s_proof_overtook_gives_no_way_in() -> None:
    """It began before; what it knows of the account is older."""
    with override_settings(SENDS_MAIL=False):
        ops, _ = make_account_ahead()
    request = RequestFactory().post("/accounts/password/change/")
    request.user, request.session, request.resolver_match = ops, SessionStore(), resolve(request.path)
    vars(request)["_messages"] = SessionStorage(request)
    reset_by_mail()

    with request_context(request), pytest.raises(ImmediateHttpResponse):
        AccountAdapter(request).set_password(ops, "the impostor's second try")
    with pytest.raises(ImmediateHttpResponse):
        in_one_transaction(lambda _: HttpResponse("added"))(request)
    assert can_log_in(OPS, THEIRS)


@mail_is_sent
def test_after_the_owner_s_proof_a_forgotten_password_ends_no_second_factor() -> None:
    """Else whoever reads somebody's mail would need no second step."""
    ops = make_user(email=OPS)
    User.objects.filter(pk=ops.pk).update(proof=Proof.MAIL)
    with_every_way_in(ops)
    reset_by_mail()

    assert Authenticator.objects.filter(user=ops).count() == 3
    assert SocialAccount.objects.filter(user=ops).exists()
    assert not AuditEvent.objects.filter(action="doors_closed").exists()


@mail_is_sent
def test_the_profile_offers_the_proof_until_it_was_given() -> None:
    with override_settings(SENDS_MAIL=False):
        make_account_ahead()
    before = Client()
    before.post("/accounts/login/", {"login": OPS, **IMPOSTORS_PASSWORD})
    offered = visible(before.get("/accounts/profile/"))
    reset_by_mail()
    after = Client()
    after.post("/accounts/login/", {"login": OPS, "password": THEIRS})

    assert "Prove it by mail" in offered
    assert "Prove it by mail" not in visible(after.get("/accounts/profile/"))
    assert "You proved by mail that the address is yours." in visible(after.get("/accounts/profile/"))


def test_the_owner_who_finds_an_account_there_is_told_how_to_get_it(team: Team, lead: User) -> None:
    make_account_ahead()
    page = Client().post(made_link(browser_of(lead), team), IMPOSTORS_PASSWORD)

    assert "Ask whoever runs this site to hand it over to you." in visible(page)


def test_a_login_whose_first_step_was_before_the_proof_is_not_finished_after_it() -> None:
    ops, _ = make_account_ahead()
    TOTP.activate(ops, SECRET)
    half = Client()
    half.post("/accounts/login/", {"login": OPS, "password": IMPOSTORS_PASSWORD["password"]})
    with mail_is_sent:
        reset_by_mail()
    TOTP.activate(ops, SECRET)  # the owner's own
    code = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    answer = half.post("/accounts/2fa/authenticate/", {"code": code})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/")
    assert not is_in(half)
    assert half.post("/accounts/2fa/authenticate/", {"code": code}).headers["Location"] == "/accounts/login/"
    assert not is_in(half)
