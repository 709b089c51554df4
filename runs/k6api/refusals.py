"""Answers of 400 and above: the API's own words, and how long it asks to wait."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from runs.k6api import json_body
from runs.k6api.errors import Refused, refusal_class
from runs.k6api.messages import Answer
from runs.k6api.text import redact, shorten, storable

LONGEST_MESSAGE: Final = 500
LONGEST_CODE: Final = 64
MOST_DETAILS: Final = 20
SHORTEST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 3600.0


def read_refusal(operation: str, answer: Answer, secrets: Sequence[str], now: datetime) -> Refused:
    """The exception for a refusal; a body that is not the documented one costs the message, no more."""
    error = _error_object(answer.body)
    return refusal_class(answer.status)(
        operation,
        answer.status,
        code=_said(error.get("code"), secrets, LONGEST_CODE),
        api_message=_said(error.get("message"), secrets, LONGEST_MESSAGE),
        details=_details(error.get("details"), secrets),
        retry_after=retry_after(answer.headers.get("retry-after"), now),
    )


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait, within 1 s to 1 h, out of seconds or an HTTP date; None for nonsense."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text) if len(text) <= 10 else LONGEST_WAIT
    else:
        moment = _http_date(text)
        if moment is None:
            return None
        seconds = (moment - now).total_seconds()
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)


def _http_date(text: str) -> datetime | None:
    if not text.isascii() or not 16 <= len(text) <= 64:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _error_object(body: bytes) -> Mapping[str, object]:
    try:
        document = json_body.decode(body)
    except ValueError:
        return {}
    error = document.get("error") if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}


def _details(value: object, secrets: Sequence[str]) -> tuple[str, ...]:
    items = value[:MOST_DETAILS] if isinstance(value, list) else []
    said = [_detail(item, secrets) for item in items if isinstance(item, dict)]
    return tuple(text for text in said if text)


def _detail(item: Mapping[str, object], secrets: Sequence[str]) -> str:
    message, target = item.get("message"), item.get("target")
    text = f"{target}: {message}" if isinstance(target, str) and isinstance(message, str) else message
    return _said(text, secrets, LONGEST_MESSAGE)


def _said(value: object, secrets: Sequence[str], longest: int) -> str:
    """Redacted before it is cut, so that no half of a token remains."""
    return shorten(redact(storable(value), secrets), longest) if isinstance(value, str) else ""
