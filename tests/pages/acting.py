"""Pages of a run of a simulated stack, seen and acted on by a person of some role."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.test import Client

from runs.actions import note_digest
from runs.k6sim import Simulator
from runs.models import Role, Stack, TestRun
from tests.builders import browser_of, make_user
from tests.sync.simulated import simulated, sync

HTMX = {"HX-Request": "true"}


@dataclass
class Desk:
    """Somebody at a browser without scripts (`post`) or with them (`htmx`)."""

    sim: Simulator
    stack: Stack
    client: Client

    def url(self, run: TestRun, rest: str = "") -> str:
        return f"/stacks/{self.stack.slug}/runs/{run.run_id}/{rest}"

    def page(self, run: TestRun, rest: str = "", **headers: str) -> Any:
        return self.client.get(self.url(run, rest), headers=headers)

    def post(self, run: TestRun, kind: str, **fields: str | list[str]) -> str:
        """The text of the page that the redirect leads to, or of the answer itself."""
        return text(self.client.post(self.url(run, f"{kind}/"), fields, follow=True))

    def htmx(self, run: TestRun, kind: str, **fields: str | list[str]) -> Any:
        return self.client.post(self.url(run, f"{kind}/"), fields, headers=HTMX)

    def note(self, run: TestRun, note: str, seen: str | None = None, **headers: str) -> Any:
        """The note form as sent by somebody who saw the text `seen`, by default the stored one."""
        run.refresh_from_db()
        fields = {"note": note, "seen": note_digest(run.note if seen is None else seen)}
        return self.client.post(self.url(run, "note/"), fields, headers=headers, follow=True)

    def as_role(self, role: Role) -> "Desk":
        return Desk(self.sim, self.stack, browser_of(make_user(self.stack.team, role)))


@contextmanager
def at_a_desk(role: Role = Role.MEMBER, runs: int = 80, **options: Any) -> Iterator[Desk]:
    """`options` are the simulator's."""
    with simulated(runs, **options) as (sim, stack):
        sync(stack)
        yield Desk(sim, stack, Client()).as_role(role)


def without_nonce(response: Any) -> str:
    """The page without its CSRF token, which is masked anew each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", text(response))


def text(response: Any) -> str:
    return str(response.content.decode())
