"""A sync that somebody asked for is done, whatever else writes the stack's row meanwhile."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from runs.k6sim import Fault
from runs.models import Role, Stack
from runs.sync import is_prompt_due, request_sync, take_lease, work_slice
from runs.tasks import ask_for_sync, sync_stack
from tests.pages.visiting import visible, visitor
from tests.sync.simulated import age, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def slice_in_thread(stack: Stack) -> threading.Thread:
    def work() -> None:
        try:
            sync_stack(stack.pk)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_sync_asked_for_while_another_is_under_way_is_done_after_it() -> None:
    """The page of the scheduled one was on its way already: runs made since then are not on it."""
    with simulated(40) as (sim, stack):
        age(sync(stack))
        sim.switches.frozen = False
        before = len(sim.log.entries())
        sim.add_fault(Fault("slow", seconds=2.0, times=1))
        running = slice_in_thread(stack)
        while len(sim.log.entries()) == before and running.is_alive():
            running.join(0.01)
        assert ask_for_sync(Stack.objects.get(pk=stack.pk), timezone.now()).is_queued
        asked_at = len(sim.log.entries())
        running.join()
        sync_stack(stack.pk)  # what a worker's next tick does
        stack.refresh_from_db()

        assert any("created_after" in str(entry) for entry in sim.log.entries()[asked_at:])
        assert stack.sync_asked_at is None
        assert not is_prompt_due(stack, timezone.now())


def test_a_wish_that_came_while_a_reading_was_under_way_outlives_its_end() -> None:
    with simulated(40) as (_, stack):
        sync(stack)
        lease = take_lease(age(stack).pk)
        assert lease is not None
        said = visible(visitor(stack, Role.MEMBER).post(f"/stacks/{stack.slug}/sync/", follow=True))
        assert "the sync you asked for starts right after" in said
        lease.save(fresh_at=timezone.now())  # what the slice under way writes at its end
        lease.release()

        stack.refresh_from_db()
        assert is_prompt_due(stack, timezone.now())


def test_a_slice_that_fails_does_not_put_off_the_sync_that_was_asked_for_meanwhile() -> None:
    with simulated(40) as (sim, stack):
        age(sync(stack))
        sim.add_fault(Fault("status", code=401, times=None))
        lease = take_lease(stack.pk)
        assert lease is not None
        Stack.objects.filter(pk=stack.pk).update(sync_asked_at=timezone.now() + timedelta(minutes=1))
        work_slice(lease)
        lease.release()
        stack.refresh_from_db()

        assert (stack.trouble, stack.retry_at) == ("unauthorized", None)


def test_a_wish_ends_no_wait_that_the_api_asked_for() -> None:
    with simulated(5) as (_, stack):
        later = timezone.now() + timedelta(minutes=1)
        Stack.objects.filter(pk=stack.pk).update(trouble="rate_limited", retry_at=later)
        request_sync(stack, timezone.now())  # as by somebody whose page is older than the trouble

        assert stack.retry_at == later


def test_a_wish_from_a_clock_that_was_ahead_is_done_once() -> None:
    with simulated(5) as (_, stack):
        sync(stack)
        Stack.objects.filter(pk=stack.pk).update(sync_asked_at=timezone.now() + timedelta(days=1))
        assert sync(stack).sync_asked_at is None
