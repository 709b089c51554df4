"""The one place that makes an API client out of a stack and a person, and the one that seals and opens their tokens."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from runs.breaker import WELL, Breaker
from runs.callers import CALLER, one_call_each
from runs.concurrency import WAIT_SECONDS, calls
from runs.k6api.client import Client, Patience
from runs.k6api.errors import NoAnswer
from runs.k6api.gate import OPEN
from runs.models import PersonalToken, Stack, User
from runs.sealing import Unreadable, open_sealed, seal

__all__ = [
    "THE_SYNC",
    "Hand",
    "NotConnected",
    "Unreadable",
    "clear_token",
    "client_for",
    "hand_of",
    "note_use",
    "open_token",
    "opens",
    "opens_personal",
    "set_personal_token",
    "set_token",
    "trial_client",
    "web_client",
    "web_patience",
]


THE_SYNC = "the sync"
USE_NOTED_EVERY = timedelta(minutes=5)


class NotConnected(Exception):
    """The stack has no token to call with."""


def set_token(stack: Stack, token: str, by: str = "") -> None:
    """Seals a cleaned token, entered by the owner of that address, into the row; the caller saves it."""
    clear_token(stack)
    stack.sealed_token = seal(token, stack.row_identity, settings.TOKEN_KEYS)
    stack.token_end = token[-4:] if len(token) >= 12 else ""
    stack.token_set_at, stack.token_set_by = timezone.now(), by


def clear_token(stack: Stack) -> None:
    """No token, and no trouble of the last one; the caller saves it."""
    stack.sealed_token = stack.token_end = stack.token_set_by = stack.token_used_by = ""
    stack.token_set_at = stack.token_used_at = None
    forget_trouble(stack)


def forget_trouble(stack: Stack) -> None:
    """A new token deserves a new try at once."""
    for name, value in WELL.items():
        setattr(stack, name, value)


def web_patience() -> Patience:
    """How long a person who waits for a page waits for the API."""
    patience: Patience = settings.PATIENCE_OF_PAGES
    return patience


def client_for(stack: Stack, patience: Patience | None = None) -> Client:
    """A worker's client unless `patience` says otherwise; the stack's breaker stands before every call.

    Raises `NotConnected` without a token, `Unreadable` where it does not open.
    """
    if not stack.is_connected:
        raise NotConnected(f"{stack.name} has no token.")
    patience = patience or settings.PATIENCE_OF_WORKERS
    return Client(settings.K6_API_URL, open_token(stack), stack.stack_id, patience=patience, gate=Breaker(stack))


def open_token(stack: Stack) -> str:
    """The stack's own token. Raises `Unreadable`."""
    return open_sealed(stack.sealed_token, stack.row_identity, settings.TOKEN_KEYS)


def opens(stack: Stack) -> bool:
    """Whether the stored token opens with the keys at hand."""
    return _opens(stack.sealed_token, stack.row_identity, tuple(settings.TOKEN_KEYS))


@lru_cache(maxsize=1024)
def _opens(sealed: str, row: str, keys: tuple[str, ...]) -> bool:
    """Lists ask for every stack again and again."""
    try:
        open_sealed(sealed, row, keys)
    except Unreadable:
        return False
    return True


def note_use(stack: Stack, by: str) -> None:
    """That the stack's token was used just now, by the sync or by the owner of an address; every five minutes."""
    now = timezone.now()
    long_ago = Q(token_used_at__isnull=True) | Q(token_used_at__lte=now - USE_NOTED_EVERY)
    Stack.objects.filter(long_ago, pk=stack.pk).exclude(sealed_token="").update(token_used_at=now, token_used_by=by)


@contextmanager
def web_client(stack: Stack, patience: Patience | None = None, by: str = "") -> Iterator[Client]:
    """A client for use inside a web request: little patience, and few calls that wait at once.

    `by` is the address of somebody whose use of the token is noted: of who acts, never of who only looks.
    """
    with waiting_in_line(stack.pk), client_for(stack, patience or web_patience()) as client:
        try:
            yield client
        finally:
            if by:
                note_use(stack, by)


@contextmanager
def trial_client(token: str, stack_id: int, stack: Stack | None) -> Iterator[Client]:
    """A client for a token that is about to be tried out, for a stack that may not be there yet.

    Without a stack the call counts for the person, so that nobody's trials stand in the way of another team's.
    """
    gate = Breaker(stack) if stack else OPEN
    with (
        waiting_in_line(stack.pk if stack else -(CALLER.get() or 0)),
        Client(settings.K6_API_URL, token, stack_id, patience=web_patience(), gate=gate) as client,
    ):
        yield client


@contextmanager
def waiting_in_line(stack: int) -> Iterator[None]:
    """Counts a call of a web request while it waits: one of each person, a few in all.

    One too many for longer than a moment raises `NoAnswer` with the reason `too_many_calls`, so that neither a hanging
    stack nor a hanging API can take every thread.
    """
    with one_call_each.call(WAIT_SECONDS) as may_call:
        slot = calls.acquire(stack, WAIT_SECONDS) if may_call else None
        if slot is None:
            raise NoAnswer("web_client", "too_many_calls")
        with slot:
            yield


@dataclass(frozen=True)
class Hand:
    """Under whose token a person acts on a stack: their own where they stored one, else the stack's. Called: a client.

    Whatever is read for the cache is read with the stack's token (`reading`), whoever acts.
    """

    stack: Stack
    token: PersonalToken | None = None
    by: str = ""

    @property
    def is_personal(self) -> bool:
        return self.token is not None

    @contextmanager
    def __call__(self) -> Iterator[Client]:
        """Raises `Unreadable` where their own token does not open, and never takes the stack's instead."""
        if self.token is None:
            with web_client(self.stack, by=self.by) as client:
                yield client
            return
        secret = _open_personal(self.token)
        with waiting_in_line(self.stack.pk), _personal_client(self.stack, secret) as client:
            _note_use(self.token)
            yield client

    @contextmanager
    def reading(self) -> Iterator[Client]:
        with web_client(self.stack) as client:
            yield client


def hand_of(user: User, stack: Stack) -> Hand:
    """What somebody who left the team stored for its stacks counts for nothing."""
    tokens = PersonalToken.objects.filter(user=user, stack=stack, stack__team__memberships__user=user)
    return Hand(stack, tokens.select_related("stack").first(), by=user.email)


def set_personal_token(row: PersonalToken, token: str) -> None:
    """Seals a cleaned token into the row; the caller saves it."""
    row.sealed_token = seal(token, row.row_identity, settings.TOKEN_KEYS)
    row.token_end = token[-4:] if len(token) >= 12 else ""
    row.set_at, row.used_at = timezone.now(), None


def opens_personal(row: PersonalToken) -> bool:
    try:
        _open_personal(row)
    except Unreadable:
        return False
    return True


def _open_personal(row: PersonalToken) -> str:
    return open_sealed(row.sealed_token, row.row_identity, settings.TOKEN_KEYS)


def _personal_client(stack: Stack, secret: str) -> Client:
    return Client(settings.K6_API_URL, secret, stack.stack_id, patience=web_patience(), gate=Breaker(stack))


def _note_use(row: PersonalToken) -> None:
    now = timezone.now()
    long_ago = Q(used_at__isnull=True) | Q(used_at__lte=now - USE_NOTED_EVERY)
    PersonalToken.objects.filter(long_ago, pk=row.pk).update(used_at=now)
