"""Actions on a run as rows, without anybody asking the API."""

from datetime import datetime
from typing import Any

from runs.models import AuditEvent, Kind, PendingAction, State, TestRun
from tests.builders import NOON


def make_action(run: TestRun, kind: Kind = Kind.ABORT, **fields: Any) -> PendingAction:
    """An abort that was just asked for, unless said otherwise."""
    defaults = {"state": State.ASKED, "actor_email": "ada@example.com", "asked_at": NOON}
    return PendingAction.objects.create(stack=run.stack, run=run, kind=kind, **{**defaults, **fields})


def settled(run: TestRun, kind: Kind, outcome: str, at: datetime = NOON, **fields: Any) -> PendingAction:
    return make_action(run, kind, state=State.SETTLED, outcome=outcome, settled_at=at, **fields)


def make_event(action: str = "run_star", outcome: str = "done", **fields: Any) -> AuditEvent:
    """An event as it is read from the audit; it is not stored."""
    defaults = {"at": NOON, "actor_email": "ada@example.com", "object_kind": "run", "object_id": "42", "detail": {}}
    return AuditEvent(action=action, outcome=outcome, **{**defaults, **fields})
