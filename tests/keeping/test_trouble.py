"""What could not be fetched: retried with growing pauses, said in the end, and never at another run's cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from runs.k6sim import Fault
from runs.keeping import keep_slice, stacks_due
from runs.keeping import work as working
from runs.keeping.keep import PAUSES
from runs.keeping.wanted import Holdings, holdings_of
from runs.models import Keep, RunKeeping, Stack, TestRun
from tests.keeping.scripts import asked_for_scripts, due, keeping_of, stored_files, with_a_script
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_fails_is_asked_for_again_after_growing_pauses_and_in_the_end_said() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        stack.runs.update(retention_expiry=timezone.now() + timedelta(days=9))
        sim.add_fault(Fault("status", code=500, path=".*script", times=None, body={"error": {"message": "Boom."}}))
        pauses = []
        for _ in range(7):
            assert due(stack) == [run.run_id]
            before = timezone.now()
            keep_slice(stack)
            keep_at = TestRun.objects.get(pk=run.pk).keep_at
            pauses += [round((keep_at - before).total_seconds() / 60)] if keep_at else []
        kept = keeping_of(run)

        week = 7 * 24 * 60
        assert pauses == [5, 30, 180, 720, 1920, week, week]
        assert asked_for_scripts(sim) == [run.run_id] * 7
        assert (kept.script_state, kept.tries) == (Keep.FAILED, 7)
        assert holdings_of(stack) == Holdings(scripts=0, size=0, due=0, failed=1)
        assert kept.said == "the API refused with HTTP 500: Boom."
        # What could be had is there all the same, and was asked for once.
        assert kept.distribution_state == Keep.KEPT
        assert stored_files() == []


def given_up(stack: Stack, **columns: Any) -> TestRun:
    """A run whose parts were asked for as often as it is done in a row, and are once more."""
    run = with_a_script(stack)
    TestRun.objects.filter(pk=run.pk).update(**columns)
    RunKeeping.objects.create(run=run, script_state=Keep.FAILED, tries=len(PAUSES) + 1, said="Boom.")
    return run


def test_what_was_given_up_is_kept_by_a_later_try() -> None:
    with simulated(40) as (_, stack):
        run = given_up(sync(stack))
        keep_slice(stack)

        assert keeping_of(run).script_state == Keep.KEPT
        assert due(stack) == []


def test_what_was_given_up_is_not_tried_beyond_the_run_s_results_unless_they_are_saved() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.add_fault(Fault("status", code=500, path=".*(script|distribution)", times=None))
        run = given_up(stack, retention_expiry=timezone.now() + timedelta(days=6))
        keep_slice(stack)
        expiring = TestRun.objects.get(pk=run.pk)
        TestRun.objects.filter(pk=run.pk).update(retention_expiry=None, keep_at=timezone.now())
        stack.refresh_from_db()
        keep_slice(stack)

        assert expiring.keep_at is None
        assert TestRun.objects.get(pk=run.pk).keep_at is not None


def test_words_of_the_api_are_stored_without_its_secrets() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        said = f"No script for token {sim.token}, Authorization: Bearer hunter2hunter2"
        sim.add_fault(Fault("status", code=500, path=".*script", body={"error": {"message": said}}))
        keep_slice(stack)

        assert sim.token not in keeping_of(run).said
        assert "hunter2hunter2" not in keeping_of(run).said
        assert "No script for token" in keeping_of(run).said


@pytest.mark.parametrize("kind", ["cut_short", "reset", "html", "empty"])
def test_a_script_that_does_not_come_whole_is_not_kept_and_asked_for_again(kind: str) -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        sim.add_fault(Fault(kind, path=".*script"))
        keep_slice(stack)
        first, files = keeping_of(run), stored_files()
        assert due(stack) == [run.run_id]
        keep_slice(stack)

        assert (first.script_state, first.script, files) == (Keep.DUE, None, [])
        assert keeping_of(run).script_state == Keep.KEPT


def test_a_slice_ends_when_the_api_wants_to_be_left_alone_and_no_run_is_counted() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.add_fault(Fault("rate_limited", path=".*distribution", retry_after="90"))
        assert keep_slice(stack) == working.PAUSE
        stack.refresh_from_db()

        assert stack.trouble == "rate_limited"
        assert stack.retry_at is not None
        assert stack.retry_at > timezone.now() + timedelta(seconds=60)
        assert not RunKeeping.objects.exists()
        assert not stacks_due(timezone.now()).exists()


def test_three_failures_in_a_row_end_a_slice() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.add_fault(Fault("status", code=400, path=".*(script|distribution)", times=None))

        assert keep_slice(stack) == working.PAUSE
        assert RunKeeping.objects.count() == working.MOST_FAILURES


def test_a_token_that_is_refused_counts_against_no_run() -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        sim.switches.dead_token = True

        assert keep_slice(stack) == working.PAUSE
        assert not RunKeeping.objects.exists()


def test_a_script_that_comes_too_slowly_is_a_try_only_where_it_had_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        first, second = stack.runs.filter(active=False, retention_expiry__gt=timezone.now()).order_by("-created")[:2]
        stack.runs.exclude(pk__in=[first.pk, second.pk]).update(keep_at=None)
        sim.add_fault(Fault("drip_body", path=f".*{second.run_id}/script", seconds=0.2, times=None))
        keep_slice(stack, seconds=4)
        after_one = RunKeeping.objects.filter(run=second).exists()
        keep_slice(stack, seconds=1)

        assert keeping_of(first).script_state == Keep.KEPT
        assert not after_one
        assert (keeping_of(second).script_state, keeping_of(second).tries) == (Keep.DUE, 1)
        assert keeping_of(second).said == "the API did not answer in time"


def test_a_script_that_was_too_slow_once_has_longer_the_next_time() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        sim.add_fault(Fault("slow_body", path=".*script", seconds=2, times=2))
        keep_slice(stack, seconds=1)
        first = keeping_of(run)
        assert due(stack) == [run.run_id]
        keep_slice(stack, seconds=1)

        assert (first.script_state, first.said) == (Keep.DUE, "the API did not answer in time")
        assert keeping_of(run).script_state == Keep.KEPT
