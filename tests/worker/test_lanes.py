"""The processes of a worker: what happens when single ones of them are killed."""

import os
import signal
from datetime import timedelta
from subprocess import Popen

import pytest
from django.utils import timezone
from django_q.cluster import get_mp_context
from django_q.models import OrmQ

from runs.k6sim import Simulator
from runs.lanes import LANES, Number, Shared
from runs.models import Stack
from tests.sync.simulated import simulated
from tests.worker.processes import children_of, members_of, running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def guards_of(worker: Popen[str]) -> list[int]:
    """One process a lane, whose children do the work."""
    return children_of(worker.pid)


def is_idle(stack: Stack) -> bool:
    now = Stack.objects.get(pk=stack.pk)
    return now.walk_finished is not None and now.lease_until is None and not OrmQ.objects.exists()


def brings_what_is_new(sim: Simulator, stack: Stack, worker: Popen[str]) -> None:
    """Work for both lanes: a new run, and another walk."""
    before = timezone.now()
    [new] = sim.create_runs(1)
    Stack.objects.filter(pk=stack.pk).update(fresh_at=None, walk_finished=before - timedelta(days=2))
    wait_until(lambda: stack.runs.filter(run_id=new).exists(), worker)
    wait_until(lambda: Stack.objects.get(pk=stack.pk).walk_finished > before, worker)  # type: ignore[operator]


def test_each_idle_process_of_a_lane_that_is_killed_is_replaced_and_work_goes_on() -> None:
    with simulated(60) as (sim, stack), running("run_worker") as worker:
        Stack.objects.update(keeps_scripts=False)
        wait_until(lambda: is_idle(stack), worker)
        guards = guards_of(worker)
        known = {guard: children_of(guard) for guard in guards}
        for guard, children in known.items():
            for child in children:
                os.kill(child, signal.SIGKILL)
                wait_until(lambda g=guard, c=child: c not in children_of(g), worker)  # type: ignore[misc]
                wait_until(lambda g=guard: len(children_of(g)) == len(known[g]), worker)  # type: ignore[misc]
        brings_what_is_new(sim, stack, worker)

        assert len(guards) == len(LANES)
        assert all(len(children) >= 3 for children in known.values())
        assert guards_of(worker) == guards
        assert all(not set(children_of(guard)) & set(known[guard]) for guard in guards)


def test_a_lane_whose_guard_is_killed_ends_the_worker_with_a_sentence_and_leaves_no_child() -> None:
    with simulated(60) as (_, stack), running("run_worker") as worker:
        wait_until(lambda: is_idle(stack), worker)
        os.kill(guards_of(worker)[1], signal.SIGKILL)
        said, _ = worker.communicate(timeout=120)
        wait_until(lambda: members_of(worker.pid) == [])

        assert worker.returncode == 1
        assert "The processes that do the work have died. Start the worker again." in said


def test_a_worker_that_is_killed_outright_leaves_no_child() -> None:
    with simulated(60) as (_, stack), running("run_worker") as worker:
        wait_until(lambda: is_idle(stack), worker)
        assert len(members_of(worker.pid)) > len(LANES)
        worker.kill()
        wait_until(lambda: members_of(worker.pid) == [])


def take_along(queue: Shared, part: str) -> None:
    getattr(queue, part).acquire()
    os.kill(os.getpid(), signal.SIGKILL)


def hand_over(queue: Shared) -> None:
    queue.put("a task")
    assert queue.get() == "a task"


@pytest.mark.parametrize("part", ["_rlock", "_wlock", "_sem"])
def test_what_a_killed_process_held_of_a_queue_is_given_back(part: str) -> None:
    queue, processes = Shared(Number(0), 1), get_mp_context()
    killed = processes.Process(target=take_along, args=(queue, part))
    killed.start()
    killed.join()
    queue.free()
    next_one = processes.Process(target=hand_over, args=(queue,), daemon=True)
    next_one.start()
    next_one.join(20)
    next_one.kill()

    assert killed.exitcode == -signal.SIGKILL
    assert next_one.exitcode == 0
