"""Background work: what is due, handed to django-q2, and what a worker then does. A task works 20 s at most."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from runs import keeping, stacks
from runs.actions import SETTLE_AFTER, settle_open
from runs.breaker import closed_until
from runs.connection import NotConnected, Unreadable, client_for
from runs.k6api.errors import K6Error
from runs.models import Beat, PendingAction, Stack
from runs.presenters.troubles import left_alone
from runs.sync import FRESH_EVERY, SLICE_SECONDS, LeaseLost, is_due, take_lease, work_slice

BEAT, TIDYING = "worker", "tidying"
QUEUED_FOR = timedelta(seconds=60)
SETTLING_FOR = timedelta(seconds=40)
TIDIED_EVERY = timedelta(days=1)
LEAST_BETWEEN = timedelta(seconds=10)

log = logging.getLogger(__name__)


def tick() -> None:
    """A worker's sign of life, and a task for each stack that has something to do. Several workers may call it."""
    now = timezone.now()
    Beat.objects.update_or_create(name=BEAT, defaults={"at": now})
    for stack in Stack.objects.connected().free_at(now):
        if is_due(stack, now):
            enqueue_sync(stack)
    unsettled = PendingAction.objects.open().filter(asked_at__lte=now - SETTLE_AFTER)
    for stack in Stack.objects.connected().filter(pk__in=unsettled.values("stack")):
        _enqueue_settling(stack, now)
    for stack in Stack.objects.leaving():
        enqueue_removal(stack)
    for stack in keeping.stacks_due(now):
        _enqueue_keeping(stack, now)
    _enqueue_tidying(now)


def enqueue_sync(stack: Stack) -> bool:
    """Queues one slice of work, unless one is queued already. True when this call queued it."""
    if not _claim(stack.pk):
        return False
    async_task("runs.tasks.sync_stack", stack.pk, task_name=f"sync {stack.slug}"[:100])
    return True


def enqueue_removal(stack: Stack) -> None:
    """The same for a stack whose record is being removed; the claim lasts while its slice works."""
    if _claim(stack.pk):
        async_task("runs.tasks.remove_stack", stack.pk, task_name=f"remove {stack.slug}"[:100])


def _claim(stack_pk: int) -> bool:
    now = timezone.now()
    free = Stack.objects.filter(pk=stack_pk).filter(Q(queued_until__isnull=True) | Q(queued_until__lte=now))
    return bool(free.update(queued_until=now + QUEUED_FOR))


def remove_stack(stack_pk: int) -> str:
    """One slice of a stack's removal; the next one is queued where something is left."""
    stack = Stack.objects.leaving().filter(pk=stack_pk).select_related("team").first()
    if stack is None or stacks.remove_some(stack, SLICE_SECONDS):
        return "gone"
    Stack.objects.filter(pk=stack_pk).update(queued_until=None)
    enqueue_removal(stack)
    return "more to do"


@dataclass(frozen=True)
class Answer:
    """What somebody who asks for a sync is told."""

    is_queued: bool
    sentence: str


def ask_for_sync(stack: Stack, now: datetime) -> Answer:
    """Somebody wants a sync now: queued at once, unless the API is to be left alone or it was done just now.

    It is made due without forgetting how old the data is, should it fail.
    """
    if not stack.is_connected:
        return Answer(False, f"{stack.name} is disconnected. A lead can connect it again in its settings.")
    until = closed_until(stack, now)
    if until:
        return Answer(False, f"{left_alone(stack)}: {_again_in(until - now)}.")
    if stack.fresh_at and stack.walk_started is None and now - stack.fresh_at < LEAST_BETWEEN:
        wait = stack.fresh_at + LEAST_BETWEEN - now
        return Answer(False, f"{stack.name} was synced a moment ago: {_again_in(wait)}.")
    due = stack.fresh_at and min(stack.fresh_at, now - FRESH_EVERY)
    Stack.objects.filter(pk=stack.pk).update(retry_at=None, fresh_at=due)
    enqueue_sync(stack)
    return Answer(True, f"The sync of {stack.name} was asked for and starts in a moment.")


def _again_in(wait: timedelta) -> str:
    return f"a sync may run again in {max(1, round(wait.total_seconds()))} s"


def _enqueue_settling(stack: Stack, now: datetime) -> None:
    """Apart from the sync, because a walk must not keep anybody waiting for the outcome of a click."""
    free = Stack.objects.filter(pk=stack.pk).filter(Q(settling_until__isnull=True) | Q(settling_until__lte=now))
    if free.update(settling_until=now + SETTLING_FOR):
        async_task("runs.tasks.settle_stack", stack.pk, task_name=f"settle {stack.slug}"[:100])


def _enqueue_keeping(stack: Stack, now: datetime) -> None:
    """Apart from the sync as well: scripts of a long history take hours, new runs must not wait for them."""
    claimed = keeping.claim(stack, now)
    if claimed:
        async_task("runs.tasks.keep_parts_of", stack.pk, claimed, task_name=f"keep {stack.slug}"[:100])


def keep_parts_of(stack_pk: int, claimed: datetime) -> str:
    """Scripts and distributions of some ended runs of a stack; the next tick finds what is left."""
    stack = Stack.objects.get(pk=stack_pk)
    mine = keeping.claim(stack, timezone.now(), claimed)
    if mine is None:
        return "somebody else is at it"
    pause = keeping.keep_slice(stack)
    keeping.release(stack, mine, pause)
    return f"pausing for {pause}" if pause else "done"


def _enqueue_tidying(now: datetime) -> None:
    """Once a day, whichever worker comes first."""
    Beat.objects.get_or_create(name=TIDYING, defaults={"at": now - TIDIED_EVERY})
    if Beat.objects.filter(name=TIDYING, at__lte=now - TIDIED_EVERY).update(at=now):
        async_task("runs.keeping.tidy", task_name="tidy the store of scripts")


def settle_stack(stack_pk: int) -> str:
    """Reads the runs of actions that had no answer again, and says how they went."""
    stack = Stack.objects.get(pk=stack_pk)
    try:
        with client_for(stack) as client:
            left = settle_open(stack, client).left
    except (K6Error, NotConnected, Unreadable) as error:
        log.warning("actions on %s stay open: %s", stack.slug, error)
        return "the API can't be asked"
    finally:
        Stack.objects.filter(pk=stack_pk).update(settling_until=None)
    return f"{left} open"


def sync_stack(stack_pk: int) -> str:
    """One slice of a stack's work; queues the next one where there is more."""
    Stack.objects.filter(pk=stack_pk).update(queued_until=None)
    lease = take_lease(stack_pk)
    if lease is None:
        return "somebody else is at it"
    try:
        more = work_slice(lease)
    except LeaseLost:
        log.warning("lost the lease on %s", lease.stack.slug)
        return "lease lost"
    lease.release()
    if more:
        enqueue_sync(lease.stack)
    return "more to do" if more else "done"
