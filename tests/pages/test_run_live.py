"""A run that people watch: kept current by one call however many they are, until it has ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from runs.k6sim import Fault
from runs.models import TestRun
from tests.actions.acting import ended, running
from tests.pages.acting import HTMX, Desk, at_a_desk, text
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def reads(desk: Desk, run: TestRun) -> int:
    """How often the API was asked for this run."""
    path = f"/cloud/v6/test_runs/{run.run_id}"
    return sum(1 for entry in desk.sim.log.entries() if entry["path"] == path and entry["method"] == "GET")


def watch(desk: Desk, run: TestRun) -> Any:
    return desk.page(run, "live/", **HTMX)


def test_many_who_watch_share_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runs.live.SHARED_FOR", timedelta(hours=1))  # however slow this machine is
    with at_a_desk() as desk:
        run = running(desk.stack)
        before = reads(desk, run)
        others = [desk.as_role(role) for role in ("viewer", "lead")]  # type: ignore[arg-type]
        for person in (desk, *others, desk):
            assert watch(person, run).status_code == 200

        assert reads(desk, run) - before == 1


def test_the_page_follows_the_run_to_its_end_and_then_stops_asking() -> None:
    moment = [datetime(2026, 11, 20, 12, tzinfo=UTC)]
    with simulated(80, clock=lambda: moment[0]) as (sim, stack):
        sync(stack)
        desk = Desk(sim, stack, None).as_role("viewer")  # type: ignore[arg-type]
        run = running(stack)
        sim.switches.frozen = False
        moment[0] += timedelta(days=1)
        response = watch(desk, run)
        run.refresh_from_db()
        after = reads(desk, run)
        again = watch(desk, run)

        assert not run.active
        assert response.status_code == 286
        assert "Completed" in text(response) or "Aborted" in text(response)
        assert again.status_code == 286
        assert reads(desk, run) == after
        assert "hx-trigger" not in text(again)


def test_an_api_in_trouble_leaves_the_stored_state_on_the_page() -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        desk.sim.add_fault(Fault("unavailable", times=None))
        response = watch(desk, run)

        assert response.status_code == 200
        assert "Running" in text(response)


def test_a_run_that_vanished_meanwhile_is_said_and_kept() -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        desk.sim.delete_run(run.run_id)
        response = watch(desk, run)

        assert response.status_code == 286
        assert "has not shown this run since" in text(response)


def test_the_page_itself_asks_the_api_nothing() -> None:
    with at_a_desk() as desk:
        before = len(desk.sim.log.entries())
        for run in (running(desk.stack), ended(desk.stack)):
            assert desk.page(run).status_code == 200

        assert len(desk.sim.log.entries()) == before


def test_an_open_action_on_another_run_keeps_this_one_current() -> None:
    with at_a_desk() as desk:
        run, other = running(desk.stack), ended(desk.stack)
        desk.sim.add_fault(Fault("html", method="POST"))
        desk.htmx(other, "star")
        before = reads(desk, run)
        watch(desk, run)

        assert reads(desk, run) == before + 1


def test_an_api_that_asks_to_wait_is_left_alone_by_everybody() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        desk.sim.add_fault(Fault("rate_limited", retry_after="600", path=".*distribution"))
        asked = len(desk.sim.log.entries())
        pages = [text(desk.page(run, "distribution/")) for _ in range(5)]
        starred = desk.post(run, "star")

        assert len(desk.sim.log.entries()) - asked == 1
        assert all("fewer calls" in page for page in [*pages, starred])
