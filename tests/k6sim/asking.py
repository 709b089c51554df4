"""A visitor of the simulator over real HTTP, and a clock that tests move by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

from runs.k6sim import DEFAULT_STACK_ID, DEFAULT_TOKEN, Server, Simulator, serve

NOON = datetime(2026, 8, 14, 12, 0, tzinfo=UTC)
CHECKOUT = 880_201
V6 = "/cloud/v6"


@dataclass
class Clock:
    """Stands still until it is moved."""

    moment: datetime = NOON

    def __call__(self) -> datetime:
        return self.moment

    def move(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> dict[str, Any]:
        found = self.json["error"]
        assert isinstance(found, dict)
        return found

    @property
    def ids(self) -> list[int]:
        return [row["id"] for row in self.json["value"]]


@dataclass
class Visitor:
    """Asks a served simulator, one connection per call."""

    server: Server
    clock: Clock
    token: str | None = DEFAULT_TOKEN
    stack_id: object = DEFAULT_STACK_ID
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def sim(self) -> Simulator:
        return self.server.simulator

    def ask(self, method: str, path: str, body: object = None, timeout: float = 10) -> Reply:
        headers = {"Accept": "application/json", **self.headers}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if self.stack_id is not None:
            headers["X-Stack-Id"] = str(self.stack_id)
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if content is not None:
            headers["Content-Type"] = "application/json"
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=timeout)
        try:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def get(self, path: str) -> Reply:
        return self.ask("GET", V6 + path)

    def post(self, path: str) -> Reply:
        return self.ask("POST", V6 + path)

    def run(self, run_id: int) -> dict[str, Any]:
        found = self.get(f"/test_runs/{run_id}").json
        assert isinstance(found, dict)
        return found

    def steer(self, method: str, path: str, body: object = None) -> Reply:
        return self.ask(method, f"/_sim{path}", body)

    def fault(self, **settings: object) -> None:
        """Order a fault, as `Fault` describes it."""
        assert self.steer("POST", "/faults", settings).status == 201

    def one(self, status: str, result: str | None = None) -> int:
        """The id of a run with this status, and this result if one is named."""
        for document in reversed(self.sim.run_documents()):
            if document["status"] == status and result in {None, document["result"]}:
                return int(str(document["id"]))
        raise AssertionError(f"no run is {status} {result or ''}")


@contextmanager
def visiting(runs: int = 60, seed: int = 1, birth_every: float = 0) -> Iterator[Visitor]:
    """A simulator with a clock that stands at a Friday's noon, served on a free port."""
    clock = Clock()
    with serve(Simulator(runs, seed, clock=clock, birth_every=birth_every)) as server:
        yield Visitor(server, clock)
