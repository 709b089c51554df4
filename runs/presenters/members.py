"""Who is in a team, and who is invited."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.models import Invitation, Membership, Role, Team, User
from runs.presenters.moments import Moment, until


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is what people are called by, the address where they gave no other; `email` is empty then.

    The URLs are empty for whoever may not change anything. `remark` says what is unusual.
    """

    name: str
    email: str
    role: str
    is_lead: bool
    is_me: bool
    remark: str
    change_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that nobody used yet. `problem` says why its link does not work, empty where it does."""

    email: str
    role: str
    sender: str
    expires: Moment
    problem: str
    renew_url: str
    revoke_url: str


@dataclass(frozen=True, slots=True)
class MadeLink:
    """An invitation's link in the one moment in which it can be shown."""

    email: str
    url: str


def person(membership: Membership, team: Team, me: int, *, may_change: bool) -> Person:
    """`membership` comes with its user; `me` is the key of whoever looks."""
    user, place = membership.user, [team.slug, membership.pk]
    return Person(
        name=user.name or user.email,
        email=user.email if user.name else "",
        role=Role(membership.role).label,
        is_lead=membership.role == Role.LEAD,
        is_me=user.pk == me,
        remark=_remark(user, may_change=may_change),
        change_url=reverse("team_member", args=place) if may_change else "",
        remove_url=reverse("member_remove", args=place) if may_change else "",
    )


def _remark(user: User, *, may_change: bool) -> str:
    """How the address was proved is of use to leads, who give roles."""
    if not user.is_active:
        return "Deactivated: can't log in."
    if may_change and user.is_vouched_by_link_only:
        return "Address not proved: the account was made with a link."
    return ""


def invited(invitation: Invitation, team: Team, leads: Collection[int], now: datetime) -> Invited:
    """`invitation` comes with its sender; `leads` are the keys of those who may invite."""
    place = [team.slug, invitation.pk]
    return Invited(
        email=invitation.email,
        role=Role(invitation.role).label,
        sender=invitation.sender.email,
        expires=until(invitation.expires, now),
        problem=_problem(invitation, leads, now),
        renew_url=reverse("invitation_renew", args=place),
        revoke_url=reverse("invitation_revoke", args=place),
    )


def _problem(invitation: Invitation, leads: Collection[int], now: datetime) -> str:
    if invitation.expires <= now:
        return "Expired: its link does not work any more."
    if invitation.sender_id not in leads:
        return "Its sender is no lead any more, so its link does not work."
    return ""
