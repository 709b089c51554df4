"""A worker that is stopped in the middle of a walk, replaced, and then wakes up: what it brings comes too late."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import Popen

import pytest
from django.utils import timezone
from django_q.models import Success

from runs.k6sim import Fault, Simulator
from runs.models import Stack
from tests.sync.simulated import difference, simulated
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

PATIENT = {"DJANGO_SETTINGS_MODULE": "tests.worker.swift_settings", "TEST_PATIENCE": "300"}
BEFORE = 4


def lists_asked(sim: Simulator) -> int:
    return sum(str(entry["path"]).endswith("/test_runs") for entry in sim.log.entries())


@contextmanager
def stopped_in_a_walk(sim: Simulator, stack: Stack, *command: str) -> Iterator[Popen[str]]:
    """Some pages are written, the next was asked for; its answer comes while the process sleeps past its lease."""
    lists = "/cloud/v6/test_runs$"
    sim.add_fault(Fault("slow", path=lists, seconds=0.1, times=BEFORE))
    sim.add_fault(Fault("slow", path=lists, seconds=5))
    with running(*command, **PATIENT) as process:
        wait_until(lambda: lists_asked(sim) > BEFORE, process)
        os.killpg(process.pid, signal.SIGSTOP)
        held = Stack.objects.get(pk=stack.pk)
        assert held.lease_until is not None
        assert held.lease_until > timezone.now()
        Stack.objects.filter(pk=stack.pk).update(lease_until=timezone.now())
        yield process


def walk_to_the_end_elsewhere(sim: Simulator, stack: Stack) -> None:
    """What is not here yet has changed since the page that is on its way was asked for."""
    here = set(stack.runs.values_list("run_id", flat=True))
    assert here
    for run_id in set(sim.run_ids()) - here:
        sim.edit_run(run_id, {"note": "newer"})
    with running("run_worker") as another:
        wait_until(lambda: Stack.objects.get(pk=stack.pk).walk_finished is not None, another)
        another.send_signal(signal.SIGTERM)
        another.communicate()


def state_of(stack: Stack) -> tuple[object, ...]:
    return next(iter(Stack.objects.filter(pk=stack.pk).values_list()))


def test_a_sync_that_slept_past_its_lease_writes_nothing_when_it_wakes_up() -> None:
    with simulated(900) as (sim, stack), stopped_in_a_walk(sim, stack, "sync_runs") as late:
        walk_to_the_end_elsewhere(sim, stack)
        before, asked = state_of(stack), lists_asked(sim)
        os.killpg(late.pid, signal.SIGCONT)
        said, _ = late.communicate()

        assert "another process took over" in said
        assert late.returncode == 1
        assert state_of(stack) == before
        assert lists_asked(sim) == asked
        assert difference(sim, stack) == set()
        assert stack.runs.filter(note="newer").exists()


def test_a_worker_that_slept_past_its_lease_is_replaced_and_goes_on_with_other_work() -> None:
    with simulated(900) as (sim, stack), stopped_in_a_walk(sim, stack, "run_worker") as late:
        walk_to_the_end_elsewhere(sim, stack)
        os.killpg(late.pid, signal.SIGCONT)
        wait_until(lambda: "lease lost" in {task.result for task in Success.objects.all()}, late)
        new = sim.create_runs(1)
        Stack.objects.filter(pk=stack.pk).update(fresh_at=None)
        wait_until(lambda: stack.runs.filter(run_id__in=new).exists(), late)

        assert difference(sim, stack) == set()
        assert Stack.objects.get(pk=stack.pk).walk_started is None
