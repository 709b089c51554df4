"""A stack connected to a simulator of its own, and comparing the two."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

from runs.k6sim import Simulator, serve
from runs.models import Stack
from runs.sync import take_lease, work_slice
from tests.builders import make_stack


@contextmanager
def simulated(runs: int = 250, **options: Any) -> Iterator[tuple[Simulator, Stack]]:
    """A frozen simulator and a stack that was never synced with it."""
    sim = Simulator(runs, 7, **options)
    sim.switches.frozen = True
    with serve(sim) as server, override_settings(K6_API_URL=server.url):
        yield sim, make_stack(stack_id=sim.stack_id, token=sim.token, fresh_at=None, walk_finished=None)


def sync(stack: Stack, slices: int = 50) -> Stack:
    """Works until nothing is left to do."""
    for _ in range(slices):
        lease = take_lease(stack.pk)
        assert lease is not None
        more = work_slice(lease)
        lease.release()
        if not more:
            break
    stack.refresh_from_db()
    return stack
