"""Which account a person of the issuer enters: bound once, by a verified address or by hand, then by subject alone.

An identity is a row of allauth's `SocialAccount`: issuer (`provider`), subject (`uid`), account. Its `extra_data` is
what the issuer said when it was bound, and is not changed later.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from k6admin.company.issuer import the_issuer
from k6admin.company.protocol import Person
from runs.audit import Actor, record_person_event
from runs.models import Proof, User
from runs.people.doors import close_earlier_doors
from runs.teams import InvitationRefused, accept, open_invitation_for
from runs.teams.people import AddressTaken, add_person, draft_person, has_address
from runs.views.people import acting_as


class Why(StrEnum):
    """Why nobody comes in, or nothing is connected; each has words in the audit and on the page of refusals."""

    NO_ADDRESS = "no_address"
    UNVERIFIED = "unverified"
    NO_ACCOUNT = "no_account"
    OTHER_IDENTITY = "other_identity"  # the account is bound to another subject of this issuer
    OTHER_ACCOUNT = "other_account"  # the subject is bound to another account
    OVERTAKEN = "overtaken"  # the login ended while the request was under way
    LAST = "last"  # nothing else would open the account


class IdentityRefused(Exception):
    """`user` is the account that it was about, if any."""

    def __init__(self, why: Why, user: User | None = None) -> None:
        super().__init__(why.value)
        self.why, self.user = why, user


@dataclass(frozen=True)
class Entry:
    """`is_new`: the identity was bound just now. `has_closed`: earlier ways into the account ended with that."""

    user: User
    is_new: bool = False
    has_closed: bool = False


def enter(request: HttpRequest, person: Person) -> Entry:
    """The account that `person` enters, bound or made now if need be. Raises IdentityRefused."""
    try:
        return _enter(request, person)
    except IdentityRefused as refusal:
        if refusal.why is not Why.NO_ACCOUNT:
            raise
    except (AddressTaken, IntegrityError, ValidationError):
        pass
    # Another request of the same person may have been faster: then its rows are there now.
    return _enter(request, person)


def connect(request: HttpRequest, user: User, person: Person) -> Entry:
    """Binds `person` to the account of somebody who is logged in. Raises IdentityRefused."""
    try:
        with transaction.atomic():
            locked = User.objects.select_for_update().get(pk=user.pk)
            if locked.password != user.password:  # what ends every way in changes it; this request began before
                raise IdentityRefused(Why.OVERTAKEN, user)
            return _bind(request, locked, person)
    except IntegrityError:
        raise IdentityRefused(Why.OTHER_ACCOUNT, user) from None


def disconnect(user: User, who: Actor, number: str = "") -> int:
    """Ends the identity with that primary key, or all of the account. How many there were. Raises IdentityRefused."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        rows = SocialAccount.objects.filter(user=locked)
        ending = [row for row in rows if number in {"", str(row.pk)}]
        has_password = locked.has_usable_password() and has_address(locked, locked.email)
        if ending and len(ending) == len(rows) and not has_password:
            raise IdentityRefused(Why.LAST, user)
        for row in ending:
            row.delete()
            record_person_event(who, user, "identity_ended", address=row.extra_data.get("email"))
    return len(ending)


def is_of(user: User, person: Person) -> bool:
    """Whether this subject is bound to this account."""
    return bool(SocialAccount.objects.filter(user=user, provider=the_issuer().key, uid=person.uid).exists())


def _enter(request: HttpRequest, person: Person) -> Entry:
    known = SocialAccount.objects.filter(provider=the_issuer().key, uid=person.uid).select_related("user").first()
    if known:
        SocialAccount.objects.filter(pk=known.pk).update(last_login=timezone.now())
        is_first_proof = _owns(person, known.user) and not known.user.is_proved and known.user.is_active
        return _bind(request, known.user, person) if is_first_proof else Entry(known.user)
    if not person.email:
        raise IdentityRefused(Why.NO_ADDRESS)
    # The exact address: databases differ in what they take for the same letter.
    user = User.objects.filter(email=person.email).first()
    if not person.email_verified:
        raise IdentityRefused(Why.UNVERIFIED, user)
    if user is None:
        return Entry(_new_person(request, person), is_new=True)
    return _bind(request, user, person) if user.is_active else Entry(user)


@transaction.atomic
def _bind(request: HttpRequest, user: User, person: Person) -> Entry:
    """The first proof of the account's address ends every earlier way in. Raises IdentityRefused."""
    user = User.objects.select_for_update().get(pk=user.pk)
    identities = SocialAccount.objects.filter(provider=the_issuer().key)
    if identities.filter(uid=person.uid).exclude(user=user).exists():
        raise IdentityRefused(Why.OTHER_ACCOUNT, user)
    who = acting_as(request, user)
    has_closed = _owns(person, user) and close_earlier_doors(user, who)
    if identities.filter(uid=person.uid).exists():
        return Entry(user, has_closed=has_closed)
    if identities.filter(user=user).exists():
        raise IdentityRefused(Why.OTHER_IDENTITY, user)
    _create(user, person, who)
    return Entry(user, is_new=True, has_closed=has_closed)


def _owns(person: Person, user: User) -> bool:
    """Whether the issuer says that the account's address is this person's."""
    return person.email_verified and person.email == user.email


@transaction.atomic
def _new_person(request: HttpRequest, person: Person) -> User:
    """Somebody who was invited by this address."""
    invitation = open_invitation_for(person.email)
    if invitation is None:
        raise IdentityRefused(Why.NO_ACCOUNT)
    user = draft_person(person.email, None, person.name)
    add_person(user, Proof.ISSUER)
    who = acting_as(request, user)
    try:
        accept(invitation, user, who)
    except InvitationRefused:
        raise IdentityRefused(Why.NO_ACCOUNT) from None
    _create(user, person, who)
    return user


def _create(user: User, person: Person, who: Actor) -> None:
    SocialAccount.objects.create(user=user, provider=the_issuer().key, uid=person.uid, extra_data=asdict(person))
    record_person_event(who, user, "identity_connected", address=person.email)
