"""Accounts from before their proof was kept: what the migration concludes from what there is."""

from datetime import timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.test import Client, override_settings
from django.utils import timezone

from runs.audit import Actor, record, record_person_event
from runs.models import Proof, User
from tests.builders import PASSWORD, make_team, make_user

pytestmark = pytest.mark.django_db
migration = import_module("runs.migrations.0011_identity")
OWN = {"email": "Ada@example.com", "email_verified": True}
OTHER = {"email": "lead@example.com", "email_verified": True}


def upgraded(user: User) -> str:
    migration.tell_proofs(apps, None)
    user.refresh_from_db()
    return user.proof


def ada(days: int = 0) -> User:
    user = make_user(email="ada@example.com")
    User.objects.filter(pk=user.pk).update(date_joined=timezone.now() - timedelta(days=days))
    return user


@pytest.mark.parametrize(("sends_mail", "proof"), [(False, Proof.LINK), (True, Proof.MAIL)])
def test_an_account_that_a_link_made_is_as_good_as_its_link_and_logs_in_as_before(
    sends_mail: bool, proof: Proof
) -> None:
    user = ada()
    record(Actor(user), "invitation_accepted", team=make_team())
    with override_settings(SENDS_MAIL=sends_mail):
        assert upgraded(user) == proof
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert EmailAddress.objects.get(user=user).verified == sends_mail
    assert browser.get("/stacks/").status_code == 200


def test_an_account_of_a_command_that_joined_a_team_later_is_the_operator_s() -> None:
    user = ada(days=2)
    record(Actor(user), "invitation_accepted", team=make_team())

    assert upgraded(user) == Proof.OPERATOR
    assert EmailAddress.objects.get(user=user).verified


def test_a_password_that_a_mail_set_is_a_proof() -> None:
    user = ada()
    record(Actor(user), "invitation_accepted", team=make_team())
    record_person_event(Actor(user), user, "password_reset")

    assert upgraded(user) == Proof.MAIL


@pytest.mark.parametrize(
    ("told", "proof"),
    [([OWN], Proof.ISSUER), ([OWN, OTHER], Proof.LINK), ([OTHER], Proof.LINK), ([{}], Proof.LINK), ([], Proof.LINK)],
)
def test_an_identity_proves_only_where_there_is_none_of_somebody_else(
    told: list[dict[str, object]], proof: Proof
) -> None:
    user = ada()
    record(Actor(user), "invitation_accepted", team=make_team())
    for number, claims in enumerate(told):
        SocialAccount.objects.create(user=user, provider="company", uid=str(number), extra_data=claims)

    assert upgraded(user) == proof


@pytest.mark.parametrize(
    ("has_password", "told", "alone"), [(False, {}, True), (True, {}, None), (False, {"rk": False}, False)]
)
def test_a_passkey_goes_on_to_log_in_whoever_has_nothing_else(
    has_password: bool, told: dict[str, bool], alone: bool | None
) -> None:
    user = ada()
    if not has_password:
        user.set_unusable_password()
        user.save()
    extensions = {"credProps": told} if told else {}
    data = {"name": "Key", "credential": {"clientExtensionResults": extensions}}
    key = Authenticator.objects.create(user=user, type="webauthn", data=data)
    migration.keep_passkeys_of_people_without_a_password(apps, None)
    key.refresh_from_db()

    assert key.wrap().is_passwordless is alone
