"""Long lists newest first, a page at a time: a range of an index, however deep somebody goes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from runs.listing import Sort
from runs.listing.cursors import Cursor, decode, encode

ROWS = 100
MOST_ROWS = 200
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Slice(Generic[M]):
    """One page. `newer` and `older` are the cursors of its neighbours, empty where the list ends."""

    rows: tuple[M, ...]
    newer: str = ""
    older: str = ""


def newest_first(rows: "QuerySet[M]", moment: str, *, after: str = "", before: str = "", size: int = ROWS) -> Slice[M]:
    """The page behind the cursor `after`, or the one in front of `before`, or the first.

    `moment` is the column that the list is sorted by, the key beside it. A cursor that is none counts as absent.
    """
    older_than, newer_than = read_cursor(after), read_cursor(before)
    if older_than or not newer_than:
        found = list(_behind(rows, moment, older_than).order_by(f"-{moment}", "-pk")[: size + 1])
        page, more = found[:size], len(found) > size
        return Slice(
            tuple(page),
            newer=_cursor(page[0], moment) if older_than and page else "",
            older=_cursor(page[-1], moment) if more else "",
        )
    found = list(_in_front(rows, moment, newer_than).order_by(moment, "pk")[: size + 1])
    page, more = found[:size][::-1], len(found) > size
    if not page:
        return newest_first(rows, moment, size=size)
    return Slice(tuple(page), newer=_cursor(page[0], moment) if more else "", older=_cursor(page[-1], moment))


def read_cursor(text: str) -> Cursor | None:
    try:
        return decode(text, Sort.CREATED)
    except (ValueError, OverflowError):
        return None


def _behind(rows: "QuerySet[M]", moment: str, place: Cursor | None) -> "QuerySet[M]":
    if place is None:
        return rows
    return rows.filter(Q(**{f"{moment}__lt": place.value}) | Q(pk__lt=place.row), **{f"{moment}__lte": place.value})


def _in_front(rows: "QuerySet[M]", moment: str, place: Cursor) -> "QuerySet[M]":
    return rows.filter(Q(**{f"{moment}__gt": place.value}) | Q(pk__gt=place.row), **{f"{moment}__gte": place.value})


def _cursor(row: Any, moment: str) -> str:
    at: datetime = getattr(row, moment)
    return encode(at, row.pk)
