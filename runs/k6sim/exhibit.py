"""One prepared run: how it is made out of its load test, and what of its document is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from .catalogue import LoadTest
from .plans import Plan

Json = dict[str, object]
Shares = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Exhibit:
    """`age` is seconds before the start. `outcome` is how the run ends, `waits` replaces the length of phases
    and `running` that of the load phase, in seconds.

    `plan`, `zones` and `script` take the place of what the load test says. `fields` overwrites fields of the
    document, `timed` those that depend on when the run was created (microseconds), `omit` leaves fields out.
    `nodes` is the body of its actual distribution.
    """

    test_id: int
    age: float
    outcome: str = "passed"
    waits: Mapping[str, float] = field(default_factory=dict)
    running: float | None = None
    plan: Plan | None = None
    zones: Shares = ()
    script: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
    timed: Callable[[int], Json] | None = None
    omit: frozenset[str] = frozenset()
    nodes: Mapping[str, object] | None = None

    def of(self, test: LoadTest) -> LoadTest:
        """The load test as this run saw it."""
        return replace(test, zones=self.zones or test.zones, script=self.script or test.script)

    def changes(self, created: int) -> Json:
        """The fields set by hand, for a run created at this moment."""
        return {**self.fields, **(self.timed(created) if self.timed else {})}
