"""Twenty thousand runs, a sync killed half-way, and nothing lost, doubled or changed by it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from runs.models import RunDocument, Stack
from tests.sync.simulated import difference, simulated
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

RUNS = 20_000


def sync_to_the_end(stack: Stack) -> str:
    """What `sync_runs` said; the stack is as it is in the database afterwards."""
    with running("sync_runs", "--stack", stack.slug) as process:
        said, _ = process.communicate()
    assert process.returncode == 0, said
    stack.refresh_from_db()
    return said


def test_a_sync_of_20_000_runs_killed_half_way_ends_equal_to_the_api() -> None:
    with simulated(RUNS) as (sim, stack):
        with running("sync_runs", "--stack", stack.slug) as first:
            wait_until(lambda: stack.runs.count() >= RUNS // 2, first)
        kept = set(stack.runs.values_list("run_id", "digest"))
        asked = len(sim.log.entries())
        let_the_lease_run_out(stack)
        said = sync_to_the_end(stack)

        assert RUNS // 2 <= len(kept) < RUNS
        assert kept <= set(stack.runs.values_list("run_id", "digest"))
        assert difference(sim, stack) == set()
        assert RunDocument.objects.filter(run__stack=stack).count() == RUNS
        assert f"{RUNS:,} runs" in said
        assert stack.walk_finished is not None
        assert stack.walk_incomplete == ""
        # It went on where the first one was, and did not begin again.
        walked = [entry for entry in sim.log.entries()[asked:] if "created_before" in str(entry["query"])]
        assert len(walked) < (RUNS - len(kept)) // 100 + 40


def let_the_lease_run_out(stack: Stack) -> None:
    """The killed process could not give it back; within a minute it is free by itself, which is not waited for."""
    stack.refresh_from_db()
    assert stack.lease_owner
    assert stack.lease_until is not None
    assert stack.lease_until <= timezone.now() + timedelta(seconds=60)
    Stack.objects.filter(pk=stack.pk).update(lease_until=timezone.now() + timedelta(seconds=2))


def test_the_next_sync_takes_over_as_soon_as_the_lease_of_a_killed_one_has_run_out() -> None:
    with simulated(300) as (sim, stack):
        held = timezone.now() + timedelta(seconds=4)
        Stack.objects.filter(pk=stack.pk).update(lease_until=held, lease_owner="killed", fence=7)
        said = sync_to_the_end(stack)

        assert "another process is at it, waiting" in said
        assert stack.fence == 8
        assert stack.lease_until is None
        assert difference(sim, stack) == set()
