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
    read = [(stack.fresh_at, stack) for stack in stacks if stack.fresh_at]
    if len(stacks) == 1:
        return tuple(f"{_verb(stack).capitalize()} {age(at, now)} ago" for at, stack in read)
    if len(read) <= AGES_SHOWN:
        return tuple(f"{stack.name} {_verb(stack)} {age(at, now)} ago" for at, stack in read)
    waiting = [(at, stack.name) for at, stack in read if stack.is_connected]
    if not waiting:
        return (f"{len(read)} stacks, all disconnected",)
    at, name = min(waiting)
    return (f"{len(read)} stacks; {name} waits longest, synced {age(at, now)} ago",)


def _verb(stack: Stack) -> str:
    return "synced" if stack.is_connected else "disconnected, last read"


def is_stale(stack: Stack, now: datetime) -> bool:
    return stack.fresh_at is not None and now - stack.fresh_at > STALE


def state_notices(stacks: Sequence[Stack], now: datetime) -> tuple[Notice, ...]:
    """At most one for each stack: its trouble, else its first walk under way, else that its data is old.

    One disconnected among others says so in its age alone: it may stay so for years.
    """
    told = [stack for stack in stacks if stack.is_connected or len(stacks) == 1]
    found = (trouble_notice(stack, now) or _quiet_notice(stack, now) for stack in told)
    return tuple(notice for notice in found if notice)


def _quiet_notice(stack: Stack, now: datetime) -> Notice | None:
    under_way = walk(stack, now)
    if under_way and under_way.is_first:
        return Notice("info", f"{stack.name}: reading its history, {under_way.text}.")
    if stack.is_connected and stack.fresh_at and is_stale(stack, now):
        return Notice("warn", f"{stack.name} was last read {age(stack.fresh_at, now)} ago.")
    return None
