"""The full walk against the simulator over real HTTP: whatever the order, the table ends equal to the API."""

import pytest
from django.utils import timezone

from runs.models import Stack
from runs.sync import LeaseLost, take_lease, work_slice
from tests.builders import make_stack
from tests.sync.simulated import difference, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("order", ["ascending", "descending", "shuffled"])
def test_the_whole_history_arrives_in_whatever_order_the_api_lists_it(order: str) -> None:
    with simulated(700) as (sim, stack):
        sim.switches.order = order
        sync(stack)

        assert difference(sim, stack) == set()
        assert stack.walk_finished is not None
        assert stack.walk_incomplete == ""
        assert stack.trouble == ""


def test_projects_and_load_tests_have_their_names() -> None:
    with simulated(60) as (_, stack):
        sync(stack)

        assert not stack.load_tests.filter(name="").exists()
        assert not stack.projects.filter(name="").exists()
        assert not stack.load_tests.filter(project_id=None).exists()


def test_a_walk_that_was_cut_off_goes_on_where_it_was() -> None:
    with simulated(600) as (sim, stack):
        lease = take_lease(stack.pk)
        assert lease is not None
        work_slice(lease, seconds=0)  # one slice ends before the first page
        pages = iter([False, False, True])

        class Killed(BaseException):
            pass

        def die_on_the_third_page(_: Stack) -> None:
            if next(pages):
                raise Killed

        with pytest.raises(Killed):
            work_slice(lease, on_page=die_on_the_third_page)
        lease.release()
        here = stack.runs.count()
        asked = len(sim.log.entries())
        sync(stack)

        assert 0 < here < 600
        assert difference(sim, stack) == set()
        assert len(sim.log.entries()) - asked < 30


def test_a_worker_that_wakes_up_late_writes_nothing() -> None:
    with simulated(50) as (_, stack):
        late = take_lease(stack.pk)
        assert late is not None
        Stack.objects.filter(pk=stack.pk).update(lease_until=timezone.now())
        assert take_lease(stack.pk) is not None

        with pytest.raises(LeaseLost):
            work_slice(late)
        assert stack.runs.count() == 0


def test_only_one_holds_the_lease_until_it_is_released() -> None:
    stack = make_stack()
    first = take_lease(stack.pk)

    assert first is not None
    assert take_lease(stack.pk) is None
    first.release()
    assert take_lease(stack.pk) is not None


def test_runs_deleted_while_the_walk_is_under_way_cost_no_others() -> None:
    with simulated(500) as (sim, stack):
        lease = take_lease(stack.pk)
        assert lease is not None
        oldest = sim.run_ids()
        deleted = oldest[200:260:3]

        def delete_one(_: Stack) -> None:
            if deleted:
                sim.delete_run(deleted.pop())

        work_slice(lease, on_page=delete_one)
        lease.release()
        sync(stack)
        gone = set(stack.runs.values_list("run_id", flat=True)) - set(sim.run_ids())

        assert set(sim.run_ids()) <= set(stack.runs.values_list("run_id", flat=True))
        assert gone <= set(oldest[200:260:3])


def test_a_run_that_a_complete_walk_did_not_meet_is_marked_and_kept_until_it_is_seen_again() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        hidden = sim.document(sim.run_ids()[0])["project_id"]
        sim.switches.hidden_projects = frozenset({int(str(hidden))})
        Stack.objects.filter(pk=stack.pk).update(walk_finished=None)
        sync(stack)
        missing = stack.runs.filter(not_visible_since__isnull=False)
        number = missing.count()
        sim.switches.hidden_projects = frozenset()
        Stack.objects.filter(pk=stack.pk).update(walk_finished=None)
        sync(stack)

        assert number > 0
        assert missing.count() == 0
        assert difference(sim, stack) == set()
