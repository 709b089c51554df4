"""Private load zones by their names, with their ids beside them, and never in another team's pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from runs.models import Role, RunDistribution, Stack, TestRun
from tests.builders import make_run, make_stack
from tests.pages.visiting import visible, visitor
from tests.sharing.desk import SharingDesk, at_a_desk

pytestmark = pytest.mark.django_db(transaction=True)

ZONE, NAME = "berlin-plz", "Berlin, hall 2"


def named(stack: Stack) -> Stack:
    Stack.objects.filter(pk=stack.pk).update(zone_names={ZONE: NAME, "other-plz": "Not in this run"})
    stack.refresh_from_db()
    return stack


def zoned(stack: Stack, *zones: str) -> TestRun:
    shares = [{"load_zone": zone, "percent": 100 // len(zones)} for zone in zones]
    return make_run(stack, distribution=shares)


def run_page(run: TestRun, rest: str = "", **headers: Any) -> str:
    """The page as it is sent."""
    answer = visitor(run.stack, Role.VIEWER).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/{rest}", **headers)
    return answer.content.decode()


def test_the_pages_of_a_run_name_the_zone() -> None:
    run = zoned(named(make_stack()), ZONE)
    nodes = run_page(run, "distribution/")

    assert f'<span title="{ZONE}">{NAME}</span> 100' in run_page(run)
    assert f"a private load zone {ZONE}" in run_page(run)
    assert f"<td>{NAME}<small>Private load zone {ZONE}</small></td>" in nodes


def test_the_words_of_the_map_name_it_beside_the_zones_with_a_place() -> None:
    run = zoned(named(make_stack()), ZONE, "amazon:ie:dublin")
    actual = [[ZONE, 70, [["m5.large", "192.0.2.7"]]], ["amazon:ie:dublin", 30, []]]
    RunDistribution.objects.create(run=run, zones=actual, fetched_at=timezone.now())
    page = run_page(run, "distribution/")

    assert f"{NAME}: 50" in page
    assert f"Not as planned: {NAME} 50" in page
    assert f"<b>{NAME}</b> <span>192.0.2.7</span>" in page


def test_the_list_names_it_and_offers_it_to_filter_by() -> None:
    stack = named(make_stack())
    zoned(stack, ZONE)
    zoned(stack, "amazon:ie:dublin")
    browser = visitor(stack, Role.VIEWER)
    page, filtered = browser.get("/runs/").content.decode(), browser.get(f"/runs/?zone={ZONE}")

    assert f'title="{NAME} ({ZONE})">{NAME}</td>' in page
    assert f'value="{ZONE}"><span>{NAME}<small>{ZONE}</small></span>' in page
    assert f"Load zone: {NAME}" in visible(filtered)
    assert "Not in this run" not in page


def test_a_zone_without_a_name_is_shown_by_its_id_as_before() -> None:
    run = zoned(make_stack(), ZONE)
    page = run_page(run)

    assert "a private load zone<" in page
    assert f"{ZONE} 100" in page


def test_another_teams_name_for_the_same_id_is_not_shown() -> None:
    named(make_stack())
    run = zoned(make_stack(), ZONE)

    for rest in ("", "distribution/"):
        assert NAME not in run_page(run, rest)
    assert NAME not in visitor(run.stack, Role.LEAD).get("/runs/").content.decode()


def test_a_shared_page_brings_the_names_of_its_own_zones_along_and_no_others() -> None:
    desk = at_a_desk(distribution=[{"load_zone": ZONE, "percent": 100}])
    named(desk.stack)
    run = desk.stack.runs.get()
    RunDistribution.objects.create(run=run, zones=[[ZONE, 100, [["m5.large", ""]]]], fetched_at=timezone.now())
    page = shared(desk)

    assert f"{NAME}<small>Private load zone {ZONE}</small>" in page
    assert f"a private load zone {ZONE}" in page
    assert "Not in this run" not in str(desk.stack.share_links.get().snapshot)


def test_a_page_shared_before_names_were_known_is_still_shown() -> None:
    desk = at_a_desk(distribution=[{"load_zone": ZONE, "percent": 100}])
    path = desk.share()
    link = desk.stack.share_links.get()
    del link.snapshot["zone_names"]
    link.created -= timedelta(days=1)
    link.save()

    assert ZONE in desk.read(path)


def shared(desk: SharingDesk) -> str:
    return desk.read(desk.share())
