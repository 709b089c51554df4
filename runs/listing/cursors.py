"""A place in a list, as text in its URL: the sort value and the row that it belongs to, or an end of the list."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from runs.listing.query import Sort

END = "end"
VUH_DIGITS = 15
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# No sort value is negative, and none has more digits than its column takes.
SHAPE = re.compile(r"(null|[0-9]{1,17}|[0-9]{1,15}\.[0-9]{1,4})_([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True)
class Cursor:
    """Where a page begins or ends. `value` is None for rows without one: those come after all others."""

    value: Any
    row: int


def encode(value: Any, row: int) -> str:
    if value is None:
        return f"null_{row}"
    if isinstance(value, datetime):
        value = (value - EPOCH) // timedelta(microseconds=1)
    return f"{value}_{row}"


def decode(text: str, sort: Sort) -> Cursor:
    """The cursor in `text`. ValueError where it is none for this order."""
    found = SHAPE.fullmatch(text)
    if not found:
        raise ValueError("no cursor")
    value, row = found.groups()
    if value == "null" and sort is Sort.CREATED:
        raise ValueError("every run has this value")
    return Cursor(None if value == "null" else _value(value, sort), int(row))


def _value(text: str, sort: Sort) -> Any:
    if sort in {Sort.CREATED, Sort.EXPIRY}:
        return EPOCH + timedelta(microseconds=int(text))
    if sort is Sort.VUH:
        if len(text.partition(".")[0]) > VUH_DIGITS:
            raise ValueError("more than the column takes")
        return Decimal(text)
    return int(text)
