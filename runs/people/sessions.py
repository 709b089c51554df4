"""Where a person is logged in."""

from allauth.usersessions.models import UserSession

from runs.models import User


def sessions_of(user: User) -> list[UserSession]:
    """Those that are still good, the one seen last first; ended ones are forgotten."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at, reverse=True)


def end_sessions(user: User, *, but: str | None = None) -> int:
    """Ends all of a person's logins, or all `but` the one with that key, at once and for good. How many there were."""
    ended = [one for one in UserSession.objects.filter(user=user) if one.session_key != but]
    for one in ended:
        one.end()
    return len(ended)
