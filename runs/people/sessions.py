"""Where a person is logged in, and what is left of logins that are over."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from runs.audit import Actor, record_person_event
from runs.models import User

REMOVED_AT_ONCE = 100
FORGOTTEN_AFTER = timedelta(days=1)


def sessions_of(user: User) -> list[UserSession]:
    """Those that are still good, the one seen last first; ended ones are forgotten."""
    rows = UserSession.objects.filter(user=user).order_by("-last_seen_at", "-pk")
    keys = [one.session_key for one in rows]
    good = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    if len(good) < len(keys):
        rows.exclude(session_key__in=good).delete()
    return [one for one in rows if one.session_key in good]


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Ends all of a person's logins, or all `but` the one with that key, at once and for good. How many there were."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    ended, _ = Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()
    return ended


def end_others(user: User, actor: Actor, here: str | None) -> int:
    """By the person's own wish: all but the one with the key `here`. How many there were."""
    with transaction.atomic():
        ended = end_sessions(user, but=here)
        record_person_event(actor, user, "sessions_ended", logins=ended)
    return ended


def remove_old_sessions() -> None:
    """Sessions that have expired, as `clearsessions` would, in short transactions; and where those people were."""
    now = timezone.now()
    while old := list(Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:REMOVED_AT_ONCE]):
        Session.objects.filter(pk__in=old, expire_date__lt=now).delete()
    while over := _over(now):
        UserSession.objects.filter(pk__in=over).delete()


def _over(now: datetime) -> list[int]:
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    rows = UserSession.objects.filter(~Exists(there), last_seen_at__lt=now - FORGOTTEN_AFTER)
    return list(rows.values_list("pk", flat=True)[:REMOVED_AT_ONCE])
