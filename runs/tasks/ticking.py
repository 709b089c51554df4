"""What is due, handed to django-q2: a stack's work of each kind is in the queue once."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django_q.tasks import async_task

from runs import keeping
from runs.actions import SETTLE_AFTER
from runs.lanes import PROMPT, SLOW
from runs.models import Beat, PendingAction, Stack
from runs.sync import is_prompt_due, is_walk_due

BEAT, TIDYING, RENEWING = "worker", "tidying", "fingerprints"
QUEUED_FOR = timedelta(seconds=60)
SETTLING_FOR = timedelta(seconds=40)
TIDIED_EVERY = timedelta(days=1)
RENEWING_FOR = timedelta(seconds=30)


def tick() -> None:
    """A worker's sign of life, and a task for each stack that has something to do. Several workers may call it."""
    now = timezone.now()
    Beat.objects.update_or_create(name=BEAT, defaults={"at": now})
    for stack in Stack.objects.connected().free_at(now):
        enqueue_due(stack, now)
    unsettled = PendingAction.objects.open().filter(asked_at__lte=now - SETTLE_AFTER)
    for stack in Stack.objects.connected().filter(pk__in=unsettled.values("stack")):
        _enqueue_settling(stack, now)
    for stack in Stack.objects.leaving():
        enqueue_removal(stack)
    _enqueue_keeping(now)
    _enqueue_tidying(now)
    if keeping.is_renewal_due() and _is_first(RENEWING, RENEWING_FOR, now):
        _queue("renew_fingerprints", "renew fingerprints of scripts", lane=SLOW)


def enqueue_due(stack: Stack, now: datetime) -> None:
    """A slice of each kind that would find something to do. A walk that is on does the prompt work as well."""
    if is_prompt_due(stack, now) and _claim(stack, "queued_until", QUEUED_FOR):
        _queue("sync_stack", f"sync {stack.slug}", stack.pk)
    if is_walk_due(stack, now):
        enqueue_walk(stack)


def enqueue_walk(stack: Stack) -> None:
    """A slice of the full walk, in the lane of what takes long."""
    if _claim(stack, "walk_queued_until", QUEUED_FOR):
        _queue("walk_stack", f"walk {stack.slug}", stack.pk, lane=SLOW)


def enqueue_removal(stack: Stack) -> None:
    """Of a stack whose record is being removed; the claim lasts while its slice works."""
    if _claim(stack, "queued_until", QUEUED_FOR):
        _queue("remove_stack", f"remove {stack.slug}", stack.pk, lane=SLOW)


def _claim(stack: Stack, column: str, time: timedelta) -> bool:
    """Of all who would queue it, the database lets one through."""
    now = timezone.now()
    free = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": now})
    return bool(Stack.objects.filter(free, pk=stack.pk).update(**{column: now + time}))


def _enqueue_settling(stack: Stack, now: datetime) -> None:  # noqa: ARG001
    """Apart from the sync, because a walk must not keep anybody waiting for the outcome of a click."""
    if _claim(stack, "settling_until", SETTLING_FOR):
        _queue("settle_stack", f"settle {stack.slug}", stack.pk)


def _enqueue_keeping(now: datetime) -> None:
    """One stack at a time; which of them it is, is left to chance, so that none comes last every time."""
    stack = keeping.stacks_due(now).order_by("?").first()
    turn = keeping.take_turn(now) if stack else None
    if stack and turn:
        # Should the queue hand it out again meanwhile, its turn is taken.
        _queue("keep_parts_of", f"keep {stack.slug}", stack.pk, turn, lane=SLOW, timeout=keeping.MOST_SECONDS)


def _enqueue_tidying(now: datetime) -> None:
    """Once a day, whichever worker comes first."""
    if _is_first(TIDYING, TIDIED_EVERY, now):
        _queue("tidy", "tidy scripts and sessions", lane=SLOW)


def _is_first(name: str, every: timedelta, now: datetime) -> bool:
    """Whether nobody else did the work of this name within that time; from now on somebody did."""
    Beat.objects.get_or_create(name=name, defaults={"at": now - every})
    return bool(Beat.objects.filter(name=name, at__lte=now - every).update(at=now))


def _queue(task: str, name: str, *arguments: object, lane: str = PROMPT, **more: float) -> None:
    async_task(f"runs.tasks.{task}", *arguments, task_name=name[:100], cluster=lane, **more)
