"""Somebody who was invited and comes by the company's sign-in."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from runs.audit import Actor
from runs.models import Invitation, Membership, Role, User
from runs.teams import invite
from tests.builders import make_team, make_user
from tests.company.little_issuer import LittleIssuer
from tests.company.signing_in import sign_in

pytestmark = pytest.mark.django_db


def invited(email: str = "ada@example.com", role: Role = Role.MEMBER) -> Invitation:
    team = make_team("Shop")
    return invite(team, email, role, Actor(make_user(team, Role.LEAD))).invitation


def test_somebody_invited_gets_an_account_without_a_password_in_the_team(issuer: LittleIssuer) -> None:
    invitation = invited()
    client = Client()
    sign_in(client)
    user = User.objects.get(email="ada@example.com")

    assert client.get("/stacks/").status_code == 200
    assert (user.name, user.has_usable_password()) == ("Ada Lovelace", False)
    assert Membership.objects.get(user=user).team == invitation.team
    assert EmailAddress.objects.get(user=user).verified
    invitation.refresh_from_db()
    assert invitation.accepted_at


def test_an_invitation_counts_for_its_verified_address_alone(issuer: LittleIssuer) -> None:
    invited()
    issuer.person["email_verified"] = False
    first = sign_in(Client())
    issuer.person |= {"email_verified": True, "email": "eve@example.com", "sub": "eve"}
    second = sign_in(Client())

    assert first.status_code == second.status_code == 403
    assert not User.objects.filter(email__in=["ada@example.com", "eve@example.com"]).exists()
