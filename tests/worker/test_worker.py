"""`run_worker` as its own process: it finds what is due, does what was asked for on a page, and ends when told."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from runs.models import Beat, Keep, Role, ScriptFile, Stack
from tests.builders import make_stack, make_user
from tests.sync.simulated import simulated, sync
from tests.worker.processes import members_of, running, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stack_that_became_due_is_synced_without_anybody_asking() -> None:
    with simulated(120) as (sim, stack), running("run_worker") as worker:
        wait_until(lambda: Stack.objects.get(pk=stack.pk).walk_finished is not None, worker)

        assert set(stack.runs.values_list("run_id", flat=True)) == set(sim.run_ids())
        assert Beat.objects.get(name="worker").at > timezone.now() - timedelta(minutes=1)


def test_sync_now_on_the_page_is_picked_up_by_the_worker() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.switches.frozen = False
        (new,) = sim.create_runs(1)
        client = Client()
        client.force_login(make_user(stack.team, Role.MEMBER))
        Stack.objects.filter(pk=stack.pk).update(fresh_at=timezone.now() - timedelta(seconds=30))
        client.post(reverse("stack_sync", args=[stack.slug]))
        assert OrmQ.objects.count() == 1

        with running("run_worker") as worker:
            wait_until(lambda: stack.runs.filter(run_id=new).exists(), worker)
            wait_until(lambda: not OrmQ.objects.exists(), worker)


def test_scripts_and_distributions_of_ended_runs_are_kept_beside_the_sync() -> None:
    with simulated(30) as (_, stack), running("run_worker") as worker:
        ended = stack.runs.filter(active=False)
        wait_until(lambda: ended.filter(keeping__script_state=Keep.KEPT, keep_at=None).count() > 5, worker)
        digests = ScriptFile.objects.values_list("sha256", flat=True)

        assert digests
        assert all((Path(settings.MEDIA_ROOT) / "scripts" / one[:2] / one).is_file() for one in digests)


def test_a_stack_without_a_token_and_one_in_a_forced_pause_are_left_alone() -> None:
    later = timezone.now() + timedelta(hours=1)
    with simulated(30) as (sim, stack):
        Stack.objects.filter(pk=stack.pk).update(retry_at=later)
        Stack.objects.filter(pk=make_stack(stack_id=sim.stack_id, fresh_at=None).pk).update(sealed_token="")
        with running("run_worker") as worker:
            wait_until(lambda: Beat.objects.filter(name="worker").exists(), worker)
            seen = Beat.objects.get(name="worker").at
            wait_until(lambda: Beat.objects.get(name="worker").at > seen, worker)

        assert sim.log.entries() == []
        assert not OrmQ.objects.exists()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_ends_well_and_leaves_no_child(told: signal.Signals) -> None:
    with simulated(30) as (_, stack), running("run_worker") as worker:
        wait_until(lambda: Stack.objects.get(pk=stack.pk).walk_finished is not None, worker)
        assert len(members_of(worker.pid)) > 1
        worker.send_signal(told)
        said, _ = worker.communicate(timeout=60)

        assert worker.returncode == 0, said
        assert members_of(worker.pid) == []
        assert "Traceback" not in said
        assert Stack.objects.get(pk=stack.pk).lease_until is None


def test_a_worker_that_was_killed_leaves_nothing_that_the_next_one_cannot_take_over() -> None:
    with simulated(900) as (sim, stack):
        with running("run_worker") as first:
            wait_until(lambda: stack.runs.count() >= 200, first)
        half = stack.runs.count()
        Stack.objects.filter(pk=stack.pk).update(lease_until=timezone.now(), queued_until=None)
        with running("run_worker") as second:
            wait_until(lambda: Stack.objects.get(pk=stack.pk).walk_finished is not None, second)

        assert 200 <= half <= 900
        assert set(stack.runs.values_list("run_id", flat=True)) == set(sim.run_ids())
