"""New runs arrive without a walk, whatever the clocks say and however many they are."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from runs.k6sim import Fault, Simulator
from runs.sync import take_lease, work_slice
from tests.sync.simulated import age, difference, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


def ahead(of: timedelta) -> str:
    return (datetime.now(UTC) + of).isoformat()


def test_a_new_run_arrives_without_walking_the_history_again() -> None:
    with simulated(120) as (sim, stack):
        sync(stack)
        sim.switches.frozen = False
        (new,) = sim.create_runs(1)
        before = len(sim.log.entries())
        sync(age(stack))

        assert stack.runs.filter(run_id=new).exists()
        assert len(sim.log.entries()) - before < 15


@pytest.mark.parametrize("skew", [-DAY, timedelta(0), DAY])
def test_a_run_dated_two_days_ahead_hides_none_that_come_later_whoever_s_clock_is_wrong(skew: timedelta) -> None:
    """`skew`: how far Grafana's clock is ahead of ours."""
    with simulated(50, clock=lambda: datetime.now(UTC) + skew) as (sim, stack):
        sync(stack)
        sim.switches.frozen = False
        sim.create_runs(1, {"created": ahead(skew + 2 * DAY)})
        sync(age(stack))
        for _ in range(3):
            (later,) = sim.create_runs(1)
            sync(age(stack))
            assert stack.runs.filter(run_id=later).exists()

        assert stack.fresh_mark is not None
        assert stack.fresh_mark <= datetime.now(UTC)


def test_our_clock_set_back_by_a_day_keeps_nothing_waiting() -> None:
    with simulated(50) as (sim, stack):
        sync(stack)
        sim.switches.frozen = False
        (new,) = sim.create_runs(1)
        tomorrow = datetime.now(UTC) + DAY
        sync(age(stack, fresh_at=tomorrow, active_at=tomorrow, fresh_mark=tomorrow, lease_until=tomorrow))

        assert stack.runs.filter(run_id=new).exists()
        assert stack.fresh_at is not None
        assert stack.fresh_at < tomorrow


@pytest.mark.parametrize(
    ("order", "counts", "seconds"), [("ascending", True, 0.3), ("descending", True, 60.0), ("shuffled", False, 60.0)]
)
def test_days_without_a_worker_are_caught_up_with_slice_by_slice_and_without_a_walk(
    order: str, counts: bool, seconds: float
) -> None:
    moment = [datetime.now(UTC) - 3 * DAY]
    with simulated(60, clock=lambda: moment[0]) as (sim, stack):
        sync(stack)
        sim.switches.set({"order": order, "frozen": False, **({} if counts else {"count": None})})
        for _ in range(3):
            sim.now()  # a run is born every few minutes, once the clock goes
            moment[0] += DAY
        sim.now()
        assert len(sim.run_ids()) > 600
        marks: list[datetime] = []
        while difference(sim, stack) and len(marks) < 100:
            lease = take_lease(age(stack).pk)
            assert lease is not None
            work_slice(lease, seconds, walks=False)
            lease.release()
            marks += [mark for mark in [lease.stack.fresh_mark] if mark]

        assert difference(sim, stack) == set()
        assert marks == sorted(marks)
        assert len(marks) == 1 or seconds < 1
        assert stack.walk_started is None


@pytest.mark.parametrize("order", ["ascending", "descending"])
def test_an_api_that_ignores_dates_shows_what_is_new_at_one_end_of_its_list(order: str) -> None:
    with simulated(350) as (sim, stack):
        sim.switches.set({"dates_ignored": True, "order": order})
        sync(stack)
        sim.switches.frozen = False
        new = sim.create_runs(3)
        before = len(sim.log.entries())
        sync(age(stack))

        assert set(new) <= set(stack.runs.values_list("run_id", flat=True))
        assert stack.fresh_at is not None
        assert len(sim.log.entries()) - before < 15


def test_a_run_that_ended_before_it_began_has_no_duration() -> None:
    with simulated(40) as (sim, stack):
        odd = _ended(sim)
        sim.edit_run(odd, {"ended": "2020-01-01T00:00:00Z"})
        sync(stack)

        assert stack.runs.get(run_id=odd).duration is None


def _ended(sim: Simulator) -> int:
    return next(int(str(run["id"])) for run in sim.run_documents() if run["status"] == "completed")


def test_more_active_runs_than_fit_into_a_slice_do_not_keep_runs_in_doubt_waiting() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.switches.frozen = False
        sim.create_runs(30)
        sync(age(stack))
        gone = stack.runs.filter(active=False).earliest("created")
        sim.delete_run(gone.run_id)
        stack.runs.filter(pk=gone.pk).update(ask_again_at=timezone.now())
        sim.add_fault(Fault("slow", path=r"/cloud/v6/test_runs/\d+$", times=None, seconds=0.25))
        lease = take_lease(age(stack, fresh_at=timezone.now(), names_at=timezone.now()).pk)
        assert lease is not None
        work_slice(lease, 6, walks=False)
        gone.refresh_from_db()

        assert stack.runs.followed().count() >= 30
        assert gone.archived
