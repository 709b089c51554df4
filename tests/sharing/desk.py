"""Pages shared by people at a browser without scripts, and opened by strangers."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from runs.models import Role, ShareLink, Stack
from runs.sharing.links import hash_of
from tests.builders import make_run, make_stack, make_user
from tests.pages.visiting import Answer, browser_of

ORIGIN = "http://localhost:8000"


@dataclass
class SharingDesk:
    """A stack with one run, and a member of its team in front of it."""

    stack: Stack
    run_id: int
    client: Client
    stranger: Client = field(default_factory=Client)

    def url(self, rest: str = "") -> str:
        return f"/stacks/{self.stack.slug}/runs/{self.run_id}/{rest}"

    def ask(self, **fields: str) -> Answer:
        """The form on the run's page, as sent."""
        return self.client.post(self.url("share/"), fields)

    def ask_history(self, test_id: int = 7, fields: dict[str, str] | None = None) -> Answer:
        return self.client.post(f"/stacks/{self.stack.slug}/tests/{test_id}/share/", fields or {})

    def share(self, *parts: str, **fields: str) -> str:
        """The path of a new shared page of the run."""
        return path_of(self.ask(**dict.fromkeys(parts, "on"), **fields))

    def share_history(self, *parts: str) -> str:
        return path_of(self.ask_history(fields=dict.fromkeys(parts, "on")))

    def as_lead(self) -> Client:
        return browser_of(make_user(self.stack.team, Role.LEAD, "lead@example.com"))

    def read(self, path: str) -> str:
        """The shared page as a stranger gets it."""
        response = self.stranger.get(path)
        assert response.status_code == 200, response.status_code
        return str(response.content.decode())


def at_a_desk(role: Role = Role.MEMBER, **run: Any) -> SharingDesk:
    stack = make_stack(name="Secret stack")
    found = make_run(stack, 5, **run)
    return SharingDesk(stack, found.run_id, browser_of(make_user(stack.team, role, "sharer@example.com")))


def path_of(response: Answer) -> str:
    """Out of the page that shows a new link."""
    found = re.search(rf'value="{ORIGIN}(/s/[^"]*)"', response.content.decode())
    assert found, f"no address in an answer with status {response.status_code}"
    return html.unescape(found[1])


def link_of(path: str) -> ShareLink:
    """The row behind a path, found as it may be found: by the hash."""
    return ShareLink.objects.get(token_hash=hash_of(path.split("/")[2]))
