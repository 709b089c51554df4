"""Runs that Grafana does not show: gone only where that is certain, not visible otherwise, and back at the next 200."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from runs.k6sim import Fault, Simulator
from runs.models import Gone, Kind, PendingAction, Role, Stack, TestRun
from tests.builders import make_user
from tests.sync.simulated import age, difference, simulated, sync, walk_again

pytestmark = pytest.mark.django_db(transaction=True)


def ended(stack: Stack, number: int = 0) -> TestRun:
    """One whose results are still there: the newest that ended, or one before it."""
    runs = stack.runs.filter(active=False, retention_expiry__gt=timezone.now()).order_by("-created")
    return runs[number]


def asked(sim: Simulator, path: str) -> int:
    return sum(str(entry["path"]).startswith(f"/cloud/v6/{path}") for entry in sim.log.entries())


def look_again(stack: Stack) -> Stack:
    """What workers do within the next minute."""
    return sync(age(stack))


def test_a_run_deleted_elsewhere_is_archived_with_all_that_was_known() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        run = ended(stack)
        sim.delete_run(run.run_id)
        walk_again(stack)
        after = TestRun.objects.with_its_page().get(pk=run.pk)

        assert (after.archived, after.gone_reason, after.gone_by) == (True, Gone.DELETED_ELSEWHERE, "")
        assert after.gone_at is not None
        assert after.not_visible_since is None
        assert (after.status, after.note, after.total_vuh) == (run.status, run.note, run.total_vuh)
        assert after.document.body["id"] == run.run_id
        assert stack.runs.filter(archived=True).count() == 1


@pytest.mark.parametrize("saved", [True, False])
def test_a_run_whose_retention_was_over_is_expired_unless_it_was_saved(saved: bool) -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        run = ended(stack)
        stack.runs.filter(pk=run.pk).update(retention_expiry=timezone.now() - timedelta(days=1), is_saved=saved)
        sim.delete_run(run.run_id)
        walk_again(stack)
        run.refresh_from_db()

        assert run.gone_reason == (Gone.DELETED_ELSEWHERE if saved else Gone.EXPIRED)


def test_an_active_run_that_was_deleted_is_archived_within_the_minute() -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        run = stack.runs.followed()[0]
        sim.delete_run(run.run_id)
        look_again(stack)
        run.refresh_from_db()

        assert (run.archived, run.gone_reason, run.active) == (True, Gone.DELETED_ELSEWHERE, False)


def test_a_token_that_lost_folders_archives_nothing_and_asks_little() -> None:
    with simulated(700) as (sim, stack):
        sync(stack)
        projects = {int(str(document["project_id"])) for document in sim.run_documents()}
        hidden = set(sorted(projects)[:-1])
        sim.switches.hidden_projects = frozenset(hidden)
        lost = stack.runs.filter(project__project_id__in=hidden)
        before = asked(sim, "test_runs/"), asked(sim, "load_tests/")
        walk_again(stack)
        for _ in range(30):
            look_again(stack)
        tests = stack.load_tests.filter(project_id__in=hidden).count()

        assert lost.count() > 300
        assert lost.filter(not_visible_since=None).count() == 0
        assert not stack.runs.filter(archived=True).exists()
        assert difference(sim, stack) & set(stack.runs.values_list("run_id", "digest")) == set()
        # Each load test is asked for once, and of its runs one or two, however many there are.
        assert asked(sim, "load_tests/") - before[1] <= tests + 30
        assert asked(sim, "test_runs/") - before[0] <= 2 * tests + 60

        sim.switches.hidden_projects = frozenset()
        walk_again(stack)
        assert difference(sim, stack) == set()
        assert not stack.runs.exclude(not_visible_since=None).exists()


def test_thousands_in_doubt_are_asked_for_a_few_at_a_time() -> None:
    with simulated(200) as (sim, stack):
        sync(stack)
        victims = list(stack.runs.filter(active=False).values_list("run_id", flat=True)[:90])
        for run_id in victims:
            sim.delete_run(run_id)
        before = asked(sim, "test_runs/")
        walk_again(stack)
        first = asked(sim, "test_runs/") - before
        seen = [stack.runs.filter(archived=True).count()]
        while seen[-1] < len(victims) and len(seen) < 20:
            look_again(stack)
            seen.append(stack.runs.filter(archived=True).count())

        assert first <= 20
        assert max(after - earlier for earlier, after in pairwise(seen)) <= 20
        assert seen[-1] == len(victims)


def test_a_run_that_is_not_visible_is_asked_for_again_a_day_later_and_comes_back_by_itself() -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        hidden = frozenset({int(str(sim.document(ended(stack).run_id)["project_id"]))})
        sim.switches.hidden_projects = hidden
        walk_again(stack)
        look_again(stack)
        unseen = stack.runs.exclude(not_visible_since=None)
        before = asked(sim, "test_runs/")
        look_again(stack)
        quiet = asked(sim, "test_runs/") - before
        sim.switches.hidden_projects = frozenset()
        number = unseen.count()
        unseen.update(ask_again_at=timezone.now())
        for _ in range(10):
            look_again(stack)

        assert number > 0
        assert quiet <= stack.runs.followed().count()
        assert unseen.count() == 0
        assert not stack.runs.exclude(ask_again_at=None).exists()


def test_an_archived_run_that_grafana_shows_again_is_an_ordinary_run_again() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        run = ended(stack, 20)  # not one of those that are read again with what is new
        path = f"/cloud/v6/test_runs/{run.run_id}$"
        sim.add_fault(Fault("status", None, path, code=404))
        stack.runs.filter(pk=run.pk).update(ask_again_at=timezone.now())
        look_again(stack)
        run.refresh_from_db()
        was_archived = run.archived
        sim.faults.clear()
        walk_again(stack)
        run.refresh_from_db()

        assert was_archived
        assert (run.archived, run.gone_at, run.gone_reason) == (False, None, "")
        assert difference(sim, stack) == set()


@pytest.mark.parametrize("code", [403, 500])
def test_no_run_is_marked_for_an_answer_that_says_nothing_about_it(code: int) -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        stack.runs.update(ask_again_at=timezone.now())
        sim.add_fault(Fault("status", None, "/cloud/v6/", code=code))
        look_again(stack)

        assert stack.trouble
        assert not stack.runs.exclude(not_visible_since=None, archived=False).exists()


def test_a_run_whose_document_is_spoiled_is_left_alone_for_a_day() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        run = ended(stack)
        sim.edit_run(run.run_id, {"status": 5})
        walk_again(stack)
        look_again(stack)
        run.refresh_from_db()

        assert (run.archived, run.not_visible_since, stack.trouble) == (False, None, "")
        assert run.ask_again_at is not None
        assert run.ask_again_at > timezone.now() + timedelta(hours=20)


def test_a_run_that_somebody_is_deleting_here_is_left_to_who_settles_that() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        run = ended(stack)
        user = make_user(stack.team, Role.MEMBER)
        PendingAction.objects.create(
            stack=stack, run=run, kind=Kind.DELETE, actor=user, actor_email=user.email, asked_at=timezone.now()
        )
        sim.delete_run(run.run_id)
        walk_again(stack)
        look_again(stack)
        run.refresh_from_db()

        assert not run.archived
