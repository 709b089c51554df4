"""Deleting a run keeps first what only Grafana has of it, or asks again, naming what will be lost."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from runs.breaker import WELL
from runs.k6sim import Fault
from runs.keeping import keep_slice
from runs.models import Keep, PendingAction, RunDistribution, RunKeeping, Stack, TestRun
from tests.actions.acting import ended, events, writes
from tests.builders import make_run
from tests.keeping.scripts import asked_for_scripts, keep_script, keeping_of, only, store_in, stored_files
from tests.pages.acting import Desk, at_a_desk, text

pytestmark = pytest.mark.django_db(transaction=True)

LOST = "Its script could not be kept and will be lost: the API refused with HTTP 500: Simulated answer 500."
BOTH = ["script", "distribution"]


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with store_in(tmp_path) as folder:
        yield folder


def run_of(desk: Desk) -> TestRun:
    return only(desk.stack, ended(desk.stack, retention_expiry__gt=timezone.now(), zone_set__isnull=False))


def deletes(desk: Desk, run: TestRun) -> int:
    return len(writes(desk.sim, run))


def is_gone(run: TestRun) -> bool:
    return TestRun.objects.get(pk=run.pk).archived


def well(desk: Desk) -> None:
    """The breaker forgets what a test ordered before."""
    Stack.objects.filter(pk=desk.stack.pk).update(**WELL)


def test_a_deleted_run_has_its_script_and_its_distribution_kept_first_and_is_deleted_once() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        said = desk.post(run, "delete", confirm="yes")
        kept = keeping_of(run)
        order = [str(entry["method"]) for entry in desk.sim.log.entries() if str(run.run_id) in str(entry["path"])]

        assert "Our record of it stays here, archived" in said
        assert (kept.script_state, kept.distribution_state) == (Keep.KEPT, Keep.KEPT)
        assert RunDistribution.objects.get(run=run).zones
        assert len(stored_files()) == 1
        assert order == ["GET", "GET", "DELETE"]
        assert is_gone(run)
        assert "Read the script" in text(desk.page(run))


def test_what_is_kept_already_is_not_asked_for_again() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        keep_slice(desk.stack)
        asked = asked_for_scripts(desk.sim)
        desk.post(run, "delete", confirm="yes")

        assert asked_for_scripts(desk.sim) == asked
        assert deletes(desk, run) == 1


def test_a_script_that_could_not_be_kept_is_asked_about_again_and_only_then_lost() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        desk.sim.add_fault(Fault("status", code=500, path=".*script", times=None))
        question = desk.post(run, "delete", confirm="yes")
        before = (deletes(desk, run), is_gone(run), PendingAction.objects.count())
        well(desk)
        desk.post(run, "delete", confirm="yes", lose="script")

        assert LOST in question
        assert 'name="lose" value="script"' in question
        assert "Delete it all the same" in question
        assert before == (0, False, 0)
        assert (deletes(desk, run), is_gone(run)) == (1, True)
        assert events(run) == [("run_delete", "done", "")]
        assert keeping_of(run).distribution_state == Keep.KEPT


def test_agreeing_to_lose_one_part_is_not_agreeing_to_lose_the_other() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        desk.sim.add_fault(Fault("status", code=400, path=".*(script|distribution)", times=None))
        question = desk.post(run, "delete", confirm="yes", lose="script")
        before = deletes(desk, run)
        desk.client.post(desk.url(run, "delete/"), {"confirm": "yes", "lose": BOTH})

        assert "Its nodes and their addresses could not be kept and will be lost" in question
        assert (before, deletes(desk, run)) == (0, 1)


def test_a_script_that_grafana_does_not_have_is_no_loss() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        TestRun.objects.filter(pk=run.pk).update(ended=timezone.now() - timedelta(days=1))
        desk.sim.add_fault(Fault("status", code=404, path=".*(script|distribution)", times=None))
        desk.post(run, "delete", confirm="yes")

        assert is_gone(run)
        assert keeping_of(run).script_state == Keep.NONE


def test_scripts_that_are_not_wanted_are_named_in_the_first_question() -> None:
    with at_a_desk() as desk:
        Stack.objects.filter(pk=desk.stack.pk).update(keeps_scripts=False)
        run = run_of(desk)
        question = desk.post(run, "delete")
        unnamed = desk.post(run, "delete", confirm="yes")
        before = deletes(desk, run)
        desk.post(run, "delete", confirm="yes", lose="script")

        assert "Its script will be lost: a lead has switched off" in question
        assert "Delete it all the same" in unnamed
        assert (before, deletes(desk, run)) == (0, 1)
        assert asked_for_scripts(desk.sim) == []


def test_a_full_store_is_named_as_the_reason() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        keep_script(make_run(), b"x" * 100)
        with override_settings(SCRIPT_STORE_MAX=100):
            question = desk.post(run, "delete", confirm="yes")

        assert "will be lost: the store of scripts is full" in question
        assert deletes(desk, run) == 0


def test_an_api_out_of_reach_loses_nothing() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        desk.sim.add_fault(Fault("rate_limited", times=None, retry_after="60"))
        question = desk.post(run, "delete", confirm="yes")

        assert "could not be kept and will be lost" in question
        assert (deletes(desk, run), is_gone(run)) == (0, False)
        assert not RunKeeping.objects.exists()


def test_a_run_that_can_not_be_deleted_is_not_fetched() -> None:
    with at_a_desk() as desk:
        run = only(desk.stack, desk.stack.runs.filter(status="running").latest("created"))
        said = desk.post(run, "delete", confirm="yes")

        assert "Abort it first" in said
        assert asked_for_scripts(desk.sim) == []


def test_with_scripts_the_second_question_takes_the_place_of_the_first_in_the_dialog() -> None:
    with at_a_desk() as desk:
        run = run_of(desk)
        desk.sim.add_fault(Fault("status", code=500, path=".*script", times=None))
        answer = desk.htmx(run, "delete", confirm="yes")
        well(desk)
        after = desk.htmx(run, "delete", confirm="yes", lose="script")

        assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#confirm", "innerHTML")
        assert answer.status_code == 200
        assert "<html" not in text(answer)
        assert LOST in text(answer)
        assert after.headers["HX-Retarget"] == "#live"
        assert is_gone(run)
