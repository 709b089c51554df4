"""A person's own page: what they log in with, where they are logged in, and the teams that they are in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.urls import reverse

from runs.models import Membership, Proof, Role, User
from runs.people.second_factors import FactorUnreadable
from runs.presenters.browsers import browser_words
from runs.presenters.moments import Moment, ago

PROOFS = {
    Proof.LINK: "The account was made with a link. It has not been proved yet that the address is yours.",
    Proof.OPERATOR: "Whoever runs this site vouches that the address is yours.",
    Proof.MAIL: "You proved by mail that the address is yours.",
    Proof.ISSUER: "Your company's sign-in proved that the address is yours.",
}


@dataclass(frozen=True, slots=True)
class Passkey:
    """`logs_in`: without a password. `used` is None where it never was."""

    name: str
    logs_in: bool
    added: Moment
    used: Moment | None
    rename_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Identity:
    """One person there, whom it names by a subject. `address` is what it told last; empty where it told none."""

    subject: str
    address: str
    added: Moment


@dataclass(frozen=True, slots=True)
class Company:
    """The company's own sign-in, and who of it may log in to this account."""

    host: str
    is_connected: bool
    identities: list[Identity]


@dataclass(frozen=True, slots=True)
class Factors:
    """`app` is when the authenticator app was set up; `codes` says how many recovery codes are left.

    `company` is None where this site has no sign-in of a company. `proof` says how the address was proved.
    """

    proof: str
    is_proved: bool
    has_password: bool
    password_set: Moment | None
    company: Company | None
    app: Moment | None
    passkeys: list[Passkey]
    codes: str
    codes_made: Moment | None


@dataclass(frozen=True, slots=True)
class Login:
    """`here`: the one that the page is read in."""

    browser: str
    ip: str
    began: Moment
    seen: Moment
    here: bool


@dataclass(frozen=True, slots=True)
class TeamRow:
    name: str
    role: str


def company(user: User, now: datetime) -> Company | None:
    issuer = settings.OIDC
    if issuer is None:
        return None
    rows = SocialAccount.objects.filter(user=user, provider=issuer.key).order_by("date_joined", "pk")
    identities = [Identity(row.uid, str(row.extra_data.get("email", "")), ago(row.date_joined, now)) for row in rows]
    return Company(issuer.host, bool(identities), identities)


def factors(user: User, rows: Iterable[Authenticator], now: datetime) -> Factors:
    by_type: dict[str, list[Authenticator]] = {}
    for row in rows:
        by_type.setdefault(row.type, []).append(row)
    apps, codes = by_type.get("totp", []), by_type.get("recovery_codes", [])
    return Factors(
        proof=PROOFS[Proof(user.proof)],
        is_proved=user.is_proved,
        has_password=user.has_usable_password(),
        password_set=ago(user.password_set_at, now) if user.password_set_at else None,
        company=company(user, now),
        app=ago(apps[0].created_at, now) if apps else None,
        passkeys=[_passkey(row, now) for row in by_type.get("webauthn", [])],
        codes=_codes_left(codes[0]) if codes else "",
        codes_made=ago(codes[0].created_at, now) if codes else None,
    )


def _passkey(row: Authenticator, now: datetime) -> Passkey:
    key = row.wrap()
    return Passkey(
        name=key.name,
        logs_in=bool(key.is_passwordless),
        added=ago(row.created_at, now),
        used=ago(row.last_used_at, now) if row.last_used_at else None,
        rename_url=reverse("mfa_edit_webauthn", args=[row.pk]),
        remove_url=reverse("mfa_remove_webauthn", args=[row.pk]),
    )


def _codes_left(row: Authenticator) -> str:
    codes = row.wrap()
    try:
        return f"{len(codes.get_unused_codes())} of {len(codes.generate_codes())} left"
    except FactorUnreadable:
        return "they can't be read any more"


def logins(sessions: Iterable[UserSession], here: str | None, now: datetime) -> list[Login]:
    return [
        Login(
            browser=browser_words(one.user_agent),
            ip=one.ip,
            began=ago(one.created_at, now),
            seen=ago(one.last_seen_at, now),
            here=one.session_key == here,
        )
        for one in sessions
    ]


def team_rows(memberships: Iterable[Membership]) -> list[TeamRow]:
    return [TeamRow(one.team.name, Role(one.role).label) for one in memberships]
