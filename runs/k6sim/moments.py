"""Moments as the API writes them. Inside the simulator a moment is whole microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """An aware datetime as microseconds; a naive one is read as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def stamp(moment: int) -> str:
    """RFC 3339 with `Z` and 0 to 6 fractional digits, as test runs carry it."""
    text = (_EPOCH + timedelta(microseconds=moment)).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return text.rstrip("0").rstrip(".") + "Z"


def naive_stamp(moment: int) -> str:
    """Milliseconds and no time zone, as load tests carry it in the OpenAPI description."""
    return (_EPOCH + timedelta(microseconds=moment)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]


def parse(text: str) -> int:
    """RFC 3339 or ISO 8601 to microseconds; ValueError for anything else, the empty text included."""
    return micros(datetime.fromisoformat(text))
