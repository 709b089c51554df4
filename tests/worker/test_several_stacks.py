"""Several stacks at once: neither a long walk nor an API that hangs keeps the work of another stack waiting."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from runs.k6sim import Fault, Simulator
from runs.k6sim.identity import SECOND_STACK_ID, SECOND_TOKEN
from runs.models import Kind, PendingAction, Stack
from tests.actions.acting import ended
from tests.builders import make_stack
from tests.sync.simulated import age, simulated, sync
from tests.worker.processes import running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.worker.swift_settings"}
# A slice that lasts longer than the test: whoever walks gives its place to nobody.
ENDLESS_SLICES = {**SETTINGS, "TEST_SLICE_SECONDS": "600"}
# How long a call may hang is the patience of a test, not of a person.
HURRIED = {**SETTINGS, "TEST_PATIENCE": "3"}
LISTS = "/cloud/v6/test_runs$"
STACKS, ROUNDS, WALKERS = 4, 2, 2


def times_followed(sim: Simulator) -> Counter[int]:
    """How often each run was asked for by itself."""
    names = [str(entry["path"]).rsplit("/", 1)[-1] for entry in sim.log.entries()]
    return Counter(int(name) for name in names if name.isdigit())


def four_stacks(sim: Simulator, first: Stack) -> list[Stack]:
    """All of them read once, and now about to read their whole history as if for the first time: slowly."""
    more = [
        make_stack(stack_id=sim.stack_id, token=sim.token, fresh_at=None, walk_finished=None, names_at=None)
        for _ in range(STACKS - 1)
    ]
    stacks = [sync(stack) for stack in (first, *more)]
    Stack.objects.update(walk_finished=None, keeps_scripts=False)
    sim.switches.page_cap = 30
    sim.add_fault(Fault("slow", path=LISTS, seconds=2.5, times=None))
    return stacks


def walking() -> dict[int, int]:
    """Stacks that somebody walks, with the fence of that walk."""
    return dict(
        Stack.objects.filter(lease_until__gt=timezone.now(), walk_started__isnull=False).values_list("pk", "fence")
    )


def test_new_and_active_runs_of_all_stacks_are_looked_for_while_long_walks_take_the_slow_lane() -> None:
    with simulated(800) as (sim, first):
        stacks = four_stacks(sim, first)
        active = set(first.runs.filter(active=True).values_list("run_id", flat=True))
        with running("run_worker", **ENDLESS_SLICES) as worker:
            wait_until(lambda: len(walking()) == WALKERS, worker)
            walks = walking()
            sim.log.clear()
            for _ in range(ROUNDS):
                now = timezone.now()
                for stack in stacks:
                    age(stack)
                served = Stack.objects.filter(fresh_at__gt=now, active_at__gt=now)
                wait_until(lambda served=served: served.count() == STACKS, worker)  # type: ignore[misc]
            still = {pk: fence for pk, fence in walking().items() if pk in walks}

        assert active
        assert still == walks  # the very same slices, all the time
        assert not Stack.objects.exclude(walk_finished=None).exists()
        assert all(times_followed(sim)[run] >= STACKS * ROUNDS for run in active)


def test_a_stack_whose_api_hangs_keeps_nothing_of_another_waiting() -> None:
    with simulated(60) as (sim, hanging):
        well = make_stack(
            stack_id=SECOND_STACK_ID, token=SECOND_TOKEN, fresh_at=None, walk_finished=None, names_at=None
        )
        sync(hanging)
        before = set(hanging.runs.values_list("run_id", "digest"))
        run = ended(hanging)
        asked_at = timezone.now() - timedelta(minutes=1)
        PendingAction.objects.create(stack=hanging, run=run, kind=Kind.STAR, asked_at=asked_at)
        age(hanging, walk_finished=None)
        sim.add_fault(Fault("slow", seconds=3600, stack_id=sim.stack_id, times=None))
        with running("run_worker", **HURRIED) as worker:
            wait_until(lambda: Stack.objects.get(pk=well.pk).walk_finished is not None, worker)
            [new] = sim.create_runs(1, stack_id=SECOND_STACK_ID)
            age(well)
            wait_until(lambda: well.runs.filter(run_id=new).exists(), worker)
            parts = well.runs.filter(active=False)
            wait_until(lambda: not parts.filter(keep_at__lte=timezone.now()).exists(), worker)
            hanging.refresh_from_db()

        assert hanging.trouble == "timeout"
        assert hanging.walk_finished is None
        assert PendingAction.objects.open().filter(run=run).exists()
        assert set(hanging.runs.values_list("run_id", "digest")) == before
        assert {entry["fault"] for entry in sim.log.entries()} == {None, "slow"}
        well.refresh_from_db()
        assert well.trouble == ""
