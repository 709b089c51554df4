"""Each action against the simulator: what it does, what it refuses, and that nothing local changes that should not."""

from typing import Any

import pytest

from runs.actions import ask, words_of
from runs.audit import Actor
from runs.k6sim import Fault
from runs.models import Kind, PendingAction, State, TestRun
from tests.actions.acting import ask_for, connects, ended, events, running, writes
from tests.builders import make_user
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)
EFFECTS = [
    (Kind.DELETE, ("DELETE", "{run}"), {"archived": True, "gone_reason": "deleted_here"}),
    (Kind.SAVE, ("POST", "save"), {"is_saved": True}),
    (Kind.STAR, ("POST", "star"), {"is_starred": True}),
    (Kind.NOTE, ("PATCH", "{run}"), {"note": "read me"}),
]


@pytest.mark.parametrize(("kind", "call", "effect"), EFFECTS)
def test_an_action_makes_one_call_changes_our_record_and_leaves_one_event(
    kind: Kind, call: tuple[str, str], effect: dict[str, Any]
) -> None:
    """(L3)"""
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        answer = ask_for(run, kind, "read me")
        run.refresh_from_db()

        assert answer.action is not None
        assert answer.action.state == State.SETTLED
        assert writes(sim, run) == [(call[0], call[1].format(run=run.run_id))]
        assert {name: getattr(run, name) for name in effect} == effect
        assert events(run) == [(f"run_{kind}", "done", "")]


@pytest.mark.parametrize(("first", "back"), [(Kind.SAVE, Kind.UNSAVE), (Kind.STAR, Kind.UNSTAR)])
def test_what_was_saved_or_starred_can_be_taken_back(first: Kind, back: Kind) -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        ask_for(run, first)
        answer = ask_for(run, back)

        assert answer.action is not None
        assert answer.action.outcome == "done"
        assert [word for _, word in writes(sim, run)] == [first, back]
        assert not sim.document(run.run_id)["is_starred"]


def test_an_abort_is_requested_until_the_status_says_so() -> None:
    with simulated(80) as (_, stack):
        run = running(sync(stack))
        answer = ask_for(run, Kind.ABORT)
        run.refresh_from_db()

        assert answer.action is not None
        assert answer.action.state == State.WAITING
        assert "requested" in words_of(answer.action)
        assert run.status == "running"
        assert events(run) == []


@pytest.mark.parametrize(
    ("kind", "is_active"),
    [(Kind.ABORT, False), (Kind.DELETE, True), (Kind.UNSAVE, False), (Kind.UNSTAR, False)],
)
def test_what_the_state_forbids_is_said_and_not_asked(kind: Kind, is_active: bool) -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        run = running(stack) if is_active else ended(stack)
        answer = ask_for(run, kind)

        assert answer.action is None
        assert answer.sentence.endswith(".")
        assert writes(sim, run) == []


REFUSALS = [
    (kind, code, word, "refused")
    for kind in (Kind.DELETE, Kind.NOTE, Kind.SAVE, Kind.STAR)
    for code, word in [
        (400, "bad_request"),
        (401, "unauthorized"),
        (403, "forbidden"),
        (429, "rate_limited"),
        (418, "refused"),
    ]
]


@pytest.mark.parametrize(("kind", "code", "reason", "outcome"), REFUSALS)
def test_a_refusal_is_a_sentence_with_the_apis_words_and_changes_nothing(
    kind: Kind, code: int, reason: str, outcome: str
) -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        stack.runs.update(keep_at=None)  # a deletion keeps first, and this is not about it
        before = TestRun.objects.filter(pk=run.pk).values().get()
        sim.add_fault(Fault("status", code=code, method={"delete": "DELETE", "note": "PATCH"}.get(kind, "POST")))
        answer = ask_for(run, kind, "read me")

        assert answer.action is not None
        assert (answer.action.reason, answer.action.outcome) == (reason, outcome)
        assert answer.action.said == f"Simulated answer {code}."
        assert words_of(answer.action).startswith("Could not ")
        assert TestRun.objects.filter(pk=run.pk).values().get() == before
        assert events(run) == [(f"run_{kind}", outcome, reason)]
        assert len(writes(sim, run)) == 1


def test_deleting_what_is_gone_already_is_done_not_an_error() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        sim.delete_run(run.run_id)
        answer = ask_for(run, Kind.DELETE)
        run.refresh_from_db()

        assert answer.action is not None
        assert answer.action.reason == "already_gone"
        assert run.archived


def test_deleting_a_run_that_started_to_go_on_says_still_running() -> None:
    with simulated(80) as (_, stack):
        run = running(sync(stack))
        TestRun.objects.filter(pk=run.pk).update(active=False)
        answer = ask_for(run, Kind.DELETE)
        run.refresh_from_db()

        assert answer.action is not None
        assert answer.action.reason == "still_running"
        assert not run.archived


def test_aborting_what_has_ended_meanwhile_is_the_state_it_means() -> None:
    with simulated(80) as (_, stack):
        run = ended(sync(stack))
        TestRun.objects.filter(pk=run.pk).update(active=True)
        answer = ask_for(run, Kind.ABORT)

        assert answer.action is not None
        assert (answer.action.outcome, answer.action.reason) == ("done", "ended_first")


@pytest.mark.parametrize("code", [404, 405, 410])
def test_saving_that_grafana_removed_is_said_with_the_star_offered(code: int) -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        sim.switches.save_removed = code
        answer = ask_for(run, Kind.SAVE)

        assert answer.action is not None
        assert answer.action.reason == "save_removed"
        assert "Star the run" in words_of(answer.action)


def test_the_limit_of_saved_runs_is_said_in_the_apis_words() -> None:
    with simulated(80) as (sim, stack):
        run = ended(sync(stack))
        sim.switches.save_limit_reached = True
        answer = ask_for(run, Kind.SAVE)

        assert answer.action is not None
        assert answer.action.reason == "conflict"
        assert "maximum number" in answer.action.said


def test_an_api_that_is_down_was_asked_nothing_and_may_be_asked_again() -> None:
    with simulated(80) as (_, stack):
        run = ended(sync(stack))
    answer = ask_for(run, Kind.STAR)
    again = ask_for(run, Kind.STAR)

    assert answer.action is not None
    assert answer.action.reason == "not_sent"
    assert again.action is not None
    assert PendingAction.objects.count() == 2


def test_there_is_no_way_to_delete_a_run_that_does_not_keep_first() -> None:
    with simulated(40) as (sim, stack):
        run = ended(sync(stack))
        with pytest.raises(ValueError, match=r"runs\.actions\.delete"):
            ask(run, Kind.DELETE, Actor(make_user(stack.team)), connects(stack))

        assert writes(sim, run) == []
        assert not PendingAction.objects.exists()
