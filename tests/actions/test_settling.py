"""Answers that never came, processes that died, and people who click at once: one call, and the truth in the end."""

import time
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from runs.actions import Answer, settle_open, words_of
from runs.audit import Actor
from runs.connection import client_for
from runs.k6api.errors import K6Error
from runs.k6sim import Fault
from runs.models import Kind, PendingAction, Stack, State
from runs.tasks import settle_stack
from tests.actions.acting import ask_for, ended, events, running, writes
from tests.builders import make_user
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def grow_old(seconds: float = 9) -> None:
    """As if the open actions had been asked that long ago."""
    for action in PendingAction.objects.open():
        PendingAction.objects.filter(pk=action.pk).update(asked_at=timezone.now() - timedelta(seconds=seconds))


def settle(stack: Stack) -> int:
    grow_old()
    with client_for(stack) as client:
        return settle_open(stack, client).left


@pytest.mark.parametrize("kind", [Kind.DELETE, Kind.NOTE, Kind.SAVE, Kind.STAR])
@pytest.mark.parametrize("fault", ["lost_answer", "html"])
def test_an_answer_that_never_came_is_unknown_and_settled_by_reading_the_run(kind: Kind, fault: str) -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        method = {"delete": "DELETE", "note": "PATCH"}.get(kind, "POST")
        sim.add_fault(Fault(fault, method=method))
        answer = ask_for(run, kind, "read me")
        assert answer.action is not None
        unknown = answer.action.state
        left = settle(stack)
        answer.action.refresh_from_db()

        took_effect = fault == "lost_answer"  # the other fault answers without doing it
        assert unknown == State.UNKNOWN
        assert left == 0
        assert answer.action.outcome == ("done" if took_effect else "failed")
        assert events(run) == [(f"run_{kind}", "done" if took_effect else "failed", "" if took_effect else "no_effect")]
        assert len(writes(sim, run)) == 1
        run.refresh_from_db()
        assert run.archived == (took_effect and kind == Kind.DELETE)


def test_an_abort_settles_once_the_run_shows_it() -> None:
    with simulated(80) as (sim, stack):
        sim.switches.frozen = False
        run = running(sync(stack))
        answer = ask_for(run, Kind.ABORT)
        assert answer.action is not None
        grow_old()
        wait_for(lambda: sim.document(run.run_id)["status"] == "aborted")
        settle(stack)
        answer.action.refresh_from_db()
        run.refresh_from_db()

        assert run.status == "aborted"
        assert words_of(answer.action) == "The run was aborted."
        assert events(run) == [("run_abort", "done", "")]


def test_a_lost_abort_without_effect_is_given_up_within_half_a_minute() -> None:
    with simulated(80) as (sim, stack):
        run = running(sync(stack))
        sim.add_fault(Fault("html", method="POST"))
        ask_for(run, Kind.ABORT)
        early = settle(stack)
        grow_old(20)
        with client_for(stack) as client:
            late = settle_open(stack, client).left

        assert (early, late) == (1, 0)
        assert events(run) == [("run_abort", "failed", "did_not_stop")]
        assert len(writes(sim, run)) == 1


def test_an_api_that_can_not_be_asked_leaves_the_action_open() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        sim.add_fault(Fault("lost_answer", method="POST"))
        ask_for(run, Kind.STAR)
    grow_old()
    with client_for(stack) as client, pytest.raises(K6Error):
        settle_open(stack, client)

    assert PendingAction.objects.open().count() == 1
    assert settle_stack(stack.pk) == "the API can't be asked"


def test_a_run_that_can_not_be_read_keeps_no_other_action_waiting() -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        unreadable, fine = stack.runs.filter(status="completed", is_starred=False).order_by("-created")[:2]
        sim.add_fault(Fault("lost_answer", method="POST", times=2))
        ask_for(unreadable, Kind.STAR)
        ask_for(fine, Kind.STAR)
        sim.add_fault(Fault("wrong_shape", times=None, path=f".*/{unreadable.run_id}$"))
        left = settle(stack)
        states = {action.run_id: action.state for action in PendingAction.objects.all()}
        grow_old(31 * 60)
        with client_for(stack) as client:
            given_up = settle_open(stack, client).left

        assert (left, given_up) == (1, 0)
        assert states == {unreadable.pk: State.UNKNOWN, fine.pk: State.SETTLED}
        assert events(unreadable) == [("run_star", "failed", "never_known")]


def test_a_process_killed_between_answer_and_commit_leaves_an_intent_that_is_settled_the_same_way() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        user = make_user(stack.team)
        left_behind = PendingAction.objects.create(
            stack=stack, run=run, kind=Kind.STAR, actor=user, actor_email=user.email, asked_at=timezone.now()
        )
        sim.edit_run(run.run_id, {"is_starred": True})
        settle(stack)
        left_behind.refresh_from_db()
        run.refresh_from_db()

        assert left_behind.outcome == "done"
        assert run.is_starred
        assert events(run) == [("run_star", "done", "")]


@pytest.mark.parametrize("kind", [Kind.ABORT, Kind.DELETE])
def test_twenty_clicks_by_two_people_at_once_make_one_call(kind: Kind) -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        run = running(stack) if kind is Kind.ABORT else ended(stack)
        actors = [Actor(make_user(stack.team)), Actor(make_user(stack.team))]
        answers = at_once(20, lambda number: ask_for(run, kind, actor=actors[number % 2]))

        assert len(answers) == 20
        assert sum(1 for answer in answers if answer.action) == 1
        assert len(writes(sim, run)) == 1


def at_once(number: int, work: Callable[[int], Answer]) -> list[Answer]:
    """`work` in that many threads that start together; each has its own database connection."""
    start = Barrier(number)
    results: list[Answer] = []

    def run(position: int) -> None:
        start.wait()
        try:
            results.append(work(position))
        finally:
            connection.close()

    threads = [Thread(target=run, args=[position]) for position in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    """Polls; the simulator's clock is the real one."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.1)
