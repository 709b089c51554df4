"""`sync_runs`: the sync in the foreground, exit 0 only when all of it was done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from runs.k6sim import Fault, Simulator
from runs.models import Stack
from tests.builders import make_stack
from tests.commands.calling import call
from tests.sync.simulated import difference, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def created(sim: Simulator, run_id: int) -> datetime:
    return datetime.fromisoformat(str(sim.document(run_id)["created"])).astimezone(UTC)


def test_it_reads_the_whole_history_and_says_how_much() -> None:
    with simulated(250) as (sim, stack):
        said = call("sync_runs", "--stack", stack.slug)

        assert difference(sim, stack) == set()
        assert said.out == f"{stack.slug}: 250 runs.\n"
        assert said.refusal == ""


def test_without_a_name_every_connected_stack_is_read() -> None:
    with simulated(60) as (sim, stack):
        second = make_stack(
            stack.team, stack_id=sim.stack_id, token=sim.token, fresh_at=None, walk_finished=None, names_at=None
        )
        Stack.objects.filter(pk=make_stack(stack.team).pk).update(sealed_token="")
        said = call("sync_runs")

        assert stack.runs.count() == second.runs.count() == 60
        assert len(said.out.splitlines()) == 2


def test_run_again_it_reads_only_what_is_new() -> None:
    with simulated(300) as (sim, stack):
        call("sync_runs", "--stack", stack.slug)
        sim.switches.frozen = False
        (new,) = sim.create_runs(1)
        sim.log.clear()
        call("sync_runs", "--stack", stack.slug)

        assert stack.runs.filter(run_id=new).exists()
        assert len(sim.log.entries()) < 20


def test_full_walks_the_whole_history_again_and_finds_what_changed() -> None:
    with simulated(150) as (sim, stack):
        call("sync_runs", "--stack", stack.slug)
        oldest = sim.run_ids()[0]
        sim.edit_run(oldest, {"note": "changed afterwards"})
        call("sync_runs", "--stack", stack.slug)
        before = stack.runs.get(run_id=oldest).note
        said = call("sync_runs", "--stack", stack.slug, "--full")

        assert before != "changed afterwards"
        assert stack.runs.get(run_id=oldest).note == "changed afterwards"
        assert said.refusal == ""


def test_after_and_before_read_that_stretch_of_time_alone() -> None:
    with simulated(120) as (sim, stack):
        ids = sim.run_ids()
        after, before = created(sim, ids[40]), created(sim, ids[60])
        said = call(
            "sync_runs", "--stack", stack.slug, "--after", f"{after:%FT%T.%fZ}", "--before", f"{before:%FT%T.%fZ}"
        )
        expected = {run for run in ids if after <= created(sim, run) < before}

        assert set(stack.runs.values_list("run_id", flat=True)) == expected
        assert f"{len(expected)} runs read, {len(expected)} new or changed." in said.out
        queries = [entry["query"] for entry in sim.log.entries()]
        assert all({"created_after", "created_before"} <= set(query) for query in queries)  # type: ignore[call-overload]


def test_a_day_is_a_day_of_utc() -> None:
    with simulated(120) as (sim, stack):
        day = created(sim, sim.run_ids()[-1]).date() - timedelta(days=3)
        call("sync_runs", "--stack", stack.slug, "--after", day.isoformat())
        start = datetime(day.year, day.month, day.day, tzinfo=UTC)

        assert set(stack.runs.values_list("run_id", flat=True)) == {
            run for run in sim.run_ids() if created(sim, run) >= start
        }


def test_tests_reads_the_lists_of_the_load_tests_that_ran_last() -> None:
    with simulated(100) as (sim, stack):
        sync(stack)
        sim.log.clear()
        said = call("sync_runs", "--stack", stack.slug, "--tests", "2")
        asked = {str(entry["path"]) for entry in sim.log.entries()}

        assert len(asked) == 2
        assert all(path.startswith("/cloud/v6/load_tests/") and path.endswith("/test_runs") for path in asked)
        assert len(said.out.splitlines()) == 2


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"kind": "status", "code": 401}, "unauthorized"),
        ({"kind": "unavailable"}, "server_error"),
        ({"kind": "not_json"}, "not_json"),
        ({"kind": "reset"}, "cut_short"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--after", "2020-01-01"], ["--tests", "1"]], ids=["walk", "window", "tests"])
def test_trouble_is_said_and_ends_the_command_as_not_done(fault: dict[str, Any], word: str, more: list[str]) -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        sim.add_fault(Fault(times=None, **fault))
        said = call("sync_runs", "--stack", stack.slug, *more)

        assert said.refusal == f"Not done: {stack.slug}."
        assert said.err.startswith(f"{stack.slug}: ")
        assert more or word in said.err
        assert sim.token not in said.everything
        assert stack.runs.count() == 40


def test_one_stack_in_trouble_does_not_keep_the_others_from_their_sync() -> None:
    with simulated(40) as (sim, stack):
        wrong = make_stack(stack.team, slug="a-wrong-one", stack_id=sim.stack_id, token="nobody-made-this")
        said = call("sync_runs")

        assert said.refusal == f"Not done: {wrong.slug}."
        assert stack.runs.count() == 40


def test_a_token_that_does_not_open_and_an_api_that_is_down_are_said() -> None:
    stack = make_stack(fresh_at=None)
    with override_settings(K6_API_URL="http://127.0.0.1:9"):
        down = call("sync_runs", "--stack", stack.slug)
    Stack.objects.filter(pk=stack.pk).update(sealed_token="of another row")
    sealed = call("sync_runs", "--stack", stack.slug, "--after", "2026-01-01")

    assert "unreachable" in down.err
    assert "does not open" in sealed.err
    assert down.refusal == sealed.refusal == f"Not done: {stack.slug}."
    stack.refresh_from_db()
    assert stack.lease_until is None


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-02-30", "12:00", ""])
def test_a_time_that_is_none_is_refused(text: str) -> None:
    stack = make_stack()
    assert "--after" in call("sync_runs", "--stack", stack.slug, "--after", text).refusal


def test_a_stack_that_is_not_there_is_refused() -> None:
    assert call("sync_runs").refusal == "No stack is connected yet."
    assert call("sync_runs", "--stack", "nobody").refusal == "No connected stack is called 'nobody'."
