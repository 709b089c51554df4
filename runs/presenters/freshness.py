"""How old the data of a list is, and what stands in the way of fresher data."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from runs.models import Stack
from runs.presenters.moments import age
from runs.presenters.notices import Notice
from runs.presenters.troubles import trouble_notice
from runs.presenters.walks import walk

STALE = timedelta(minutes=10)
AGES_SHOWN = 3


def ages(stacks: Sequence[Stack], now: datetime) -> tuple[str, ...]:
    """When each stack was last read; of many, the one that waits longest."""
    synced = [(stack.fresh_at, stack.name) for stack in stacks if stack.fresh_at]
    if len(stacks) == 1:
        return tuple(f"Synced {age(at, now)} ago" for at, _ in synced)
    if len(synced) <= AGES_SHOWN:
        return tuple(f"{name} synced {age(at, now)} ago" for at, name in synced)
    at, name = min(synced)
    return (f"{len(synced)} stacks; {name} waits longest, synced {age(at, now)} ago",)


def is_stale(stack: Stack, now: datetime) -> bool:
    return stack.fresh_at is not None and now - stack.fresh_at > STALE


def state_notices(stacks: Sequence[Stack], now: datetime) -> tuple[Notice, ...]:
    """At most one for each stack: its trouble, else its first walk under way, else that its data is old."""
    found = (trouble_notice(stack, now) or _quiet_notice(stack, now) for stack in stacks)
    return tuple(notice for notice in found if notice)


def _quiet_notice(stack: Stack, now: datetime) -> Notice | None:
    under_way = walk(stack, now)
    if under_way and under_way.is_first:
        return Notice("info", f"{stack.name}: reading its history, {under_way.text}.")
    if stack.is_connected and stack.fresh_at and is_stale(stack, now):
        return Notice("warn", f"{stack.name} was last read {age(stack.fresh_at, now)} ago.")
    return None
