"""The simulated API: takes a request, gives an answer. Sockets are elsewhere; the clock is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from . import identity
from .answers import Answer, Refusal, Request, as_json, invalid
from .calls import Call
from .catalogue import BANK, SHOP
from .faults import ON_THE_WIRE, Fault, FaultBox
from .gallery import GALLERY, with_gallery
from .gate import Pass, admit, forbidden, name_of, origin, stack_asked_for, token_state
from .moments import micros, parse
from .request_log import RequestLog, Said
from .routes import AUTH_PATH, match
from .rows import Row
from .switches import Switches
from .world import World

Json = dict[str, object]

SECOND_STACK_RUNS = 60
BIRTH_SECONDS = 240.0


def utc_now() -> datetime:
    return datetime.now(UTC)


class Simulator:
    """Two stacks: the one asked for with `runs` runs, and a smaller second one with its own token.

    The same `runs`, `seed` and clock give the same set. `birth_every`: seconds between new runs, 0 for none.
    `gallery`: the first stack has the gallery's runs beside them.
    Methods may be called from any thread; `handle` is what the server calls for each request.
    """

    def __init__(
        self,
        runs: int = 300,
        seed: int = 1,
        *,
        token: str = identity.DEFAULT_TOKEN,
        stack_id: int = identity.DEFAULT_STACK_ID,
        grafana_url: str = identity.DEFAULT_GRAFANA_URL,
        clock: Callable[[], datetime] = utc_now,
        birth_every: float = BIRTH_SECONDS,
        gallery: bool = False,
        log_file: Path | None = None,
    ) -> None:
        self.token, self.stack_id, self.grafana_url = token, stack_id, grafana_url
        self.lock = RLock()
        self.switches = Switches()
        self.faults = FaultBox()
        self.log = RequestLog(log_file)
        self._clock = clock
        self._frozen_at: int | None = None
        taken = stack_id == identity.SECOND_STACK_ID
        second = identity.DEFAULT_STACK_ID if taken else identity.SECOND_STACK_ID
        self.second_stack_id = second
        start = micros(clock())
        shop, shown = (with_gallery(SHOP), GALLERY) if gallery else (SHOP, ())
        self.worlds = {
            stack_id: World(stack_id, shop, runs, seed, start, birth_every=birth_every, gallery=shown),
            second: World(second, BANK, min(runs, SECOND_STACK_RUNS), seed, start),
        }
        self._urls = {origin(grafana_url): stack_id, identity.SECOND_GRAFANA_URL: second}
        self._passes = {
            identity.PERSONAL_TOKEN: Pass(identity.PERSONAL_OWNER, frozenset({stack_id})),
            identity.SECOND_TOKEN: Pass(identity.SECOND_OWNER, frozenset({second})),
            identity.HOMELESS_TOKEN: Pass(identity.PERSONAL_OWNER, frozenset()),
            token: Pass(identity.DEFAULT_OWNER, frozenset({stack_id})),
        }

    def now(self) -> int:
        """Microseconds; stands still while the switch `frozen` is on."""
        moment = micros(self._clock())
        if self.switches.frozen:
            self._frozen_at = self._frozen_at or moment
            return self._frozen_at
        if self._frozen_at is not None:
            self._frozen_at = None
            for world in self.worlds.values():
                world.postpone_births(moment)
        return moment

    def world(self, stack_id: int | None = None) -> World:
        """One stack's runs, brought up to now; KeyError for an unknown stack."""
        world = self.worlds[self.stack_id if stack_id is None else stack_id]
        world.advance(self.now())
        return world

    def handle(self, request: Request) -> tuple[Answer | None, Fault | None]:
        """The answer, and the fault that the server still has to commit on the wire. No answer: a reset."""
        with self.lock:
            fault = self.faults.take(request)
            replaced = fault is not None and fault.kind not in ON_THE_WIRE
            answer = fault.replacement() if fault is not None and replaced else self._answer(request)
            token = token_state(request, self._passes, self.switches.dead_token)
            lost = answer is None or (fault is not None and fault.kind == "lost_answer")
            status = None if lost or answer is None else answer.status
            said = Said(status, self.now(), fault.kind if fault else None)
            self.log.write(request, token, name_of(request, self._passes), said)
        return answer, fault

    def run_documents(self, stack_id: int | None = None) -> list[Json]:
        """The truth: every run's document now, oldest first."""
        with self.lock:
            world, now = self.world(stack_id), self.now()
            return [world.document(row, now) for row in world.rows()]

    def run_ids(self, stack_id: int | None = None) -> list[int]:
        with self.lock:
            return [row.run_id for row in self.world(stack_id).rows()]

    def document(self, run_id: int) -> Json:
        """One run's document now, of whichever stack; KeyError where there is none."""
        with self.lock:
            world, row = self._found(run_id)
            return world.document(row, self.now())

    def create_runs(self, count: int = 1, overrides: Json | None = None, stack_id: int | None = None) -> list[int]:
        """New runs, created now or as `overrides` say, of the test that they name or the stack's first."""
        with self.lock:
            fields = dict(overrides or {})
            world = self.world(stack_id)
            created = parse(str(fields["created"])) if isinstance(fields.get("created"), str) else self.now()
            test_id = fields.get("test_id")
            test_id = test_id if isinstance(test_id, int) and world.test(test_id) else world.catalogue.tests[0].id
            return [world.add(test_id, created, dict(fields) or None).run_id for _ in range(count)]

    def edit_run(self, run_id: int, fields: Json, omit: Iterable[str] = ()) -> None:
        """Set any field of a run, or leave fields out of its document from now on."""
        with self.lock:
            world, row = self._found(run_id)
            row.changes = {**(row.changes or {}), **fields}
            row.omitted = (row.omitted - fields.keys()) | frozenset(omit)
            if isinstance(fields.get("created"), str):
                world.move(row, parse(str(fields["created"])))

    def delete_run(self, run_id: int) -> None:
        """As if somebody else deleted it in Grafana."""
        with self.lock:
            world, row = self._found(run_id)
            world.remove(row)

    def add_fault(self, fault: Fault) -> None:
        """Arrange for a fault in the next requests that fit it."""
        with self.lock:
            self.faults.add(fault)

    def _found(self, run_id: int) -> tuple[World, Row]:
        for stack_id in self.worlds:
            world = self.world(stack_id)
            row = world.find(run_id)
            if row is not None:
                return world, row
        raise KeyError(run_id)

    def _answer(self, request: Request) -> Answer:
        try:
            holder = admit(request, self._passes, self.switches.dead_token)
            if request.path == AUTH_PATH and request.method == "GET":
                return self._auth(request, holder)
            world = self.world(stack_asked_for(request, holder))
            found = match(request.method, request.path)
            return found.operation(Call(request, world, self.switches, holder.owner, self.now(), found.ident))
        except Refusal as refusal:
            return refusal.answer

    def _auth(self, request: Request, holder: Pass) -> Answer:
        """GET /cloud/v6/auth: the one call that names the stack by its URL."""
        url = request.headers.get("x-stack-url")
        if url is None:
            raise invalid("The X-Stack-Url header is required.", "X-Stack-Url")
        stack_id = self._urls.get(origin(url))
        if stack_id is None or stack_id not in holder.stacks:
            raise forbidden()
        return as_json({"stack_id": stack_id, "default_project_id": self.worlds[stack_id].catalogue.projects[0].id})
