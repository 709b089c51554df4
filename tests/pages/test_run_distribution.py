"""Where the load came from: asked once, kept when the run has ended, and never a reason for the page to fail."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from runs.distribution import ASKED_AGAIN_AFTER
from runs.k6sim import Fault
from runs.models import RunDistribution, TestRun
from tests.actions.acting import ended, running
from tests.pages.acting import HTMX, Desk, at_a_desk, text
from tests.pages.visiting import visitor

pytestmark = pytest.mark.django_db(transaction=True)


def asked(desk: Desk, run: TestRun) -> int:
    path = f"/cloud/v6/test_runs/{run.run_id}/distribution"
    return sum(1 for entry in desk.sim.log.entries() if entry["path"] == path)


def look(desk: Desk, run: TestRun) -> Any:
    return desk.page(run, "distribution/", **HTMX)


def test_the_nodes_of_an_ended_run_are_asked_for_once_and_kept() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, zone_set__isnull=False)
        pages = [text(look(desk, run)) for _ in range(3)]

        assert asked(desk, run) == 1
        assert pages[0] == pages[2]
        assert "<html" not in pages[0]
        assert RunDistribution.objects.get(run=run).zones[0][2]


def test_the_nodes_of_an_active_run_are_not_kept_because_they_change() -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        look(desk, run)
        look(desk, run)

        assert asked(desk, run) == 2
        assert not RunDistribution.objects.exists()


def test_no_data_is_said_and_asked_for_again_a_day_later() -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack)
        desk.sim.add_fault(Fault("status", code=404, path=".*distribution"))
        first = look(desk, run)
        look(desk, run)
        early = asked(desk, run)
        RunDistribution.objects.update(fetched_at=timezone.now() - ASKED_AGAIN_AFTER)
        look(desk, run)

        assert first.status_code == 200
        assert (early, asked(desk, run)) == (1, 2)


@pytest.mark.parametrize("kind", ["unavailable", "html", "not_json", "reset", "redirect", "wrong_shape", "empty"])
def test_trouble_is_a_sentence_and_the_planned_zones_stay(kind: str) -> None:
    with at_a_desk() as desk:
        run = ended(desk.stack, zone_set__isnull=False)
        desk.sim.add_fault(Fault(kind, times=None))
        response = look(desk, run)

        assert response.status_code == 200
        assert "Try again in a moment" in text(response)
        assert "Planned" in text(response)


def test_without_scripts_it_is_a_page_of_its_own() -> None:
    with at_a_desk() as desk:
        page = text(desk.page(ended(desk.stack), "distribution/"))

        assert "<html" in page
        assert "Load zones" in page


def test_a_hanging_api_keeps_two_visitors_of_a_stack_waiting_and_no_more() -> None:
    with at_a_desk() as desk:
        run = running(desk.stack)
        desk.sim.add_fault(Fault("slow", times=None, path=".*distribution", seconds=2))
        visitors = [visitor(desk.stack) for _ in range(6)]
        pages = at_once(6, lambda: text(visitors.pop().get(desk.url(run, "distribution/"), headers=HTMX)))

        assert sum("Too many calls" in page for page in pages) == 4
        assert asked(desk, run) == 2


def test_one_visitor_of_a_hanging_api_has_one_call_and_leaves_the_other_place_to_others() -> None:
    """(A6) Each person has one call at a time in a web process."""
    with at_a_desk() as desk:
        run = running(desk.stack)
        desk.sim.add_fault(Fault("slow", times=None, path=".*distribution", seconds=2))
        one, other = visitor(desk.stack), visitor(desk.stack)
        visitors = [one, one, one, one, other]
        pages = at_once(5, lambda: text(visitors.pop().get(desk.url(run, "distribution/"), headers=HTMX)))

        assert sum("Too many calls" in page for page in pages) == 3
        assert asked(desk, run) == 2


def at_once(number: int, work: Any) -> list[str]:
    start, results = Barrier(number), []

    def run() -> None:
        start.wait()
        results.append(work())
        connection.close()

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
