"""Invitations into a team: bound to one address, used once, and only a hash of each link is stored."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils import timezone

from runs import access
from runs.access import Deed
from runs.audit import Actor, Outcome, record
from runs.caps import invitations_of
from runs.models import Invitation, Membership, Proof, Role, Team, User
from runs.teams.locking import led, locked
from runs.teams.people import AddressTaken, add_person, address_of, draft_person, has_address, person_with, uses_address

LIFE = timedelta(days=7)
TOKEN_BYTES = 32


class Why(StrEnum):
    """Why an invitation lets nobody in."""

    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SENDER = "sender"  # who sent it may not invite any more
    ADDRESS = "address"  # it is for somebody else
    ACCOUNT = "account"  # its address has an account, which must log in


class InvitationRefused(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


class AlreadyThere(Exception):
    """The person is in the team."""


@dataclass(frozen=True)
class Sent:
    """An invitation and the secret of its link, which is known in this moment alone."""

    invitation: Invitation
    token: str


def invite(team: Team, email: str, role: Role, actor: Actor, *, trusts_account: bool = False) -> Sent:
    """A new link for the address. One that was sent before, and was not used, stops working.

    `trusts_account`: its owner may join with an account that was made with a link; the sender knows who uses it.

    Raises `AlreadyThere`, `CapReached`, and `access.Refused` for anybody but a lead.
    """
    address = address_of(email)
    with led(team, actor) as found:
        if found.memberships.filter(user__email=address).exists():
            raise AlreadyThere
        unused = found.invitations.filter(accepted_at=None, revoked_at=None)
        invitation = unused.filter(email=address).first()
        if invitation is None:
            invitations_of(found).require()
        invitation = invitation or Invitation(team=found, email=address)
        invitation.role, invitation.trusts_account = role, trusts_account
        return _send(invitation, actor, "member_invited")


def renew(invitation: Invitation, actor: Actor) -> Sent | None:
    """Another link in place of the first, by whoever sends it now. None where it was used or taken back meanwhile."""
    with led(invitation.team, actor):
        unused = _unused(invitation)
        return _send(unused, actor, "invitation_renewed") if unused else None


def revoke(invitation: Invitation, actor: Actor) -> bool:
    """False where it was used or taken back meanwhile."""
    with led(invitation.team, actor):
        unused = _unused(invitation)
        if unused is None:
            return False
        unused.revoked_at = timezone.now()
        unused.save(update_fields=["revoked_at"])
        _record(actor, "invitation_revoked", unused)
    return True


def find_invitation(token: str) -> Invitation | None:
    """By the secret of its link."""
    return Invitation.objects.select_related("team", "sender").filter(token_hash=_hash(token)).first()


def open_invitation_for(email: str) -> Invitation | None:
    """The newest one that would let the owner of this address in.

    For whoever else has proved that the address is theirs, as a company's own sign-in does.
    """
    now = timezone.now()
    sent = Invitation.objects.open_at(now).filter(email=address_of(email)).select_related("team", "sender")
    return next(
        (invitation for invitation in sent.order_by("-created", "-id") if why_not(invitation, now) is None), None
    )


def why_not(invitation: Invitation, now: datetime) -> Why | None:
    """Why it lets nobody in, whoever asks; None where it holds."""
    if invitation.accepted_at:
        return Why.USED
    if invitation.revoked_at:
        return Why.REVOKED
    if invitation.expires <= now:
        return Why.EXPIRED
    sender = invitation.sender
    holds = sender.is_active and access.may(sender, invitation.team, Deed.MANAGE_MEMBERS)
    return None if holds else Why.SENDER


def accept(invitation: Invitation, user: User, actor: Actor) -> Membership:
    """Uses it up: the person is in the team, in its role, or in the one that they had there already.

    Raises `InvitationRefused`, which is in the audit then.
    """
    with _refusals_kept(invitation, actor), locked(invitation.team) as team:
        holding = _holding(invitation)
        if not has_address(user, holding.email) and not _trusts(holding, user):
            raise InvitationRefused(Why.ADDRESS)
        return _use(holding, team, user, actor)


def needs_proof(invitation: Invitation, user: User) -> bool:
    """Whether it is for the address of this account, and nobody proved yet that whoever uses the account owns it."""
    return not (has_address(user, invitation.email) or _trusts(invitation, user))


def _trusts(invitation: Invitation, user: User) -> bool:
    """Whether its sender says that they know who uses the account, or the team's leads have vouched for it before.

    A mailed link is for the mailbox's owner alone.
    """
    if invitation.by_mail or not uses_address(user, invitation.email):
        return False
    accepted = Invitation.objects.filter(team=invitation.team_id, email=invitation.email, accepted_at__isnull=False)
    return invitation.trusts_account or accepted.exists()


def accept_as_new_person(invitation: Invitation, name: str, password: str, ip: str, request_id: str) -> User:
    """The same for somebody without an account, who gets one with the invitation's address.

    The link proves the address where it came by mail; where it was handed over, the lead who did so vouches for it.
    """
    known = person_with(invitation.email)
    user = known or draft_person(invitation.email, password, name)
    stranger = Actor(None, ip, request_id, invitation.email)
    with _refusals_kept(invitation, stranger), locked(invitation.team) as team:
        holding = _holding(invitation)
        if known or person_with(holding.email):
            raise InvitationRefused(Why.ACCOUNT)
        try:
            add_person(user, Proof.MAIL if holding.by_mail else Proof.LINK)
        except AddressTaken:
            raise InvitationRefused(Why.ACCOUNT) from None
        _use(holding, team, user, Actor(user, ip, request_id))
        return user


@contextmanager
def _refusals_kept(invitation: Invitation, actor: Actor) -> Iterator[None]:
    """Around the transaction, so that the event stays while the rest is undone."""
    try:
        yield
    except InvitationRefused as error:
        _record(actor, "invitation_accepted", invitation, Outcome.REFUSED, reason=error.why.value)
        raise


def _holding(invitation: Invitation) -> Invitation:
    """The row as it is now, with the team locked. A link that was replaced meanwhile is one that was taken back."""
    rows = Invitation.objects.select_related("team", "sender")
    current = rows.filter(pk=invitation.pk, token_hash=invitation.token_hash).first()
    why = why_not(current, timezone.now()) if current else Why.REVOKED
    if current is None or why:
        raise InvitationRefused(why or Why.REVOKED)
    return current


def _use(invitation: Invitation, team: Team, user: User, actor: Actor) -> Membership:
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    membership, is_new = Membership.objects.get_or_create(team=team, user=user, defaults={"role": invitation.role})
    _record(actor, "invitation_accepted", invitation, was_there=True if not is_new else None)
    return membership


def _send(invitation: Invitation, actor: Actor, event: str) -> Sent:
    if actor.user is None:
        raise ValueError("An invitation is somebody's.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.sender, invitation.token_hash = actor.user, _hash(token)
    invitation.created = timezone.now()
    invitation.expires = invitation.created + LIFE
    invitation.by_mail = settings.SENDS_MAIL  # then nobody is shown the link
    invitation.save()
    _record(actor, event, invitation, trusts_account=invitation.trusts_account or None)
    return Sent(invitation, token)


def _unused(invitation: Invitation) -> Invitation | None:
    rows = Invitation.objects.select_related("team").filter(accepted_at=None, revoked_at=None)
    return rows.filter(pk=invitation.pk).first()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _record(actor: Actor, event: str, invitation: Invitation, outcome: Outcome = Outcome.DONE, **detail: Any) -> None:
    record(
        actor,
        event,
        outcome,
        team=invitation.team,
        kind="invitation",
        ident=str(invitation.pk),
        name=invitation.email,
        role=invitation.role,
        **detail,
    )
