"""The people who run this site, and accounts that they close and open again."""

from django.db import transaction

from runs.audit import Actor, record_person_event
from runs.models import Membership, Role, Team, User
from runs.people.sessions import end_sessions


class Himself(Exception):
    """Nobody takes their own keys away: there would be nobody left to give them back."""


def set_operator(user: User, actor: Actor, *, is_operator: bool) -> bool:
    """True where that changed something. It opens the operator's pages and no team."""
    if user.is_operator == is_operator:
        return False
    if not is_operator and user == actor.user:
        raise Himself
    user.is_staff = user.is_superuser = is_operator
    with transaction.atomic():
        user.save(update_fields=["is_staff", "is_superuser"])
        record_person_event(actor, user, "operator_added" if is_operator else "operator_removed")
    return True


def set_active(user: User, actor: Actor, *, is_active: bool) -> bool:
    """True where that changed something. Whoever is closed out is logged out at once, everywhere."""
    if user.is_active == is_active:
        return False
    if not is_active and user == actor.user:
        raise Himself
    user.is_active = is_active
    with transaction.atomic():
        user.save(update_fields=["is_active"])
        record_person_event(actor, user, "account_opened" if is_active else "account_closed")
    if not is_active:
        end_sessions(user)
    return True


def leaderless_teams(user: User) -> list[Team]:
    """Teams in which this person is a lead and no other lead can log in."""
    led = Team.objects.filter(memberships__user=user, memberships__role=Role.LEAD)
    others = Membership.objects.filter(role=Role.LEAD, user__is_active=True).exclude(user=user)
    return list(led.exclude(memberships__in=others).order_by("name", "pk"))
