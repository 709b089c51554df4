"""A stack whose cache is filled, an API on loopback that answers as it is told to, and people who look at pages."""

import json
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client, override_settings
from django.utils import timezone

from runs.k6api.client import Patience
from runs.models import PendingAction, Role, RunDocument, SetAsideRow, Stack, TestRun
from runs.sync import take_lease, work_slice
from tests.builders import make_runs, make_stack, run_document
from tests.pages.visiting import visitor
from tests.stand_in import Reply, StandIn, answer

PAGES, WORKERS = Patience(1, 20.0, 5.0, 10.0), Patience(3, 20.0, 5.0, 10.0)
# For an API that hangs: what is sure not to come is not waited for long.
HURRIED_PAGES, HURRIED_WORKERS = Patience(1, 1.0, 0.5, 0.5), Patience(3, 1.2, 0.5, 0.5)

ENDED, RUNNING, NOTED = 101, 102, 103
NOTHING = answer(200, json.dumps({"value": []}).encode())
Route = tuple[str, Reply]


def running_document(**fields: Any) -> dict[str, Any]:
    """The one that goes on."""
    return run_document(**{"run_id": RUNNING, "status": "running", "ended": None, "result": None, **fields})


def documents() -> list[dict[str, Any]]:
    """A run that has ended, one that goes on, one with a note."""
    return [
        run_document(ENDED),
        running_document(),
        run_document(NOTED, note="slower since the new cache"),
    ]


@dataclass
class Scene:
    """`routes` are looked through from the first on: a method and path as a pattern, and the reply."""

    stack: Stack
    routes: list[Route] = field(default_factory=list)
    api: StandIn = field(init=False)

    def choose(self, request: bytes) -> Reply:
        asked = request.split(b" HTTP/", 1)[0].decode("latin-1")
        return next((reply for pattern, reply in self.routes if re.fullmatch(pattern, asked)), NOTHING)

    def person(self, role: Role = Role.MEMBER) -> Client:
        client = visitor(self.stack, role)
        client.raise_request_exception = False
        return client

    def asked(self, pattern: str = ".*") -> list[str]:
        """What the API was asked, as `GET /path?query`, of those that match."""
        return [line for line in self.api.request_lines if re.fullmatch(pattern, line)]

    def url(self, run_id: int, rest: str = "") -> str:
        return f"/stacks/{self.stack.slug}/runs/{run_id}/{rest}"

    def run(self, run_id: int) -> TestRun:
        return TestRun.objects.with_its_page().get(stack=self.stack, run_id=run_id)

    def sync(self) -> Stack:
        """One slice of a worker's work; new runs and active ones are due."""
        old = timezone.now() - timedelta(minutes=2)
        Stack.objects.filter(pk=self.stack.pk).update(fresh_at=old)
        lease = take_lease(self.stack.pk)
        assert lease is not None
        work_slice(lease)
        lease.release()
        self.stack.refresh_from_db()
        return self.stack

    def wait_is_over(self) -> None:
        """As if the time until which the API is left alone had come, and nobody had asked for the run just now."""
        Stack.objects.filter(pk=self.stack.pk).update(retry_at=timezone.now() - timedelta(milliseconds=1))
        self.stack.runs.update(asked_at=None)
        self.stack.refresh_from_db()


@contextmanager
def scene(
    *routes: Route, tls: ssl.SSLContext | None = None, is_hurried: bool = False, **columns: Any
) -> Iterator[Scene]:
    """The stack was read a moment ago, names included; its token and id are as good as any."""
    now = timezone.now()
    stack = make_stack(active_at=now, names_at=now, fresh_mark=now, name="Shop", **columns)
    make_runs(stack, *documents())
    place = Scene(stack, list(routes))
    patience = (HURRIED_PAGES, HURRIED_WORKERS) if is_hurried else (PAGES, WORKERS)
    with (
        StandIn(choose=place.choose, tls=tls) as place.api,
        override_settings(K6_API_URL=place.api.url, PATIENCE_OF_PAGES=patience[0], PATIENCE_OF_WORKERS=patience[1]),
    ):
        yield place


@dataclass(frozen=True)
class Snapshot:
    """All that a hostile answer must leave as it is."""

    runs: list[Any]
    documents: list[Any]
    actions: list[Any]
    set_aside: list[Any]


def snapshot(stack: Stack, *, but: int = 0) -> Snapshot:
    """When a run was last asked for or seen is no part of what it is. `but`: the number of a run to leave out."""
    runs = TestRun.objects.filter(stack=stack).exclude(run_id=but).order_by("run_id")
    rows = [
        {name: value for name, value in row.items() if name not in {"asked_at", "last_seen"}} for row in runs.values()
    ]
    return Snapshot(
        rows,
        list(RunDocument.objects.filter(run__in=runs).order_by("run").values()),
        list(PendingAction.objects.filter(stack=stack).order_by("pk").values()),
        list(SetAsideRow.objects.filter(stack=stack).order_by("pk").values("run_id", "reason")),
    )
