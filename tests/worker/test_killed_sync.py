"""Twenty thousand runs, a sync killed half-way, and nothing lost, doubled or changed by it."""

import os
import signal
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from runs.models import RunDocument, Stack
from tests.sync.simulated import simulated
from tests.sync.test_walk import difference
from tests.worker.processes import start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RUNS = 20_000


def finish(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate()
    assert process.returncode == 0, said
    return said


def test_a_sync_of_20_000_runs_killed_half_way_ends_equal_to_the_api() -> None:
    with simulated(RUNS) as (sim, stack):
        first = start("sync_runs", "--stack", stack.slug)
        wait_until(lambda: stack.runs.count() >= RUNS // 2, first)
        os.kill(first.pid, signal.SIGKILL)
        first.communicate()
        kept = set(stack.runs.values_list("run_id", "digest"))
        asked = len(sim.log.entries())
        said = finish(start("sync_runs", "--stack", stack.slug))
        stack.refresh_from_db()

        assert RUNS // 2 <= len(kept) < RUNS
        assert kept <= set(stack.runs.values_list("run_id", "digest"))
        assert difference(sim, stack) == set()
        assert RunDocument.objects.filter(run__stack=stack).count() == RUNS
        assert f"{RUNS:,} runs" in said
        assert stack.walk_finished is not None
        assert stack.walk_incomplete == ""
        # It went on where it was: the pages that the first one read were not all asked for again.
        assert len(sim.log.entries()) - asked < asked + RUNS // 100


def test_the_second_sync_waits_only_as_long_as_the_lease_of_the_killed_one_lasts() -> None:
    with simulated(300) as (sim, stack):
        held = timezone.now() + timedelta(seconds=3)
        Stack.objects.filter(pk=stack.pk).update(lease_until=held, lease_owner="killed", fence=7)
        said = finish(start("sync_runs", "--stack", stack.slug))
        stack.refresh_from_db()

        assert "another process is at it, waiting" in said
        assert stack.fence == 8
        assert stack.lease_until is None
        assert difference(sim, stack) == set()
