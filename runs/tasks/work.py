"""What a worker does with a task. Each ends within the queue's timeout, however slow the API is."""

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.utils import timezone

from runs import keeping, stacks
from runs.actions import settle_open
from runs.connection import NotConnected, Unreadable, client_for
from runs.k6api.errors import K6Error
from runs.models import Stack
from runs.sync import LeaseLost, note_failure, take_lease, work_slice
from runs.tasks.ticking import enqueue_removal, enqueue_walk
from runs.troubles import LATER

# A walk that only compares what is known already is short of breath: between its slices others have the lane.
COMPARING_SECONDS = 5.0

log = logging.getLogger(__name__)


def sync_stack(stack_pk: int) -> str:
    """What is new, what is active, names, and runs that may be gone; never a walk."""
    Stack.objects.filter(pk=stack_pk).update(queued_until=None)
    return _slice(stack_pk, walks=False)


def walk_stack(stack_pk: int) -> str:
    """One slice of a stack's full walk, and the prompt work meanwhile. The first walk queues its next slice itself."""
    Stack.objects.filter(pk=stack_pk).update(walk_queued_until=None)
    return _slice(stack_pk, walks=True)


def _slice(stack_pk: int, *, walks: bool) -> str:
    lease = take_lease(stack_pk)
    if lease is None:
        return "somebody else is at it"
    is_first = lease.stack.walk_finished is None
    seconds = settings.SLICE_SECONDS if is_first or not walks else min(settings.SLICE_SECONDS, COMPARING_SECONDS)
    try:
        more = work_slice(lease, seconds, walks=walks)
    except LeaseLost:
        log.warning("lost the lease on %s", lease.stack.slug)
        return "lease lost"
    lease.release()
    if more and is_first:
        enqueue_walk(lease.stack)
    return "more to do" if more else "done"


def keep_parts_of(stack_pk: int, turn: datetime) -> str:
    """Scripts and distributions of some ended runs of a stack; the next tick finds what is left."""
    mine = keeping.take_up(turn, timezone.now())
    if mine is None:
        return "somebody else is at it"
    try:
        for stack in Stack.objects.filter(pk=stack_pk):
            if pause := _keep(stack):
                keeping.rest(stack, pause)
                return f"resting for {pause}"
    finally:
        keeping.give_back(mine)
    return "done"


def _keep(stack: Stack) -> timedelta | None:
    """An error of our own makes the keeping of this stack rest, like one of the API; others go on."""
    try:
        return keeping.keep_slice(stack)
    except Exception as error:
        log.exception("keeping of %s failed", stack.slug)
        note_failure(stack.pk, error)
        return LATER


def remove_stack(stack_pk: int) -> str:
    """One slice of a stack's removal; the next one is queued where something is left."""
    stack = Stack.objects.leaving().filter(pk=stack_pk).select_related("team").first()
    if stack is None or stacks.remove_some(stack, settings.SLICE_SECONDS):
        return "gone"
    Stack.objects.filter(pk=stack_pk).update(queued_until=None)
    enqueue_removal(stack)
    return "more to do"


def renew_fingerprints() -> str:
    """Of scripts kept before "the same script" was told as it is now; the next tick goes on where some are left."""
    return "more to do" if keeping.renew_some(settings.SLICE_SECONDS) else "done"


def settle_stack(stack_pk: int) -> str:
    """Reads the runs of actions that had no answer again, and says how they went."""
    stack = Stack.objects.get(pk=stack_pk)
    end = monotonic() + settings.SLICE_SECONDS
    try:
        with client_for(stack) as client:
            left = settle_open(stack, client, is_over=lambda: monotonic() >= end).left
    except (K6Error, NotConnected, Unreadable) as error:
        log.warning("actions on %s stay open: %s", stack.slug, error)
        return "the API can't be asked"
    except Exception as error:
        note_failure(stack_pk, error)
        raise
    finally:
        Stack.objects.filter(pk=stack_pk).update(settling_until=None)
    return f"{left} open"
