"""Somebody at a desk with a token of their own, and whose names the API saw."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

from runs.connection import set_personal_token
from runs.k6sim import identity
from runs.models import PersonalToken, Role, User
from tests.pages.acting import Desk, at_a_desk

MINE, ELSEWHERE = identity.PERSONAL_TOKEN, identity.HOMELESS_TOKEN


@contextmanager
def at_a_known_desk() -> Iterator[Desk]:
    """A member's, over a stack whose Grafana URL the simulator knows, so that a token can be tried."""
    cache.clear()
    with at_a_desk(Role.MEMBER) as found:
        found.stack.grafana_url = found.sim.grafana_url
        found.stack.save(update_fields=["grafana_url"])
        yield found


def me(desk: Desk) -> User:
    return User.objects.get(pk=desk.client.session["_auth_user_id"])


def page(desk: Desk) -> str:
    return f"/accounts/tokens/{desk.stack.slug}/"


def stored(desk: Desk, token: str = MINE) -> PersonalToken:
    row = PersonalToken(user=me(desk), stack=desk.stack)
    set_personal_token(row, token)
    row.save()
    return row


def names(desk: Desk) -> set[tuple[str, str, str]]:
    """Every write that the API was asked for and every reading: the last word of its path, and under whose name."""
    found = set()
    for entry in desk.sim.log.entries():
        kind = "reading" if entry["method"] == "GET" else "writing"
        found.add((kind, str(entry["path"]).rsplit("/", 1)[-1], str(entry["holder"])))
    return found


def writers(desk: Desk) -> set[str]:
    return {holder for kind, _, holder in names(desk) if kind == "writing"}
