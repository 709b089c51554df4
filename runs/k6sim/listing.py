"""Lists as the API pages them: `$top $skip $count $orderby`, date filters, `@nextLink` and `@count`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from .answers import Request, invalid
from .moments import parse
from .switches import UNSET, Switches

T = TypeVar("T")
Json = dict[str, object]

MAX_TOP = 1000
LINK_ORIGIN = "http://api.k6.io"
"""Observed: the real API's links carry plain http, one reason why no client may follow them."""


def whole(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """A whole number out of the query, or 400."""
    text = query.get(name)
    if text is None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,18}", text):
        raise invalid("A valid integer is required.", name)
    if int(text) < low:
        raise invalid(f"Ensure this value is greater than or equal to {low}.", name)
    if int(text) > high:
        raise invalid(f"Ensure this value is less than or equal to {high}.", name)
    return int(text)


def flag(query: Mapping[str, str], name: str) -> bool | None:
    """true or 1, false or 0 (any case), None where absent; anything else is 400."""
    text = query.get(name)
    if text is None:
        return None
    if text.lower() not in {"true", "1", "false", "0"}:
        raise invalid("Must be a valid boolean.", name)
    return text.lower() in {"true", "1"}


def moment(query: Mapping[str, str], name: str) -> int | None:
    """A date and time in microseconds. A raw `+` in a query is a space, and so is refused, as observed."""
    text = query.get(name)
    if text is None:
        return None
    try:
        return parse(text)
    except ValueError:
        raise invalid("Enter a valid date and time.", name) from None


def orderings(query: Mapping[str, str], fields: Sequence[str]) -> list[tuple[str, bool]]:
    """`$orderby` as (field, descending) in order of weight; an unknown field is 400."""
    text = query.get("$orderby")
    if text is None:
        return []
    found: list[tuple[str, bool]] = []
    for part in text.split(","):
        words = part.split()
        if not words or words[0] not in fields or words[1:] not in ([], ["asc"], ["desc"]):
            raise invalid(f"Cannot order by {part.strip()!r}.", "$orderby")
        found.append((words[0], words[1:] == ["desc"]))
    return found


def page(request: Request, switches: Switches, found: Sequence[T], show: Callable[[T], object]) -> Json:
    """The answer to a list: one page of `found`, a link while there is more, a count where asked for."""
    top = min(whole(request.query, "$top", MAX_TOP, 1, MAX_TOP), switches.page_cap or MAX_TOP)
    skip = 0 if switches.skip_ignored else whole(request.query, "$skip", 0, 0, 10**12)
    counted = flag(request.query, "$count")
    body: Json = {"value": [show(one) for one in found[skip : skip + top]]}
    if counted:
        body["@count"] = len(found) if switches.count is UNSET else switches.count
    if switches.next_link is not UNSET:
        body["@nextLink"] = switches.next_link
    elif skip + top < len(found):
        query = {**request.query, "$skip": str(skip + top), "$top": str(top)}
        body["@nextLink"] = f"{LINK_ORIGIN}{request.path}?{urlencode(query, safe='$')}"
    return body
