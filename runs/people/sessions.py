"""Where a person is logged in."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from runs.models import User


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
