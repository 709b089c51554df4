"""The first time that somebody with an account comes in by the company's sign-in."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import Settings

from runs.models import AuditEvent, Proof
from tests.builders import browser_of, make_team, make_user
from tests.company.little_issuer import LittleIssuer
from tests.company.signing_in import sign_in

pytestmark = pytest.mark.django_db


def test_without_mail_what_opened_the_account_before_its_owner_came_opens_it_no_more(
    issuer: LittleIssuer, settings: Settings
) -> None:
    """Somebody else may have set it up: nobody proved the address."""
    settings.SENDS_MAIL = False
    user = make_user(make_team(), email="ada@example.com")
    user.set_password("chosen by a lead, not by Ada")
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    before, owner = browser_of(user), Client()
    sign_in(owner)
    user.refresh_from_db()

    assert owner.get("/stacks/").status_code == 200
    assert before.get("/stacks/").status_code == 302
    assert not user.has_usable_password()
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.filter(action="doors_closed", object_id=str(user.pk)).exists()

    user.set_password("Ada's own, set afterwards")
    user.save()
    sign_in(Client())
    user.refresh_from_db()
    assert user.has_usable_password()


def test_an_address_that_a_mail_proved_keeps_its_password(issuer: LittleIssuer, settings: Settings) -> None:
    settings.SENDS_MAIL = True
    user = make_user(make_team(), email="ada@example.com")
    user.proof = Proof.MAIL
    user.save()
    sign_in(Client())
    user.refresh_from_db()
    assert user.has_usable_password()
