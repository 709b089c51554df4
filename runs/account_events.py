"""Logins and second factors in the audit, and what proves the owner of an account; django-allauth tells of them by
signals. Each is one event in every team that the person is in, because that team's leads answer for who comes in.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_reset
from django.contrib import messages
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from runs.audit import Actor, Outcome, record, record_person_event
from runs.client_ip import client_ip, request_id
from runs.models import Proof, User
from runs.people.doors import prove_owner

LONGEST_ADDRESS = 254


@receiver(user_logged_in)
def _logged_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    record_person_event(_who(request, user), user, "logged_in")


@receiver(user_logged_out)
def _logged_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if isinstance(user, User):
        record_person_event(_who(request, user), user, "logged_out")


@receiver(user_login_failed)
def _login_failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """What was typed is kept only where it is somebody's address: people type passwords into the wrong field."""
    typed = str(credentials.get("email", "") or credentials.get("username", ""))[:LONGEST_ADDRESS]
    person = User.objects.filter(email=typed.lower()).first() if typed else None
    if person:
        record_person_event(_who(request), person, "login_failed", Outcome.FAILED)
    else:
        record(_who(request), "login_failed", Outcome.FAILED, kind="person", reason="unknown_address")


@receiver(authentication_failed)
def _code_failed(request: HttpRequest | None, user: User, authenticator: Any, **_: Any) -> None:
    record_person_event(_who(request), user, "second_factor_failed", Outcome.FAILED, factor=authenticator.type)


@receiver(authenticator_added)
def _factor_added(request: HttpRequest | None, user: User, authenticator: Any, **_: Any) -> None:
    record_person_event(_who(request, user), user, "second_factor_added", factor=authenticator.type)


@receiver(authenticator_removed)
def _factor_removed(request: HttpRequest | None, user: User, authenticator: Any, **_: Any) -> None:
    record_person_event(_who(request, user), user, "second_factor_removed", factor=authenticator.type)


@receiver(authenticator_reset)
def _factor_reset(request: HttpRequest | None, user: User, authenticator: Any, **_: Any) -> None:
    record_person_event(_who(request, user), user, "second_factor_reset", factor=authenticator.type)


@receiver(email_confirmed)
def _address_confirmed(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    user = User.objects.get(pk=email_address.user_id)
    _tell(request, prove_owner(user, _who(request, user), Proof.MAIL))


def _tell(request: HttpRequest, sentence: str) -> None:
    if sentence:
        messages.warning(request, sentence)


def _who(request: HttpRequest | None, user: User | None = None) -> Actor:
    """Nobody yet, where somebody only tried to be somebody."""
    if request is None:
        return Actor(user, email="")
    return Actor(user, client_ip(request), request_id(request), email="")
