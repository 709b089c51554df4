"""A synced run of a simulated stack, and what the API was asked about it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from runs.actions import Answer, ask, delete
from runs.audit import Actor
from runs.connection import web_client
from runs.k6api.client import Client
from runs.k6sim import Simulator
from runs.models import AuditEvent, Kind, Stack, TestRun
from tests.builders import make_user


def connects(stack: Stack) -> Callable[[], AbstractContextManager[Client]]:
    return lambda: web_client(stack)


def ask_for(run: TestRun, kind: Kind, wanted: str = "", actor: Actor | None = None) -> Answer:
    run = TestRun.objects.select_related("stack__team", "load_test", "project").get(pk=run.pk)
    actor = actor or Actor(make_user(run.stack.team))
    if kind is Kind.DELETE:
        return delete(run, actor, connects(run.stack), ("script", "distribution"))
    return ask(run, kind, actor, connects(run.stack), wanted)


def running(stack: Stack) -> TestRun:
    return stack.runs.filter(status="running").latest("created")


def ended(stack: Stack, **columns: Any) -> TestRun:
    return stack.runs.filter(status="completed", is_saved=False, is_starred=False, **columns).latest("created")


def writes(sim: Simulator, run: TestRun) -> list[tuple[str, str]]:
    """Every call that may change the run: method and the last word of the path."""
    return [
        (str(entry["method"]), str(entry["path"]).rsplit("/", 1)[-1])
        for entry in sim.log.entries()
        if entry["method"] != "GET" and str(run.run_id) in str(entry["path"])
    ]


def events(run: TestRun) -> list[tuple[str, str, str]]:
    """What the audit says of the run: action, outcome, reason; as often as it was."""
    found = AuditEvent.objects.counted().filter(object_kind="run", object_id=str(run.run_id)).order_by("at", "id")
    return [
        (event.action, event.outcome, event.detail.get("reason", "")) for event in found for _ in range(event.count)
    ]
