"""The one writer of audit events.

What is refused, fails or only reads can be repeated without end, and its events stay for good. So the same refusal
again within a window of time is no event of its own: it is counted beside the first one. So is the same reading once
somebody has read much.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from runs.models import AuditCount, AuditEvent, LoadTest, Stack, Team, TestRun, User

WINDOW_SECONDS = 600
# Of one actor in a window. After that, what was done is counted too, and refusals on different objects together.
MOST_SINGLE = 30
# Done, but nothing is changed by it.
READING = {"script_downloaded", "audit_exported", "stack_checked", "load_test_refreshed", "sync_asked_for"}


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Actor:
    """Who did it and from where. No user: `email` names who it was, by default the operator on the command line."""

    user: User | None = None
    ip: str = ""
    request_id: str = ""
    email: str = "operator"

    @property
    def address(self) -> str:
        """The person's, or the name of whoever else it was."""
        return self.user.email if self.user else self.email


OPERATOR = Actor()


def record(
    actor: Actor,
    action: str,
    outcome: Outcome = Outcome.DONE,
    *,
    team: Team | None = None,
    stack: Stack | None = None,
    kind: str = "",
    ident: str = "",
    name: str = "",
    **detail: Any,
) -> AuditEvent:
    """Adds one event, or counts it with the first of its kind, which is then returned.

    `detail` is what a lead will want to read later; never a secret.
    """
    team = team or (stack.team if stack else None)
    event = AuditEvent(
        at=timezone.now(),
        actor_id=actor.user.pk if actor.user else None,
        actor_email=actor.address,
        team_id=team.pk if team else None,
        team_name=team.name if team else "",
        stack_slug=stack.slug if stack else "",
        action=action,
        object_kind=kind or ("stack" if stack else "team" if team else ""),
        object_id=ident or (stack.slug if stack else team.slug if team else ""),
        object_name=name or (stack.name if stack else team.name if team else ""),
        outcome=outcome,
        ip=actor.ip,
        request_id=actor.request_id,
        detail={key: value for key, value in detail.items() if value not in (None, "")},
    )
    if outcome is Outcome.DONE and action not in READING:
        event.save()
        return event
    return _add_or_count(event)


def _add_or_count(event: AuditEvent) -> AuditEvent:
    """One event for the same actor, address, action, object, outcome and details within a window."""
    window = int(event.at.timestamp()) // WINDOW_SECONDS
    actor = str(event.actor_id or event.actor_email or event.ip)
    key, is_done = _key(event, window), event.outcome == Outcome.DONE
    first = _count(key, event.at)
    if first:
        return first
    has_many = AuditCount.objects.filter(window=window, actor=actor).count() >= MOST_SINGLE
    if is_done and not has_many:
        return _add_counted(event, uuid4().hex, window, actor)  # a few downloads or exports are an event each
    if has_many and event.outcome == Outcome.REFUSED:  # what failed was tried, and keeps what it was tried on
        event.object_kind = event.object_id = event.object_name = event.stack_slug = ""
        event.detail = {name: value for name, value in event.detail.items() if name == "reason"}
        event.detail["objects"] = "several"
        key = _key(event, window)
        first = _count(key, event.at)
    return first or _add_counted(event, key, window, actor)


def _add_counted(event: AuditEvent, key: str, window: int, actor: str) -> AuditEvent:
    try:
        with transaction.atomic():
            event.save()
            AuditCount.objects.create(key=key, event=event, window=window, actor=actor, last_at=event.at)
    except IntegrityError:  # the same was added at the same moment
        first = _count(key, event.at)
        if first is None:
            raise
        return first
    return event


def _count(key: str, at: datetime) -> AuditEvent | None:
    """The first event with this key, counted once more; None where there is none."""
    if not AuditCount.objects.filter(key=key).update(count=F("count") + 1, last_at=at):
        return None
    return AuditCount.objects.select_related("event").get(key=key).event


def _key(event: AuditEvent, window: int) -> str:
    facts = [window, event.actor_id, event.actor_email, event.ip, event.team_id, event.stack_slug, event.action]
    facts += [event.object_kind, event.object_id, event.outcome, event.detail]
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def record_run_event(actor: Actor, run: TestRun, what: str, outcome: Outcome, **detail: Any) -> AuditEvent:
    """One event on a run; `what` is for example "run_abort". `detail`: the reason, the API's words."""
    ident = str(run.run_id)
    return record(actor, what, outcome, stack=run.stack, kind="run", ident=ident, name=f"Run #{ident}", **detail)


def record_test_event(actor: Actor, test: LoadTest, what: str, outcome: Outcome, **detail: Any) -> AuditEvent:
    """One event on a load test."""
    ident = str(test.test_id)
    return record(actor, what, outcome, stack=test.stack, kind="load test", ident=ident, name=test.title, **detail)


def record_person_event(actor: Actor, person: User, what: str, outcome: Outcome = Outcome.DONE, **detail: Any) -> None:
    """Something about a person's account: one event in each of their teams, as leads read their own team's alone;
    one in none for who is in no team.
    """
    teams: list[Team | None] = [*Team.objects.filter(memberships__user=person).order_by("pk")]
    for team in teams or [None]:
        record(actor, what, outcome, team=team, kind="person", ident=str(person.pk), name=person.email, **detail)
