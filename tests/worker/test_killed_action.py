"""A process killed between the API's answer and its own commit: the worker settles what it left behind."""

import signal

import pytest

from runs.k6sim import Fault
from runs.models import Kind, PendingAction, Role, State
from tests.actions.acting import ended, events, writes
from tests.actions.acting import running as still_running
from tests.builders import make_user
from tests.sync.simulated import simulated, sync
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

# What a view does, in a process that can be killed.
CLICK = """
from runs.actions import ask, delete
from runs.audit import Actor
from runs.connection import web_client
from runs.models import Kind, TestRun, User
run = TestRun.objects.select_related("stack__team").get(pk={run})
actor, connect = Actor(User.objects.get(pk={user})), lambda: web_client(run.stack)
if "{kind}" == Kind.DELETE:
    delete(run, actor, connect, ("script", "distribution"))
else:
    ask(run, Kind("{kind}"), actor, connect)
"""


def test_an_abort_whose_process_was_killed_after_the_api_did_it_is_settled_by_the_run_s_own_status() -> None:
    with simulated(80) as (sim, stack):
        run = still_running(sync(stack))
        sim.switches.frozen = False
        user = make_user(stack.team, Role.MEMBER)
        sim.add_fault(Fault("slow", method="POST", seconds=4))
        with running("shell", "-c", CLICK.format(run=run.pk, kind=Kind.ABORT, user=user.pk)) as process:
            wait_until(lambda: bool(writes(sim, run)), process)
            process.send_signal(signal.SIGKILL)
            process.wait()
        with running("run_worker") as worker:
            wait_until(lambda: PendingAction.objects.get(run=run).state == State.SETTLED, worker)
        run.refresh_from_db()

        assert run.status == "aborted"
        assert events(run) == [("run_abort", "done", "")]
        assert len(writes(sim, run)) == 1


@pytest.mark.parametrize("kind", [Kind.STAR, Kind.DELETE])
def test_an_action_whose_process_was_killed_after_the_api_did_it_is_settled_as_done(kind: Kind) -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        user = make_user(stack.team, Role.MEMBER)
        # The simulator does it at once and answers four seconds later: long enough to die in between.
        sim.add_fault(Fault("slow", method="DELETE" if kind is Kind.DELETE else "POST", seconds=4))
        with running("shell", "-c", CLICK.format(run=run.pk, kind=kind, user=user.pk)) as process:
            wait_until(lambda: bool(writes(sim, run)), process)
            process.send_signal(signal.SIGKILL)
            process.wait()
        left_behind = PendingAction.objects.get(run=run)

        with running("run_worker") as worker:
            wait_until(lambda: PendingAction.objects.get(run=run).state == State.SETTLED, worker)
        run.refresh_from_db()

        assert left_behind.state == State.ASKED
        assert events(run) == [(f"run_{kind}", "done", "")]
        assert len(writes(sim, run)) == 1
        assert run.archived if kind is Kind.DELETE else run.is_starred
