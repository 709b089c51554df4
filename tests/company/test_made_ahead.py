"""A lead makes an account ahead of its owner, who then comes in by the company's sign-in."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from runs.models import AuditEvent, PersonalToken, Proof, Role, User
from tests.builders import browser_of, make_stack, make_team, make_user
from tests.company.little_issuer import ADA, LittleIssuer
from tests.company.signing_in import sign_in
from tests.pages.visiting import visible
from tests.teams.made_ahead import IMPOSTORS_PASSWORD, can_log_in, is_in, make_account_ahead

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.com"
LEAD = {"sub": "lead-1", "email": "lead@example.com", "email_verified": True}
CONNECT, PROFILE = "/accounts/company/connect/", "/accounts/profile/"


def made_ahead_with_the_lead_s_identity(issuer: LittleIssuer) -> tuple[User, Client]:
    cache.clear()
    user, lead = make_account_ahead(ADDRESS)
    issuer.person = LEAD
    sign_in(lead, CONNECT)
    issuer.person = dict(ADA)
    assert SocialAccount.objects.get(user=user).uid == "lead-1"
    return user, lead


@pytest.mark.parametrize("sends_mail", [False, True])
def test_the_owner_s_first_sign_in_ends_the_lead_s_identity_and_all_else(
    issuer: LittleIssuer, settings: Settings, sends_mail: bool
) -> None:
    user, lead = made_ahead_with_the_lead_s_identity(issuer)
    settings.SENDS_MAIL = sends_mail
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    PersonalToken.objects.create(user=user, stack=make_stack(), sealed_token="sealed")
    owner, back = Client(), Client()
    sign_in(owner)
    told = visible(owner.get(PROFILE))
    issuer.person = LEAD
    sign_in(back)
    user.refresh_from_db()

    assert is_in(owner)
    assert not is_in(back)
    assert not is_in(lead)
    assert not can_log_in(user.email, IMPOSTORS_PASSWORD["password"])
    assert [identity.uid for identity in SocialAccount.objects.filter(user=user)] == ["ada-1"]
    assert not Authenticator.objects.filter(user=user).exists()
    assert not PersonalToken.objects.filter(user=user).exists()
    assert user.proof == Proof.ISSUER
    assert AuditEvent.objects.filter(action="doors_closed").count() == 1
    assert "every earlier way to log in to this account was removed" in told
    assert "ada-1" in told
    assert "Your company's sign-in proved that the address is yours." in told


def test_an_identity_that_was_connected_in_an_earlier_version_ends_at_the_owner_s_next_sign_in(
    issuer: LittleIssuer,
) -> None:
    user, _ = made_ahead_with_the_lead_s_identity(issuer)
    provider = SocialAccount.objects.get(user=user).provider
    SocialAccount.objects.create(user=user, provider=provider, uid="ada-1")
    owner = Client()
    sign_in(owner)

    assert is_in(owner)
    assert [identity.uid for identity in SocialAccount.objects.filter(user=user)] == ["ada-1"]


def test_the_owner_who_connects_the_own_identity_stays_in_and_others_are_out(issuer: LittleIssuer) -> None:
    user, lead = make_account_ahead(ADDRESS)
    owner = browser_of(user)
    sign_in(owner, CONNECT)
    user.refresh_from_db()

    assert user.proof == Proof.ISSUER
    assert [identity.uid for identity in SocialAccount.objects.filter(user=user)] == ["ada-1"]
    assert not user.has_usable_password()
    assert is_in(owner)
    assert not is_in(lead)


def test_an_identity_of_somebody_else_proves_nothing(issuer: LittleIssuer) -> None:
    user, lead = made_ahead_with_the_lead_s_identity(issuer)
    user.refresh_from_db()

    assert user.proof == Proof.LINK
    assert is_in(lead)
    assert "lead@example.com" in visible(lead.get(PROFILE))


def test_a_new_person_by_the_company_s_sign_in_is_proved(issuer: LittleIssuer) -> None:
    lead = make_user(make_team("Shop"), Role.LEAD)
    browser_of(lead).post(f"/teams/{lead.teams.get().slug}/invitations/", {"email": ADA["email"], "role": "member"})
    sign_in(Client())

    assert User.objects.get(email=ADA["email"]).proof == Proof.ISSUER
