"""Somebody at a desk with a token of their own, and whose names the API saw."""

from runs.connection import set_personal_token
from runs.k6sim import identity
from runs.models import PersonalToken, User
from tests.pages.acting import Desk

MINE, ELSEWHERE = identity.PERSONAL_TOKEN, identity.HOMELESS_TOKEN


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
