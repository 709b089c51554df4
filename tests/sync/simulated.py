"""A stack connected to a simulator of its own, and comparing the two."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.test import override_settings
from django.utils import timezone

from runs.k6sim import Simulator, serve
from runs.models import Stack
from runs.store.runs import digest_of
from runs.sync import take_lease, work_slice
from tests.builders import make_stack


@contextmanager
def simulated(runs: int = 250, **options: Any) -> Iterator[tuple[Simulator, Stack]]:
    """A frozen simulator and a stack that was never synced with it."""
    sim = Simulator(runs, 7, **options)
    sim.switches.frozen = True
    with serve(sim) as server, override_settings(K6_API_URL=server.url):
        yield sim, make_stack(stack_id=sim.stack_id, token=sim.token, fresh_at=None, walk_finished=None, names_at=None)


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


def age(stack: Stack, **columns: Any) -> Stack:
    """As if the last work was done two minutes ago."""
    old = timezone.now() - timedelta(minutes=2)
    Stack.objects.filter(pk=stack.pk).update(**{"fresh_at": old, "active_at": old, "doubts_at": None, **columns})
    stack.refresh_from_db()
    return stack


def walk_again(stack: Stack) -> Stack:
    """The walk that compares everything, to its end."""
    Stack.objects.filter(pk=stack.pk).update(walk_finished=None, walk_started=None)
    return sync(stack)


def difference(sim: Simulator, stack: Stack) -> set[tuple[int, str]]:
    """Runs that the table and the simulator do not agree on, by number and document."""
    there = {(int(str(document["id"])), digest_of(document)) for document in sim.run_documents()}
    here = set(stack.runs.filter(not_visible_since=None, archived=False).values_list("run_id", "digest"))
    return there ^ here
