"""Events in the database, and a lead who reads them."""

from datetime import datetime
from typing import Any

from django.test import Client

from runs.models import AuditEvent, Role, Team
from tests.builders import NOON, make_user
from tests.pages.visiting import browser_of


def make_event(team: Team, action: str = "run_abort", at: datetime = NOON, **fields: Any) -> AuditEvent:
    defaults = {
        "team_id": team.pk,
        "team_name": team.name,
        "actor_email": "ada@example.com",
        "outcome": "done",
        "object_kind": "run",
        "object_id": "5",
        "object_name": "Run #5",
        "stack_slug": "shop",
        "ip": "192.0.2.7",
        "request_id": "req-1",
    }
    return AuditEvent.objects.create(action=action, at=at, **{**defaults, **fields})


def lead_of(team: Team) -> Client:
    return browser_of(make_user(team, Role.LEAD, f"lead-of-{team.slug}@example.com"))


def audit_of(team: Team, rest: str = "") -> str:
    return f"/teams/{team.slug}/audit/{rest}"
