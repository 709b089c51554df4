"""The API's protocol without any input or output: what a request looks like and what an answer means."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from runs.k6api import json_body
from runs.k6api.errors import BadAnswer
from runs.k6api.messages import Answer, Request
from runs.k6api.refusals import read_refusal

JSON: Final = "application/json"
MOST_TOP: Final = 1_000
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ORDER = re.compile(r"[a-z_]{1,40}(?: (?:asc|desc))?(?:,[a-z_]{1,40}(?: (?:asc|desc))?)*")


def build(
    operation: str,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    content: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    accept: str = JSON,
) -> Request:
    """A request; ValueError where a text in `content` has no UTF-8 form (a lone surrogate)."""
    target = f"{path}?{urlencode(query, safe='$', quote_via=quote)}" if query else path
    all_headers = {"Accept": accept, **(headers or {})}
    if content is None:
        return Request(operation, method, target, all_headers)
    body = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    return Request(operation, method, target, {**all_headers, "Content-Type": JSON}, body)


def list_query(
    *,
    skip: int = 0,
    top: int = 100,
    count: bool = False,
    orderby: str | None = None,
    created_after: datetime | None = None,
    created_before: datetime | None = None,
    is_starred: bool | None = None,
) -> dict[str, str]:
    """The query of a list call; ValueError for what the API does not document (`$top` is 1 to 1,000)."""
    if type(skip) is not int or not 0 <= skip < 2**31 or type(top) is not int or not 1 <= top <= MOST_TOP:
        raise ValueError("skip must be 0 or more, top between 1 and 1,000")
    if orderby is not None and _ORDER.fullmatch(orderby) is None:
        raise ValueError("orderby must be field names, each with asc or desc behind it or nothing")
    query = {"$skip": str(skip), "$top": str(top)}
    if count:
        query["$count"] = "true"
    if orderby is not None:
        query["$orderby"] = orderby
    if created_after is not None:
        query["created_after"] = rfc3339(created_after)
    if created_before is not None:
        query["created_before"] = rfc3339(created_before)
    if is_starred is not None:
        query["is_starred"] = "true" if is_starred else "false"
    return query


def rfc3339(moment: datetime) -> str:
    """An aware datetime in UTC with `Z` (a plus sign would be a space in a query); naive: ValueError."""
    if moment.utcoffset() is None:
        raise ValueError("a time sent to the API needs a time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def read_json(operation: str, answer: Answer, secrets: Sequence[str], now: datetime) -> object:
    """The JSON of a 200 answer; BadAnswer or Refused for anything else."""
    check_status(operation, answer, 200, secrets, now)
    try:
        return json_body.decode(answer.body)
    except ValueError:
        pass
    raise BadAnswer(operation, "not_json", status=answer.status)


def check_status(operation: str, answer: Answer, wanted: int, secrets: Sequence[str], now: datetime) -> None:
    """Raises unless the status is the documented one; `secrets` are kept out of what the error says."""
    if answer.status == wanted:
        return
    if 400 <= answer.status <= 599:
        raise read_refusal(operation, answer, secrets, now)
    reason = "redirect" if answer.status in _REDIRECTS else "status"
    raise BadAnswer(operation, reason, status=answer.status)
