"""A stack as its card shows it: how fresh its data is, what is going on, what may be done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from runs.breaker import closed_until
from runs.connection import opens
from runs.domain.status import Face
from runs.models import Stack
from runs.presenters.freshness import is_stale
from runs.presenters.links import runs_of_stack_url
from runs.presenters.moments import Moment, ago, wait_of
from runs.presenters.notices import Notice
from runs.presenters.troubles import left_alone, trouble_notice
from runs.presenters.walks import Walk, walk
from runs.store import runs_left
from runs.sync import rests_until


@dataclass(frozen=True, slots=True)
class StackCard:
    """`polls`: work is queued or going on, so that the card asks for itself again.

    `wait` says why a sync can't be asked for now, empty where it can. `incomplete` says what the last walk
    did not get.
    """

    slug: str
    name: str
    team_name: str
    stack_id: int
    grafana_url: str
    is_connected: bool
    runs_url: str
    settings_url: str
    check_url: str
    sync_url: str
    disconnect_url: str
    progress_url: str
    state: Face
    walk: Walk | None
    synced: Moment | None
    incomplete: str
    notice: Notice | None
    polls: bool
    may_manage: bool
    may_sync: bool
    wait: str


def stack_card(stack: Stack, *, may_manage: bool, may_sync: bool, now: datetime) -> StackCard:
    under_way = walk(stack)
    return StackCard(
        slug=stack.slug,
        name=stack.name,
        team_name=stack.team.name,
        stack_id=stack.stack_id,
        grafana_url=stack.grafana_url,
        is_connected=stack.is_connected,
        runs_url=runs_of_stack_url(stack.slug),
        settings_url=reverse("stack_settings", args=[stack.slug]),
        check_url=reverse("stack_check", args=[stack.slug]),
        sync_url=reverse("stack_sync", args=[stack.slug]),
        disconnect_url=reverse("stack_disconnect", args=[stack.slug]),
        progress_url=reverse("stack_progress", args=[stack.slug]),
        state=_state(stack, under_way, now),
        walk=under_way,
        synced=ago(stack.fresh_at, now) if stack.fresh_at else None,
        incomplete=stack.walk_incomplete,
        notice=trouble_notice(stack, now, named=False),
        polls=stack.walk_started is not None or stack.is_queued(now) or rests_until(stack, now) is not None,
        may_manage=may_manage,
        may_sync=may_sync,
        wait=_wait(stack, now),
    )


def room_for_runs(stack: Stack) -> str:
    """A sentence from 90 % of MAX_RUNS_PER_STACK on; empty below. Past it the stack's trouble says so."""
    most: int = settings.MAX_RUNS_PER_STACK
    kept = most - runs_left(stack)
    if kept < 0.9 * most:
        return ""
    kept = stack.runs.count()
    if not 0.9 * most <= kept < most:
        return ""
    return (
        f"{kept:,} of at most {most:,} runs of this stack are kept here. Past that new runs are not read: "
        "whoever runs this site can raise MAX_RUNS_PER_STACK."
    )


def _state(stack: Stack, under_way: Walk | None, now: datetime) -> Face:
    """Where the stack's data stands; trouble wins over everything."""
    if not stack.is_connected:
        return Face("Disconnected", "neutral", "unplugged")
    if not opens(stack):
        return Face("Token unreadable", "bad", "warning")
    if stack.trouble:
        return Face("Trouble", "warn", "warning")
    if under_way:
        words = "Reading its history" if under_way.is_first else "Checking all its runs"
        return Face(words, "busy", "refresh")
    if stack.is_queued(now):
        return Face("Sync is queued", "waiting", "clock")
    return _freshness(stack, now)


# New runs come every minute: what is older than this waits for a worker.
LATE = timedelta(minutes=3)


def _freshness(stack: Stack, now: datetime) -> Face:
    if stack.fresh_at is None:
        return Face("Not read yet" if stack.walk_finished is None else "Sync is due", "waiting", "clock")
    if is_stale(stack, now):
        return Face("Out of date", "warn", "warning")
    if now - stack.fresh_at > LATE:
        return Face("Sync is due", "waiting", "clock")
    return Face("Up to date", "good", "check")


def _wait(stack: Stack, now: datetime) -> str:
    if not stack.is_connected:
        return "It is disconnected."
    until = closed_until(stack, now)
    if until:
        return f"{left_alone(stack)}: a sync may run again in {wait_of((until - now).total_seconds())}."
    until = rests_until(stack, now)
    return f"Synced a moment ago: a sync may run again in {wait_of((until - now).total_seconds())}." if until else ""
