"""What the network raised, told in this package's own errors."""

import ssl
from collections.abc import Iterator
from http.client import BadStatusLine, HTTPException, IncompleteRead, LineTooLong, RemoteDisconnected
from typing import Final

import requests
import urllib3.exceptions

from runs.k6api.deadline import Deadline
from runs.k6api.errors import BadAnswer, K6Error, NoAnswer

# ValueError and LookupError: the standard library's HTTP parser raises them for some malformed headers.
NETWORK_ERRORS: Final = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    HTTPException,
    OSError,
    ValueError,
    LookupError,
)
_TLS: Final = (ssl.SSLError, urllib3.exceptions.SSLError, requests.exceptions.SSLError)
_TIMEOUTS: Final = (
    TimeoutError,
    requests.Timeout,
    urllib3.exceptions.ReadTimeoutError,
)


def no_answer(operation: str, error: BaseException, deadline: Deadline) -> K6Error:
    """The error for a call that ended in an exception; nothing of the exception's text is kept."""
    causes = list(_causes(error))
    if deadline.is_over or any(isinstance(cause, _TIMEOUTS) for cause in causes):
        return NoAnswer(operation, "timeout", sent=deadline.sent)
    if not deadline.sent:
        tls = any(isinstance(cause, _TLS) for cause in causes)
        return NoAnswer(operation, "tls" if tls else "unreachable", sent=False)
    if any(_is_garbage(cause) for cause in causes):
        return BadAnswer(operation, "status")
    if any(_is_too_much(cause) for cause in causes):
        return BadAnswer(operation, "too_large")
    return NoAnswer(operation, "cut_short", sent=True)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception, what it wraps in its arguments or came from, and so on; at most 20 of them."""
    waiting, seen = [error], 0
    while waiting and seen < 20:
        cause = waiting.pop(0)
        seen += 1
        yield cause
        inner = [*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__]
        waiting.extend(item for item in inner if isinstance(item, BaseException))


def _is_garbage(error: BaseException) -> bool:
    return isinstance(error, BadStatusLine) and not isinstance(error, RemoteDisconnected)


def _is_too_much(error: BaseException) -> bool:
    """A header line of more than 64 KiB, or more than 100 headers: the standard library's limits."""
    return isinstance(error, LineTooLong) or (type(error) is HTTPException and not isinstance(error, IncompleteRead))
