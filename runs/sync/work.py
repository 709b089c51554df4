"""One slice of a stack's work: what is due at once, and as much of the full walk as fits."""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from time import monotonic

from django.conf import settings
from django.utils import timezone

from runs.breaker import PASSING, WELL, closed_until
from runs.connection import THE_SYNC, NotConnected, Unreadable, client_for, note_use
from runs.k6api.errors import K6Error, LeftAlone
from runs.models import Stack
from runs.store import runs_left
from runs.sync.due import has_walk
from runs.sync.lease import Lease, LeaseLost
from runs.sync.prompt import Prompt
from runs.sync.walk import Walk
from runs.troubles import LATER, TOKEN_UNREADABLE, TOO_MANY_RUNS, failure_word, retry_time, word_of

RARE = 100_000
OnPage = Callable[[Stack], None]

log = logging.getLogger(__name__)


def work_slice(
    lease: Lease, seconds: float | None = None, on_page: OnPage | None = None, *, walks: bool = True
) -> bool:
    """Does what is due, the full walk only where it `walks`. True when the walk has more to do and nothing stops it.

    No call begins after `seconds` (by default those of the settings) and none takes longer than 15 s: with 20 s all is
    over before the queue's timeout of 40 s.

    Trouble ends the slice, whether the API's or our own, and is written to the stack's row as a word, the API's own
    words, and the time of the next try; the slice never raises for it. `LeaseLost` is raised.
    """
    seconds = settings.SLICE_SECONDS if seconds is None else seconds
    end = monotonic() + seconds
    begun = timezone.now()
    try:
        with client_for(lease.stack) as client, _rare_collections():
            # While a walk is on, the rest may take half of the time: neither may keep the other from coming forward.
            prompt = Prompt(lease, client, end, seconds / 2 if walks else seconds)
            prompt.work()
            more = walks and has_walk(lease.stack, timezone.now()) and _walk(prompt, on_page)
        note_use(lease.stack, THE_SYNC)
    except NotConnected:
        return False  # somebody disconnected it a moment ago
    except Unreadable as error:
        _remember(lease, TOKEN_UNREADABLE, str(error), timezone.now() + LATER, begun)
        return False
    except LeftAlone as error:
        log.info("sync of %s waits: %s", lease.stack.slug, error)
        return False  # why and until when stands in the row already
    except K6Error as error:
        log.warning("sync of %s stopped: %s", lease.stack.slug, error)
        _remember(lease, word_of(error), error.api_message, retry_time(error, timezone.now()), begun)
        return False
    except LeaseLost:
        raise
    except Exception as error:
        log.exception("sync of %s failed", lease.stack.slug)
        _remember(lease, failure_word(error), "", timezone.now() + LATER, begun)
        return False
    if prompt.is_full or (lease.stack.trouble == TOO_MANY_RUNS and not runs_left(lease.stack)):
        began = lease.stack.trouble_at if lease.stack.trouble == TOO_MANY_RUNS else None
        lease.save(**{**WELL, "trouble": TOO_MANY_RUNS, "trouble_at": began or timezone.now()})
    else:
        _end_trouble(lease)
    return more


def _walk(prompt: Prompt, on_page: OnPage | None) -> bool:
    """True where the time was not enough."""

    def is_over() -> bool:
        return monotonic() >= prompt.end

    if is_over():
        return True
    walk = Walk(prompt.lease, prompt.client, is_over)
    while not is_over():
        is_finished = walk.step()
        prompt.is_full = prompt.is_full or walk.is_full
        if on_page:
            on_page(prompt.lease.stack)
        prompt.work(at_once=is_finished)
        if is_finished:
            return False
    return True


@contextmanager
def _rare_collections() -> Iterator[None]:
    """A decoded page is many objects without a circle: looking for circles after every 700 took a tenth of a walk."""
    usual = gc.get_threshold()
    gc.set_threshold(RARE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def restart_walk(lease: Lease) -> None:
    """The next slices walk the whole history again."""
    lease.save(walk_started=None, walk_finished=None)


def _remember(lease: Lease, word: str, said: str, retry_at: datetime, begun: datetime) -> None:
    """Trouble of whatever kind counts from the moment when it began; a wait that the breaker set is not cut short.

    A sync that somebody asked for since the slice had `begun` has its own try, as they were told.
    """
    now = timezone.now()
    closed = closed_until(lease.stack, now)
    with lease.writing(trouble=word, trouble_said=said[:500], trouble_at=lease.stack.trouble_at or now):
        rows = Stack.objects.filter(pk=lease.stack.pk)
        rows.update(retry_at=max(retry_at, closed or now))
        rows.filter(sync_asked_at__gt=begun).update(retry_at=closed)


def _end_trouble(lease: Lease) -> None:
    """The trouble that the slice knew of: another process may have met another one meanwhile."""
    word = lease.stack.trouble
    if word and word not in PASSING:  # those end with the answer itself
        with lease.writing():
            Stack.objects.filter(pk=lease.stack.pk, trouble=word).update(**WELL)


def note_failure(stack_pk: int, error: Exception) -> None:
    """An error of our own in other work on a stack, shown until its next sync succeeds."""
    rows = Stack.objects.filter(pk=stack_pk, trouble="")
    rows.update(trouble=failure_word(error), trouble_said="", trouble_at=timezone.now())
