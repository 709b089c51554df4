"""How old the data of a list is, and what stands in the way of fresher data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from runs.models import Stack
from runs.presenters.moments import Moment, age, ago
from runs.presenters.notices import Notice
from runs.presenters.troubles import trouble_notice
from runs.presenters.walks import walk

STALE = timedelta(minutes=10)
AGES_SHOWN = 3
NOTICES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Age:
    """`words` go before the moment, which is None where they say all."""

    words: str
    at: Moment | None


def ages(stacks: Sequence[Stack], now: datetime) -> tuple[Age, ...]:
    """When each stack was last read; of many, the one that waits longest."""
    read = [(stack.fresh_at, stack) for stack in stacks if stack.fresh_at]
    if len(stacks) == 1:
        return tuple(Age(_verb(stack).capitalize(), ago(at, now)) for at, stack in read)
    if len(read) <= AGES_SHOWN:
        return tuple(Age(f"{stack.name} {_verb(stack)}", ago(at, now)) for at, stack in read)
    waiting = [(at, stack.name) for at, stack in read if stack.is_connected]
    if not waiting:
        return (Age(f"{len(read)} stacks, all disconnected", None),)
    at, name = min(waiting)
    return (Age(f"{len(read)} stacks; {name} waits longest, synced", ago(at, now)),)


def _verb(stack: Stack) -> str:
    return "synced" if stack.is_connected else "disconnected, last read"


def is_stale(stack: Stack, now: datetime) -> bool:
    return stack.fresh_at is not None and now - stack.fresh_at > STALE


def state_notices(stacks: Sequence[Stack], now: datetime) -> tuple[Notice, ...]:
    """At most one for each stack: its trouble, else its first walk under way, else that its data is old.

    One disconnected among others says so in its age alone: it may stay so for years. Of very many the first few, so
    that a bad day of Grafana's leaves room for what the page is about.
    """
    told = [stack for stack in stacks if stack.is_connected or len(stacks) == 1]
    found = [notice for stack in told if (notice := trouble_notice(stack, now) or _quiet_notice(stack, now))]
    rest = len(found) - NOTICES_SHOWN
    if rest <= 1:
        return tuple(found)
    more = f"The same or something like it holds for {rest} more stacks; their own pages say what."
    return (*found[:NOTICES_SHOWN], Notice("warn", more))


def _quiet_notice(stack: Stack, now: datetime) -> Notice | None:
    under_way = walk(stack)
    if under_way and under_way.is_first:
        return Notice("info", f"{stack.name}: reading its history, {under_way.text}.")
    if stack.is_connected and stack.fresh_at and is_stale(stack, now):
        return Notice("warn", f"{stack.name} was last read {age(stack.fresh_at, now)} ago.")
    return None
