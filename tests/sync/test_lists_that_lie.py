"""(T4) Lists whose order, links, counts, dates or pages are not what they should be: no run missed, none hidden."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runs.k6sim import Fault
from runs.models import Stack
from runs.sync import take_lease, work_slice
from tests.sync.simulated import age, difference, simulated, sync, walk_again

pytestmark = pytest.mark.django_db(transaction=True)

UNTOLD: Any = object()
LIST = "/cloud/v6/test_runs$"


def marked(stack: Stack) -> int:
    """Runs of which the sync says that they are not there any more."""
    return stack.runs.exclude(not_visible_since=None, archived=False).count()


@pytest.mark.parametrize("count", [UNTOLD, None, 0, 5, 10_000, "many"])
@pytest.mark.parametrize("link", [UNTOLD, None, "http://127.0.0.1:9/always"])
def test_whatever_links_and_counts_say_all_runs_come_and_none_is_marked(link: object, count: object) -> None:
    with simulated(350) as (sim, stack):
        for name, value in {"next_link": link, "count": count}.items():
            if value is not UNTOLD:
                setattr(sim.switches, name, value)
        sync(stack)
        walk_again(stack)

        assert difference(sim, stack) == set()
        assert marked(stack) == 0
        assert stack.walk_finished is not None
        assert bool(stack.walk_incomplete) == (count in {5, 10_000})  # in some stretches there are fewer


@pytest.mark.parametrize("order", ["ascending", "descending", "shuffled"])
@pytest.mark.parametrize("switches", [{"dates_ignored": True}, {"page_cap": 30}, {"orderby_rejected": True}])
def test_an_api_that_ignores_dates_or_keeps_its_pages_short_is_read_to_the_end(
    order: str, switches: dict[str, Any]
) -> None:
    with simulated(350) as (sim, stack):
        sim.switches.set({"order": order, **switches})
        sync(stack)

        assert difference(sim, stack) == set()
        assert stack.walk_incomplete == ""


@pytest.mark.parametrize("order", ["ascending", "descending", "shuffled"])
@pytest.mark.parametrize("counts", [True, False])
def test_runs_that_come_and_go_between_pages_cost_no_others(order: str, counts: bool) -> None:
    with simulated(420) as (sim, stack):
        sim.switches.order = order
        if not counts:
            sim.switches.count = None
        there = sim.run_ids()
        victims = there[10:400:37]

        def stir(_: Stack) -> None:
            if victims:
                sim.delete_run(victims.pop())
                sim.create_runs(1, {"created": (datetime.now(UTC) - timedelta(hours=len(victims))).isoformat()})

        lease = take_lease(stack.pk)
        assert lease is not None
        work_slice(lease, on_page=stir)
        lease.release()
        here = set(stack.runs.values_list("run_id", flat=True))

        assert set(there) & set(sim.run_ids()) <= here
        walk_again(stack)
        assert difference(sim, stack) == set()


def test_a_page_that_comes_again_and_again_ends_the_walk_as_incomplete() -> None:
    with simulated(350) as (sim, stack):
        sync(stack)
        sim.switches.skip_ignored = True
        before = len(sim.log.entries())
        walk_again(stack)

        assert stack.walk_incomplete
        assert stack.walk_finished is not None
        assert len(sim.log.entries()) - before < 150
        assert stack.runs.count() == 350
        assert marked(stack) == 0


def test_an_endless_list_without_dates_and_pages_ends_too() -> None:
    with simulated(350) as (sim, stack):
        link = "http://127.0.0.1:9/next"
        sim.switches.set({"skip_ignored": True, "dates_ignored": True, "next_link": link, "count": None})
        sync(stack)

        assert stack.walk_finished is not None
        assert stack.runs.count() == 100


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "code": 401},
        {"kind": "status", "code": 403},
        {"kind": "status", "code": 404},
        {"kind": "status", "code": 500, "times": 3},
        {"kind": "status", "code": 200, "body": {"value": []}},
        {"kind": "status", "code": 200, "body": {"value": [], "@count": 0}},
        {"kind": "wrong_shape"},
        {"kind": "not_json"},
        {"kind": "cut_short", "times": 3},
    ],
)
@pytest.mark.parametrize("number", [1, 3])
def test_a_page_that_fails_or_is_empty_amid_a_walk_hides_nothing(fault: dict[str, Any], number: int) -> None:
    with simulated(350) as (sim, stack):
        sync(stack)
        pages = iter(range(100))

        def spoil(_: Stack) -> None:
            if next(pages) == number - 1:
                sim.add_fault(Fault(path=LIST, **fault))

        Stack.objects.filter(pk=stack.pk).update(walk_finished=None)
        lease = take_lease(stack.pk)
        assert lease is not None
        work_slice(lease, on_page=spoil)
        lease.release()
        assert stack.runs.count() == 350
        assert marked(stack) == 0

        sim.faults.clear()
        walk_again(age(stack, retry_at=None, trouble="", failures=0))
        assert stack.trouble == ""
        assert stack.walk_finished is not None
        assert difference(sim, stack) == set()
        assert marked(stack) == 0


def test_an_api_that_is_empty_all_at_once_hides_nothing() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        sim.add_fault(Fault("status", None, LIST, code=200, body={"value": [], "@count": 0}))
        walk_again(age(stack))

        assert stack.runs.count() == 60
        assert marked(stack) == 0
