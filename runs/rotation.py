"""Tokens sealed anew under the first key, so that the others can be thrown away.

Each is a transaction of its own, and written only where nobody changed it meanwhile: killed at any moment, it can be
called again, and what is done stays done. What no key opens stays as it is.
"""

from dataclasses import dataclass

from django.conf import settings

from runs.models import PersonalToken, Stack
from runs.sealing import Unreadable, is_current, open_sealed, seal

Row = Stack | PersonalToken


@dataclass(frozen=True)
class Left:
    """Where the tokens stand: under the first key, under another one, and under none (by their rows' identities)."""

    current: int
    older: int
    unreadable: tuple[str, ...]


def look() -> Left:
    """Reads every token, and changes none."""
    current = older = 0
    unreadable = []
    for row in _rows():
        if is_current(row.sealed_token, row.row_identity, settings.TOKEN_KEYS):
            current += 1
        elif _opened(row) is None:
            unreadable.append(row.row_identity)
        else:
            older += 1
    return Left(current, older, tuple(unreadable))


def rotate() -> int:
    """How many were sealed anew by this call."""
    return sum(_reseal(row) for row in _rows())


def _reseal(row: Row) -> bool:
    """False where it is done already, does not open, is gone, or was entered anew in this very moment."""
    if is_current(row.sealed_token, row.row_identity, settings.TOKEN_KEYS):
        return False
    token = _opened(row)
    if token is None:
        return False
    unchanged = type(row)._default_manager.filter(pk=row.pk, sealed_token=row.sealed_token)
    return bool(unchanged.update(sealed_token=seal(token, row.row_identity, settings.TOKEN_KEYS)))


def _opened(row: Row) -> str | None:
    try:
        return open_sealed(row.sealed_token, row.row_identity, settings.TOKEN_KEYS)
    except Unreadable:
        return None


def _rows() -> list[Row]:
    return [
        *Stack.objects.connected().order_by("pk").only("slug", "sealed_token"),
        *PersonalToken.objects.order_by("pk").select_related("stack"),
    ]
