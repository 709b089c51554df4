"""What is wrong between a stack and the API, as one word for the stack's row, and when it may be asked again."""

from datetime import datetime, timedelta

from django.db import DatabaseError

from runs.k6api.errors import (
    BadAnswer,
    Forbidden,
    K6Error,
    NoAnswer,
    NotFound,
    RateLimited,
    Refused,
    ServerError,
    Unauthorized,
)

TOKEN_UNREADABLE = "token_unreadable"  # noqa: S105  a word, not a token
NOT_CONNECTED = "not_connected"
DATABASE_ERROR, INTERNAL_ERROR = "database_error", "internal_error"
TOO_MANY_RUNS = "too_many_runs"
RATE_LIMITED, UNAVAILABLE = "rate_limited", "unavailable"
SOON = timedelta(seconds=30)
LATER = timedelta(minutes=5)
_WORDS: list[tuple[type[K6Error], str]] = [
    (Unauthorized, "unauthorized"),
    (Forbidden, "forbidden"),
    (NotFound, "not_found"),
    (RateLimited, RATE_LIMITED),
    (ServerError, "server_error"),
    (Refused, "refused"),
]


def word_of(error: K6Error) -> str:
    if isinstance(error, NoAnswer | BadAnswer):
        return error.reason
    if isinstance(error, ServerError) and error.retry_after:
        return UNAVAILABLE
    return next((word for kind, word in _WORDS if isinstance(error, kind)), "refused")


def failure_word(error: Exception) -> str:
    """Of an error of our own, which nobody foresaw."""
    return DATABASE_ERROR if isinstance(error, DatabaseError) else INTERNAL_ERROR


def retry_time(error: K6Error, now: datetime) -> datetime:
    """What the API asks for, else soon; a refused token is not tried every minute."""
    if isinstance(error, Unauthorized | Forbidden):
        return now + LATER
    asked = error.retry_after if isinstance(error, Refused) else None
    return now + (timedelta(seconds=asked) if asked else SOON)
