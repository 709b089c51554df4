"""What an operation is given: the request, the stack it is for, who asks and when."""

from __future__ import annotations

from dataclasses import dataclass

from .answers import Request, not_found
from .rows import Row
from .switches import Switches
from .world import World

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """`ident` is the id in the path, 0 where the path has none; `now` is in microseconds."""

    request: Request
    world: World
    switches: Switches
    owner: str
    now: int
    ident: int = 0

    def row(self) -> Row:
        """The run of the path, or 404: also for a run of a project that the token does not see."""
        row = self.world.find(self.ident)
        if row is None or self.world.project_of(row) in self.switches.hidden_projects:
            raise not_found("TestRun")
        return row

    def document(self, row: Row) -> Json:
        return self.world.document(row, self.now)
