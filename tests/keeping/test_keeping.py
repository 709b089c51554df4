"""What ended runs leave behind in Grafana, fetched once and kept: real HTTP, real files."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from runs.connection import client_for
from runs.k6sim import Fault
from runs.keeping import keep_slice, stacks_due
from runs.keeping import work as working
from runs.models import Keep, RunDistribution, RunKeeping, ScriptFile, TestRun
from tests.actions.acting import running
from tests.builders import make_runs, make_stack, run_document
from tests.keeping.scripts import asked_for_scripts, due, keep_all, keeping_of, only, stored_files, with_a_script
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def script_at_the_api(run: TestRun) -> bytes:
    with client_for(run.stack) as client, client.open_script(run.run_id) as stream:
        return b"".join(stream)


def test_an_ended_run_has_its_script_and_its_distribution_kept(store: Path) -> None:
    with simulated(80) as (_, stack):
        run = with_a_script(sync(stack))
        pause = keep_slice(stack)
        kept = keeping_of(run)
        bytes_there = script_at_the_api(run)

    assert pause is None
    assert (kept.script_state, kept.distribution_state, kept.said) == (Keep.KEPT, Keep.KEPT, "")
    assert kept.script is not None
    place = store / "scripts" / kept.script.sha256[:2] / kept.script.sha256
    assert place.read_bytes() == bytes_there
    assert kept.script.size == len(bytes_there)
    assert len(kept.script.fingerprint) == 64
    assert RunDistribution.objects.get(run=run).zones
    assert TestRun.objects.get(pk=run.pk).keep_at is None


def test_a_sync_marks_new_runs_as_due_and_leaves_the_mark_of_known_ones_alone() -> None:
    stack = make_stack()
    make_runs(stack, run_document(1), run_document(2))
    assert set(due(stack)) == {1, 2}
    stack.runs.filter(run_id=1).update(keep_at=None)
    make_runs(stack, run_document(1, note="changed"), run_document(2), run_document(3))

    assert set(due(stack)) == {2, 3}


def test_files_can_be_read_by_their_owner_alone(store: Path) -> None:
    with simulated(40) as (_, stack):
        with_a_script(sync(stack))
        keep_slice(stack)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in store.glob("scripts/*/*")}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in [store / "scripts", *store.glob("scripts/*")]}

    assert (modes, folders) == ({0o600}, {0o700})


def test_a_whole_history_is_kept_newest_first_and_a_few_runs_a_slice() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        ended_runs = list(stack.runs.filter(active=False).order_by("-created", "-id").values_list("run_id", flat=True))
        keep_slice(stack)
        first = asked_for_scripts(sim)
        keep_all(stack)

        assert first == ended_runs[: working.MOST_RUNS]
        assert asked_for_scripts(sim) == ended_runs
        assert RunKeeping.objects.filter(script_state=Keep.KEPT).count() > 30
        assert not RunKeeping.objects.exclude(script_state__in=[Keep.KEPT, Keep.NONE]).exists()
        assert set(stored_files()) == set(ScriptFile.objects.values_list("sha256", flat=True))


def test_bytes_that_come_again_are_stored_once_across_stacks_and_teams() -> None:
    with simulated(60) as (sim, stack):
        other = make_stack(stack_id=sim.stack_id, token=sim.token, fresh_at=None, walk_finished=None, names_at=None)
        run = with_a_script(sync(stack))
        sync(other)
        twin = only(other, other.runs.get(run_id=run.run_id))
        keep_slice(stack)
        keep_slice(other)

        assert keeping_of(run).script == keeping_of(twin).script
        assert len(stored_files()) == 1


def test_a_run_that_goes_on_is_left_alone_until_it_ends() -> None:
    with simulated(80) as (sim, stack):
        run = only(sync(stack), running(stack))
        keep_slice(stack)
        asked = asked_for_scripts(sim)
        stack.runs.filter(pk=run.pk).update(active=False)
        keep_slice(stack)

        assert asked == []
        assert asked_for_scripts(sim) == [run.run_id]


@pytest.mark.parametrize("marks", [{"archived": True}, {"not_visible_since": timezone.now()}])
def test_nothing_is_asked_about_a_run_that_grafana_does_not_show(marks: dict[str, object]) -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        stack.runs.filter(pk=run.pk).update(**marks)
        keep_slice(stack)

        assert asked_for_scripts(sim) == []
        assert not stacks_due(timezone.now()).exists()


def test_a_script_that_the_api_does_not_have_is_said_so_and_not_asked_for_again() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        stack.runs.filter(pk=run.pk).update(ended=timezone.now() - timedelta(days=2))
        sim.add_fault(Fault("status", code=404, path=".*(script|distribution)", times=None))
        keep_slice(stack)

        assert (keeping_of(run).script_state, keeping_of(run).distribution_state) == (Keep.NONE, Keep.NONE)
        assert due(stack) == []


def test_parts_of_a_run_that_ended_just_now_are_asked_for_again_before_they_count_as_not_there() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        stack.runs.filter(pk=run.pk).update(ended=timezone.now())
        sim.add_fault(Fault("status", code=404, path=".*script"))
        keep_slice(stack)
        first = keeping_of(run)
        assert due(stack) == [run.run_id]
        keep_slice(stack)

        assert (first.script_state, first.said) == (Keep.DUE, "Grafana does not have it yet")
        assert keeping_of(run).script_state == Keep.KEPT
