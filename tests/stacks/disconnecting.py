"""Disconnecting a stack on its page, and what the audit tells of it."""

from typing import Any

from django.test import Client
from django_q.models import OrmQ

from runs.models import AuditEvent, Stack
from tests.pages.visiting import Answer


def disconnect(client: Client, stack: Stack, record: str = "keep") -> Answer:
    return client.post(f"/stacks/{stack.slug}/disconnect/", {"confirm": "yes", "record": record}, follow=True)


def removals_queued() -> int:
    return sum(task.name().startswith("remove") for task in OrmQ.objects.all())


def events(stack: Stack) -> list[tuple[str, str, dict[str, Any]]]:
    rows = AuditEvent.objects.filter(stack_slug=stack.slug).order_by("id")
    return [(event.action, event.actor_email, event.detail) for event in rows]
