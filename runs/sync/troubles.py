"""What kept a sync from going on, as one word for the stack's row, and when it may be tried again."""

from datetime import datetime, timedelta

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
SOON = timedelta(seconds=30)
LATER = timedelta(minutes=5)
_WORDS: list[tuple[type[K6Error], str]] = [
    (Unauthorized, "unauthorized"),
    (Forbidden, "forbidden"),
    (NotFound, "not_found"),
    (RateLimited, "rate_limited"),
    (ServerError, "server_error"),
    (Refused, "refused"),
]


def word_of(error: K6Error) -> str:
    if isinstance(error, NoAnswer | BadAnswer):
        return error.reason
    return next((word for kind, word in _WORDS if isinstance(error, kind)), "refused")


def retry_time(error: K6Error, now: datetime) -> datetime:
    """What the API asks for, else soon; a refused token is not tried every minute."""
    if isinstance(error, Unauthorized | Forbidden):
        return now + LATER
    asked = getattr(error, "retry_after", None)
    return now + (timedelta(seconds=asked) if asked else SOON)
