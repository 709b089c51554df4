"""The owner's proof, and the end of every way into the account that was there before: docs/decisions/identity.md."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from runs.audit import Actor, record_person_event
from runs.models import PersonalToken, Proof, User
from runs.people.sessions import end_sessions

ENDED = "Earlier ways to log in to this account were removed: {what}."
WORDS = {
    "password": "password",
    "identities": "other company sign-ins",
    "second_factors": "passkeys, authenticator app and recovery codes",
    "personal_tokens": "personal tokens",
    "sessions": "other logins",
}


def close_earlier_doors(user: User, who: Actor) -> bool:
    """The owner came in by the company's sign-in. Whether an earlier way in was ended; none is after the first proof.

    To be called before the identity is connected and before the session begins: both would end, too.
    """
    return bool(prove_owner(user, who, Proof.ISSUER))


def prove_owner(
    user: User,
    who: Actor,
    proof: Proof,
    *,
    keep_identity: int | None = None,
    keep_session: str | None = None,
    keep_password: bool = False,
) -> str:
    """Notes the first proof by the owner of the address and ends earlier ways in, in one transaction with one event.

    What proved it is kept: an identity's key, a session's key, the password that a mailed link has set. Returns the
    sentence for the person; empty where nothing was ended, or where the owner had proved the address before.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if row.is_proved:
            _take_over(user, row)
            return ""
        ended: dict[str, int | bool] = {
            "password": row.has_usable_password() and not keep_password,
            "identities": SocialAccount.objects.filter(user=row).exclude(pk=keep_identity).delete()[0],
            "second_factors": Authenticator.objects.filter(user=row).delete()[0],
            "personal_tokens": PersonalToken.objects.filter(user=row).delete()[0],
            "sessions": end_sessions(row, but=keep_session),
        }
        if not keep_password:  # also where there was none: what sessions are bound to changes with it
            row.set_unusable_password()
            row.password_set_at = None
        row.proof = proof
        row.save(update_fields=["proof", "password", "password_set_at"])
        EmailAddress.objects.filter(user=row, email=row.email).update(verified=True)
        what: dict[str, Any] = {name: number for name, number in ended.items() if number}
        record_person_event(who, row, "doors_closed" if what else "address_proved", proof=proof.value, **what)
    _take_over(user, row)
    return ENDED.format(what=", ".join(WORDS[name] for name in what)) if what else ""


def hand_over(user: User, who: Actor, password: str | None) -> None:
    """For an owner whom an account made by somebody else keeps out: all ways in end, and a new password may be set.

    Whoever runs the site vouches for it. The `password` is hashed before the transaction begins.
    """
    drafted = User(email=user.email)
    drafted.set_password(password)
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.password, row.password_set_at, row.proof = drafted.password, drafted.password_set_at, Proof.OPERATOR
        row.save(update_fields=["password", "password_set_at", "proof"])
        for ways in (SocialAccount, Authenticator, PersonalToken):
            ways.objects.filter(user=row).delete()
        end_sessions(row)
        EmailAddress.objects.filter(user=row, email=row.email).update(verified=True)
        record_person_event(who, row, "account_handed_over")
    _take_over(user, row)


def _take_over(user: User, row: User) -> None:
    """Whoever holds `user` may save it as a whole."""
    user.proof, user.password, user.password_set_at = row.proof, row.password, row.password_set_at
