"""Somebody asks for a sync now: whether there may be one, and what they are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from runs.breaker import closed_until
from runs.models import Stack
from runs.presenters.moments import wait_of
from runs.presenters.troubles import left_alone
from runs.sync import request_sync, rests_until
from runs.tasks.ticking import enqueue_due


@dataclass(frozen=True)
class Answer:
    """What somebody who asks for a sync is told."""

    is_queued: bool
    sentence: str


def ask_for_sync(stack: Stack, now: datetime) -> Answer:
    """Queued at once, unless the API is to be left alone or it was done just now."""
    if not stack.is_connected:
        return Answer(False, f"{stack.name} is disconnected. A lead can connect it again in its settings.")
    until = closed_until(stack, now)
    if until:
        return Answer(False, f"{left_alone(stack)}: {_again_in(until - now)}.")
    until = rests_until(stack, now)
    if until:
        return Answer(False, f"{stack.name} was synced a moment ago: {_again_in(until - now)}.")
    request_sync(stack, now)
    enqueue_due(stack, now)
    if stack.lease_until and stack.lease_until > now:
        return Answer(True, f"{stack.name} is being synced right now; the sync you asked for starts right after.")
    return Answer(True, f"The sync of {stack.name} was asked for and starts in a moment.")


def _again_in(wait: timedelta) -> str:
    return f"a sync may run again in {wait_of(wait.total_seconds())}"
