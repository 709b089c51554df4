"""One slice of a stack's work: what is new, what is active, names, and then as much of the walk as fits."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone

from runs.breaker import PASSING, WELL, closed_until
from runs.connection import THE_SYNC, NotConnected, Unreadable, client_for, note_use
from runs.k6api.client import Client
from runs.k6api.errors import K6Error, LeftAlone
from runs.models import Stack
from runs.sync.lease import Lease
from runs.sync.parts import sync_active, sync_fresh, sync_names
from runs.sync.walk import Walk
from runs.troubles import LATER, TOKEN_UNREADABLE, retry_time, word_of

SLICE_SECONDS = 20.0
RARE = 100_000
FRESH_EVERY = timedelta(seconds=60)
ACTIVE_EVERY = timedelta(seconds=10)
NAMES_EVERY = timedelta(minutes=10)
WALK_EVERY = timedelta(days=1)
Clock = Callable[[], bool]

log = logging.getLogger(__name__)


def work_slice(lease: Lease, seconds: float = SLICE_SECONDS, on_page: Callable[[Stack], None] | None = None) -> bool:
    """Does what is due for about `seconds`. True when the walk has more to do and nothing is in its way.

    Trouble with the API ends the slice, and is written to the stack's row as a word, the API's own words, and the
    time of the next try; the slice never raises for it. `LeaseLost` is raised.
    """
    end = monotonic() + seconds
    try:
        with client_for(lease.stack) as client, _rare_collections():
            more = _work(lease, client, lambda: monotonic() >= end, on_page)
        note_use(lease.stack, THE_SYNC)
    except NotConnected:
        return False  # somebody disconnected it a moment ago
    except Unreadable as error:
        _remember(lease, TOKEN_UNREADABLE, str(error), timezone.now() + LATER)
        return False
    except LeftAlone as error:
        log.info("sync of %s waits: %s", lease.stack.slug, error)
        return False  # why and until when stands in the row already
    except K6Error as error:
        log.warning("sync of %s stopped: %s", lease.stack.slug, error)
        _remember(lease, word_of(error), error.api_message, retry_time(error, timezone.now()))
        return False
    if lease.stack.trouble and lease.stack.trouble not in PASSING:  # those end with the answer itself
        lease.save(**WELL)
    return more


@contextmanager
def _rare_collections() -> Iterator[None]:
    """A decoded page is many objects without a circle: looking for circles after every 700 took a tenth of a walk."""
    usual = gc.get_threshold()
    gc.set_threshold(RARE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def is_due(stack: Stack, now: datetime) -> bool:
    """Whether a slice would find something to do."""
    if not stack.is_connected or (stack.retry_at and stack.retry_at > now):
        return False
    return is_walk_due(stack, now) or _is_old(stack.fresh_at, FRESH_EVERY, now) or _has_active_due(stack, now)


def is_walk_due(stack: Stack, now: datetime) -> bool:
    return stack.walk_started is not None or _is_old(stack.walk_finished, WALK_EVERY, now)


def restart_walk(lease: Lease) -> None:
    """The next slices walk the whole history again."""
    lease.save(walk_started=None, walk_finished=None)


def _work(lease: Lease, client: Client, is_over: Clock, on_page: Callable[[Stack], None] | None) -> bool:
    stack, now = lease.stack, timezone.now()
    if _is_old(stack.fresh_at, FRESH_EVERY - timedelta(seconds=5), now):
        sync_fresh(lease, client, is_over)
    if _has_active_due(stack, now) and not is_over():
        sync_active(lease, client, is_over)
    if _is_old(stack.names_at, NAMES_EVERY, now) and not is_over():
        sync_names(lease, client, is_over)
    if not is_walk_due(stack, now):
        return False
    return _walk(lease, client, is_over, on_page)


def _walk(lease: Lease, client: Client, is_over: Clock, on_page: Callable[[Stack], None] | None) -> bool:
    walk = Walk.begin_or_resume(lease, client)
    while not is_over():
        finished = walk.step()
        if on_page:
            on_page(lease.stack)
        if finished:
            return False
    return True


def _has_active_due(stack: Stack, now: datetime) -> bool:
    return _is_old(stack.active_at, ACTIVE_EVERY, now) and stack.runs.filter(active=True, archived=False).exists()


def _is_old(moment: datetime | None, age: timedelta, now: datetime) -> bool:
    return moment is None or now - moment >= age


def _remember(lease: Lease, word: str, said: str, retry_at: datetime) -> None:
    """Trouble of whatever kind counts from the moment when it began; a wait that the breaker set is not cut short."""
    now = timezone.now()
    later = max(retry_at, closed_until(lease.stack, now) or now)
    lease.save(trouble=word, trouble_said=said[:500], trouble_at=lease.stack.trouble_at or now, retry_at=later)
