"""What is new, what is active, and what goes wrong: each slice against the simulator over real HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from runs.k6sim import Fault, Simulator
from runs.models import Stack
from runs.sync import is_due, progress_of, take_lease, work_slice
from tests.sync.simulated import age, simulated, sync, walk_again

pytestmark = pytest.mark.django_db(transaction=True)


def asked(sim: Simulator, path: str) -> list[dict[str, Any]]:
    return [entry for entry in sim.log.entries() if str(entry["path"]).startswith(path)]


def test_active_runs_are_followed_one_by_one_to_their_end() -> None:
    moment = [datetime(2026, 11, 20, 12, tzinfo=UTC)]
    with simulated(80, clock=lambda: moment[0]) as (sim, stack):
        sync(stack)
        active = set(stack.runs.filter(active=True).values_list("run_id", flat=True))
        sim.switches.frozen = False
        moment[0] += timedelta(days=1)
        sync(age(stack, fresh_at=timezone.now()))

        assert active
        assert stack.runs.filter(run_id__in=active, active=True).count() < len(active)
        for run in stack.runs.filter(run_id__in=active):
            assert run.status == sim.document(run.run_id)["status"]
        assert asked(sim, "/cloud/v6/test_runs/")


def test_however_many_active_runs_cannot_be_read_the_others_are_followed_and_the_walk_goes_on() -> None:
    with simulated(400) as (sim, stack):
        sync(stack)
        active = list(stack.runs.filter(active=True).order_by("-created").values_list("run_id", flat=True))
        spoiled, well = active[:4], active[4:]
        for run_id in spoiled:
            sim.edit_run(run_id, {"status": 5})
        for run_id in well:
            sim.edit_run(run_id, {"note": "seen again"})
        stack.runs.filter(run_id__in=spoiled).update(last_seen=timezone.now() - timedelta(days=1))  # asked for first
        walk_again(age(stack))

        assert well
        assert set(stack.runs.filter(run_id__in=well).values_list("note", flat=True)) == {"seen again"}
        assert stack.walk_finished is not None
        assert stack.trouble == ""
        assert set(stack.set_aside.values_list("run_id", flat=True)) == set(spoiled)


def test_a_row_that_cannot_be_read_is_set_aside_and_its_neighbours_are_kept() -> None:
    with simulated(40) as (sim, stack):
        poisoned = sim.run_ids()[5]
        sim.edit_run(poisoned, {"status": 5})
        sync(stack)

        assert stack.runs.count() == 39
        assert list(stack.set_aside.values_list("run_id", flat=True)) == [poisoned]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"kind": "status", "code": 401}, "unauthorized"),
        ({"kind": "status", "code": 403}, "forbidden"),
        ({"kind": "rate_limited", "retry_after": "77"}, "rate_limited"),
        ({"kind": "unavailable"}, "server_error"),
        ({"kind": "html"}, "server_error"),
        ({"kind": "not_json"}, "not_json"),
        ({"kind": "wrong_shape"}, "shape"),
        ({"kind": "cut_short"}, "cut_short"),
        ({"kind": "reset"}, "cut_short"),
        ({"kind": "redirect", "location": "http://127.0.0.1:9/"}, "redirect"),
    ],
)
def test_trouble_is_one_word_and_costs_no_rows(fault: dict[str, Any], word: str) -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        before = set(stack.runs.values_list("run_id", "digest"))
        sim.add_fault(Fault(times=None, **fault))
        sync(age(stack))

        assert stack.trouble == word
        assert stack.retry_at is not None
        assert set(stack.runs.values_list("run_id", "digest")) == before

        sim.faults.clear()
        sync(age(stack, retry_at=None))
        assert stack.trouble == ""


def test_retry_after_is_obeyed_before_the_next_try() -> None:
    with simulated(40) as (sim, stack):
        sim.add_fault(Fault(kind="rate_limited", retry_after="77"))
        sync(stack)
        now = timezone.now()

        assert stack.retry_at is not None
        assert timedelta(seconds=60) < stack.retry_at - now <= timedelta(seconds=77)
        assert not is_due(stack, now)
        assert is_due(stack, now + timedelta(seconds=80))


def test_an_api_that_is_down_is_said_and_a_token_that_does_not_open_too() -> None:
    with simulated(30) as (_, stack):
        sync(stack)
    sync(age(stack))
    down = stack.trouble
    Stack.objects.filter(pk=stack.pk).update(sealed_token="from another row")
    sync(age(stack))

    assert down == "unreachable"
    assert stack.trouble == "token_unreadable"
    assert stack.runs.count() == 30


def test_progress_counts_rows_of_the_total_while_the_first_walk_is_on() -> None:
    with simulated(300) as (_, stack):
        seen = []
        lease = take_lease(stack.pk)
        assert lease is not None
        work_slice(lease, on_page=lambda stack: seen.append(progress_of(stack)))
        lease.release()

        assert [progress.total for progress in seen[:1]] == [300]
        rows = [progress.rows for progress in seen if progress.is_walking]
        assert rows == sorted(rows)
        assert rows[-1] <= 300
        assert not progress_of(sync(stack)).is_walking


def test_a_token_that_the_api_echoes_is_not_stored() -> None:
    with simulated(40) as (sim, stack):
        echoing = sim.run_ids()[-1]
        details = {"message": f"auth for {sim.token} failed"}
        sim.edit_run(echoing, {"result_details": details, "options": {"tags": {"who": sim.token}}})
        sync(stack)
        run = stack.runs.select_related("document").get(run_id=echoing)

        assert run.document.body["result_details"] == {"message": "auth for [redacted] failed"}
        assert sim.token not in str(run.document.body)
