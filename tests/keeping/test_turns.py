"""One stack at a time is kept, by one process; one that was taken for dead takes nothing over."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from runs import keeping
from runs.connection import client_for
from runs.keeping.keep import keep_parts
from runs.models import RunKeeping, Stack
from runs.tasks import keep_parts_of, tick
from tests.actions.acting import ended
from tests.builders import make_run, make_runs, make_stack, run_document
from tests.keeping.scripts import asked_for_scripts, only, stored_files
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_turn_is_had_once_until_it_is_given_back_or_too_old() -> None:
    now = timezone.now()
    first = keeping.take_turn(now)
    assert first is not None
    second = keeping.take_turn(now)
    later = keeping.take_turn(first)
    assert later is not None
    keeping.give_back(first)  # it is not its own any more
    third = keeping.take_turn(first)
    keeping.give_back(later)

    assert (second, third) == (None, None)
    assert keeping.take_turn(timezone.now()) is not None


def test_a_task_that_runs_twice_works_once() -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        turn = keeping.take_turn(timezone.now())
        assert turn is not None
        first = keep_parts_of(stack.pk, turn)
        asked = len(asked_for_scripts(sim))
        second = keep_parts_of(stack.pk, turn)

        assert (first, second) == ("done", "somebody else is at it")
        assert len(asked_for_scripts(sim)) == asked > 0
        assert keeping.take_turn(timezone.now()) is not None


def test_of_many_stacks_one_is_kept_at_a_time_so_that_no_sync_waits() -> None:
    for number in range(1, 6):
        make_run(make_stack(), number)
    for _ in range(3):
        tick()

    assert [task.name()[:5] for task in OrmQ.objects.all() if task.name().startswith("keep")] == ["keep "]


def test_a_tick_queues_one_task_for_a_stack_with_something_to_keep() -> None:
    stack, nothing = make_stack(), make_stack()
    make_runs(stack, run_document(1), run_document(2))
    make_runs(nothing, run_document(3))
    nothing.runs.update(keep_at=None)
    for _ in range(2):
        tick()
    names = sorted(task.name() for task in OrmQ.objects.all())

    assert names == [f"keep {stack.slug}", "tidy scripts and sessions"]


def test_after_trouble_a_stacks_keeping_rests() -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        sim.switches.dead_token = True
        turn = keeping.take_turn(timezone.now())
        assert turn is not None
        keep_parts_of(stack.pk, turn)
        now = timezone.now()

        assert not keeping.stacks_due(now).exists()
        assert keeping.stacks_due(now + timedelta(minutes=6)).exists()


def test_a_stack_that_grafana_wants_left_alone_is_not_due() -> None:
    run, now = make_run(), timezone.now()
    Stack.objects.filter(pk=run.stack_id).update(retry_at=now + timedelta(minutes=1))

    assert not keeping.stacks_due(now).exists()
    assert keeping.stacks_due(now + timedelta(minutes=2)).exists()


def test_a_run_that_was_purged_meanwhile_leaves_nothing() -> None:
    with simulated(40) as (_, stack):
        run = only(sync(stack), ended(stack, retention_expiry__gt=timezone.now()))
        stack.runs.filter(pk=run.pk).delete()
        with client_for(stack) as client:
            keep_parts(run, client, float("inf"))

    assert not RunKeeping.objects.exists()
    assert stored_files() == []
