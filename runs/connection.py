"""The one place that makes an API client out of a stack, and the one that seals a stack's token."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import timezone

from runs.k6api.client import WEB, WORKER, Client, Patience
from runs.k6api.errors import NoAnswer
from runs.models import Stack
from runs.sealing import Unreadable, open_sealed, seal

# Of the eight threads of a web process: calls that may wait on one stack, and on the API in all.
WAITING_ON_ONE, WAITING_IN_ALL = 2, 4

__all__ = [
    "WEB",
    "WORKER",
    "NotConnected",
    "Unreadable",
    "client_for",
    "client_with",
    "open_token",
    "set_token",
    "web_client",
]


class NotConnected(Exception):
    """The stack has no token to call with."""


def set_token(stack: Stack, token: str) -> None:
    """Seals a cleaned token into the row; the caller saves it."""
    stack.sealed_token = seal(token, stack.row_identity, settings.TOKEN_KEYS)
    stack.token_end = token[-4:] if len(token) >= 12 else ""
    stack.token_set_at = timezone.now()
    forget_trouble(stack)


def forget_trouble(stack: Stack) -> None:
    """A new token deserves a new try at once."""
    stack.trouble = stack.trouble_said = ""
    stack.trouble_at = stack.retry_at = None


def client_for(stack: Stack, patience: Patience = WORKER) -> Client:
    """Raises `NotConnected` without a token, `Unreadable` where it does not open."""
    if not stack.is_connected:
        raise NotConnected(f"{stack.name} has no token.")
    return client_with(open_token(stack), stack.stack_id, patience)


def open_token(stack: Stack) -> str:
    """The stack's own token. Raises `Unreadable`."""
    return open_sealed(stack.sealed_token, stack.row_identity, settings.TOKEN_KEYS)


def client_with(token: str, stack_id: int, patience: Patience = WEB) -> Client:
    """A client for a token that is about to be tried out."""
    return Client(settings.K6_API_URL, token, stack_id, patience=patience)


@contextmanager
def web_client(stack: Stack, patience: Patience = WEB) -> Iterator[Client]:
    """A client for use inside a web request: little patience, and few calls that wait at once.

    One more raises `NoAnswer` with the reason `too_many_calls`, so that neither a hanging stack nor a hanging API can
    take every thread.
    """
    if not _waiting.enter(stack.pk):
        raise NoAnswer("web_client", "too_many_calls")
    try:
        with client_for(stack, patience) as client:
            yield client
    finally:
        _waiting.leave(stack.pk)


class _Waiting:
    """Counts this process's calls under way."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.calls: Counter[int] = Counter()

    def enter(self, stack: int) -> bool:
        with self.lock:
            if self.calls[stack] >= WAITING_ON_ONE or self.calls.total() >= WAITING_IN_ALL:
                return False
            self.calls[stack] += 1
            return True

    def leave(self, stack: int) -> None:
        with self.lock:
            self.calls[stack] -= 1


_waiting = _Waiting()
