"""When each part of a stack's work is due."""

from datetime import datetime, timedelta

from runs.models import Stack

FRESH_EVERY = timedelta(seconds=60)
ACTIVE_EVERY = timedelta(seconds=10)
DOUBTS_EVERY = timedelta(seconds=30)
NAMES_EVERY = timedelta(minutes=10)
WALK_EVERY = timedelta(days=1)
# Whoever asks for a sync gets none while the data is that young.
LEAST_BETWEEN = timedelta(seconds=10)
# Workers look every two seconds: what is due in half of that is due.
EARLY = timedelta(seconds=1)


def is_due(stack: Stack, now: datetime) -> bool:
    """Whether a slice would find something to do."""
    return is_walk_due(stack, now) or is_prompt_due(stack, now)


def is_prompt_due(stack: Stack, now: datetime) -> bool:
    """Whether anything but the walk is. Before the first walk has reached today there is nothing to follow."""
    if not _may_be_asked(stack, now) or not is_followed(stack):
        return False
    return (
        is_fresh_due(stack, now) or is_active_due(stack, now) or are_names_due(stack, now) or are_doubts_due(stack, now)
    )


def is_walk_due(stack: Stack, now: datetime) -> bool:
    return _may_be_asked(stack, now) and has_walk(stack, now)


def has_walk(stack: Stack, now: datetime) -> bool:
    """Whether a walk is on, or to be begun, should the API be asked at all."""
    return stack.walk_started is not None or _is_old(stack.walk_finished, WALK_EVERY, now)


def rests_until(stack: Stack, now: datetime) -> datetime | None:
    """Until when nobody gets another sync, because one was done just now; None where one may be asked for."""
    until = stack.fresh_at + LEAST_BETWEEN if stack.fresh_at and stack.walk_started is None else now
    return until if now < until <= now + LEAST_BETWEEN else None


def is_followed(stack: Stack) -> bool:
    return stack.fresh_mark is not None or stack.walk_finished is not None


def is_fresh_due(stack: Stack, now: datetime) -> bool:
    return stack.sync_asked_at is not None or _is_old(stack.fresh_at, FRESH_EVERY, now)


def is_active_due(stack: Stack, now: datetime) -> bool:
    return _is_old(stack.active_at, ACTIVE_EVERY, now) and stack.runs.followed().exists()


def are_names_due(stack: Stack, now: datetime) -> bool:
    return _is_old(stack.names_at, NAMES_EVERY, now)


def are_doubts_due(stack: Stack, now: datetime) -> bool:
    return _is_old(stack.doubts_at, DOUBTS_EVERY, now) and stack.runs.in_doubt(now).exists()


def _may_be_asked(stack: Stack, now: datetime) -> bool:
    return stack.is_connected and not (stack.retry_at and stack.retry_at > now)


def _is_old(moment: datetime | None, age: timedelta, now: datetime) -> bool:
    """A moment that is still to come was written by a clock that went wrong: old, too."""
    return moment is None or not timedelta(0) <= now - moment < age - EARLY
