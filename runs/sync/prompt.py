"""What is due within seconds or minutes: new runs, active runs, runs in doubt, names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.utils import timezone

from runs.k6api.client import Client
from runs.models import Stack
from runs.store import StackFull
from runs.sync.active import sync_active
from runs.sync.asked import look_again
from runs.sync.doubts import sync_doubts
from runs.sync.due import are_doubts_due, are_names_due, is_active_due, is_followed, is_fresh_due
from runs.sync.fresh import sync_fresh
from runs.sync.lease import Lease
from runs.sync.names import sync_names
from runs.sync.window import Clock

LOOK_SECONDS = 1.0
Part = tuple[Callable[[Stack, datetime], bool], Callable[[Lease, Client, Clock], None]]
PARTS: tuple[Part, ...] = (
    (is_fresh_due, sync_fresh),
    (is_active_due, sync_active),
    (are_doubts_due, sync_doubts),
    (are_names_due, sync_names),
)


@dataclass
class Prompt:
    """The short parts of a slice's work. `end`: of the slice, by the monotonic clock; `left`: seconds for these parts.

    Between the pages of a walk they are looked at once a second, so that a long walk delays none of them. Each part may
    take half of what is left: more active runs than can be asked for in a slice must not keep the later parts waiting.
    """

    lease: Lease
    client: Client
    end: float
    left: float
    next_look: float = 0.0
    is_full: bool = False

    def work(self, *, at_once: bool = False) -> None:
        """Does what is due. Somebody may have asked for a sync while this process has the lease."""
        start = monotonic()
        if (start < self.next_look and not at_once) or self.left <= 0:
            return
        self.next_look = start + LOOK_SECONDS
        until = min(self.end, start + self.left)
        # What is new once more at the end: somebody may have asked for it while the other parts were at work.
        for is_due, part in (*PARTS, PARTS[0]):
            look_again(self.lease.stack)
            if is_followed(self.lease.stack) and is_due(self.lease.stack, timezone.now()) and monotonic() < until:
                self._do(part, _over_at((monotonic() + until) / 2))
        self.left -= monotonic() - start

    def _do(self, part: Callable[[Lease, Client, Clock], None], is_over: Clock) -> None:
        """Where new runs have no room, the other parts go on, and new ones are looked for at the usual times."""
        try:
            part(self.lease, self.client, is_over)
        except StackFull:
            self.is_full = True
            self.lease.save(fresh_at=timezone.now())


def _over_at(moment: float) -> Clock:
    return lambda: monotonic() >= moment
