"""A history that is far too long for one task: slice after slice through the real queue, to the same end."""

from collections import Counter

import pytest
from django_q.models import OrmQ, Success

from runs.k6sim import Fault, Simulator
from runs.models import Stack
from tests.sync.simulated import difference, simulated
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RUNS, SLICES = 3_100, 30
# A page takes the API as long as a slice lasts: no slice reads two.
SECONDS = 0.1
SWIFT = {"DJANGO_SETTINGS_MODULE": "tests.worker.swift_settings", "TEST_SLICE_SECONDS": str(SECONDS)}


def slow_lists(sim: Simulator) -> None:
    sim.add_fault(Fault("slow", path="/cloud/v6/test_runs$", method="GET", seconds=SECONDS, times=None))


def slices_done() -> Counter[str]:
    """What slices of walks have answered."""
    return Counter(str(task.result) for task in Success.objects.filter(func="runs.tasks.walk_stack"))


def test_a_history_that_needs_more_than_thirty_slices_ends_equal_to_the_api() -> None:
    with simulated(RUNS) as (sim, stack):
        slow_lists(sim)
        Stack.objects.update(keeps_scripts=False)
        with running("run_worker", **SWIFT) as worker:
            for part in range(1, 4):  # patience with each part of it
                wait_until(lambda part=part: stack.runs.count() >= RUNS * part // 4, worker)  # type: ignore[misc]
            wait_until(lambda: Stack.objects.get(pk=stack.pk).walk_finished is not None, worker)
            wait_until(lambda: not OrmQ.objects.filter(key="k6admin-slow").exists(), worker)
        stack.refresh_from_db()

        assert slices_done()["more to do"] >= SLICES
        assert slices_done()["done"] >= 1
        assert difference(sim, stack) == set()
        assert stack.walk_incomplete == ""
        # Each slice took the lease anew, and gave it back.
        assert stack.fence > SLICES
        assert (stack.lease_until, stack.lease_owner) == (None, "")
