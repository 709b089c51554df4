"""Where a run's load was to come from, and where it came from."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.models import RunDistribution, TestRun
from runs.presenters.run_distribution import MOST_ZONES, RunDistributionView, ZoneLine, run_distribution
from tests.builders import NOON, make_run, make_stack
from tests.presenters.html import Html, read, words
from tests.presenters.run_pages import entry
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db

PLAN = [
    {"load_zone": "amazon:ie:dublin", "percent": 60},
    {"load_zone": "amazon:us:ashburn", "percent": 25},
    {"load_zone": "berlin-office", "percent": 15},
]
ACTUAL = [
    ["amazon:ie:dublin", 50, [["m5.large", "203.0.113.7"], ["m5.large", "203.0.113.8"], ["m5.xlarge", "203.0.113.9"]]],
    ["amazon:us:ashburn", 50, [["m5.large", "203.0.113.7"]]],
]


def view(plan: object = PLAN, actual: object = None, trouble: str = "", **fields: Any) -> RunDistributionView:
    """Of run 42; `actual` are zones as they are stored, None where there are none."""
    run = make_run(make_stack(slug="prod"), 42, **{"distribution": plan, **fields})
    stored = RunDistribution(run=run, zones=actual, fetched_at=NOON) if actual is not None else None
    return run_distribution(TestRun.objects.select_related("stack", "load_test", "document").get(), stored, trouble)


def line(found: RunDistributionView, name: str) -> ZoneLine:
    [zone] = [zone for zone in found.zones if zone.name == name]
    return zone


def part(found: RunDistributionView) -> Html:
    return read(render_to_string("runs/_distribution.html", {"distribution": found}))


def test_planned_and_actual_stand_side_by_side() -> None:
    dublin = line(view(actual=ACTUAL), "Dublin, Ireland")
    assert (dublin.planned, dublin.actual, dublin.nodes) == ("60\u202f%", "50\u202f%", "3")
    assert dublin.sizes == "2\u00a0\u00d7\u00a0m5.large, 1\u00a0\u00d7\u00a0m5.xlarge"
    assert dublin.addresses == ("203.0.113.7", "203.0.113.8", "203.0.113.9")


def test_a_zone_that_only_one_side_has_is_a_dash_on_the_other() -> None:
    found = view(plan=PLAN[:1], actual=ACTUAL[1:])
    assert line(found, "Dublin, Ireland").actual == "\u2013"
    assert line(found, "Ashburn, Virginia, United States").planned == "\u2013"


def test_the_largest_share_comes_first() -> None:
    found = view(plan=[*PLAN[1:], PLAN[0]])
    assert [zone.planned for zone in found.zones] == ["60\u202f%", "25\u202f%", "15\u202f%"]


def test_a_zone_that_stands_twice_in_the_plan_is_one_with_both_shares() -> None:
    found = view(plan=[PLAN[0], PLAN[0]])
    assert [zone.planned for zone in found.zones] == ["120\u202f%"]


def test_two_spellings_of_one_zone_are_one_zone() -> None:
    [zone] = view(plan=PLAN[:1], actual=[["amazon:eu:dublin", 100, []]]).zones
    assert (zone.planned, zone.actual) == ("60\u202f%", "100\u202f%")


def test_public_zones_stand_on_the_map_where_they_lie() -> None:
    [dublin, ashburn] = view(plan=PLAN[:2]).spots
    assert (dublin.kind, ashburn.kind) == ("planned", "planned")
    assert float(ashburn.x) < float(dublin.x) < 500
    assert float(dublin.y) < float(ashburn.y) < 250
    assert float(dublin.r) > float(ashburn.r)


def test_planned_and_actual_are_circles_of_their_own() -> None:
    spots = view(plan=PLAN[:1], actual=ACTUAL[:1]).spots
    assert [(spot.kind, spot.label) for spot in spots] == [
        ("planned", "Dublin, Ireland: 60\u202f% planned"),
        ("actual", "Dublin, Ireland: 50\u202f% actual"),
    ]


@pytest.mark.parametrize("percent", [-5, 0, 100, 1e9])
def test_no_share_makes_a_circle_that_covers_the_map(percent: float) -> None:
    [spot] = view(plan=None, actual=[["amazon:ie:dublin", percent, []]]).spots
    assert 0 < float(spot.r) <= 25


def test_a_private_zone_is_named_beside_the_map_and_never_placed() -> None:
    found = view()
    assert found.beside == ("berlin-office",)
    assert len(found.spots) == 2
    assert line(found, "berlin-office").hint == "Private load zone"
    assert "berlin-office" in words(part(found).one("figcaption"))


def test_the_map_says_in_words_what_it_shows() -> None:
    found = view(actual=ACTUAL)
    drawing = part(found).one("svg", role="img")
    assert drawing.attrs["aria-label"] == found.summary
    assert "Dublin, Ireland: 60\u202f% planned, 50\u202f% actual" in found.summary
    assert "berlin-office: 15\u202f% planned" in found.summary


def test_without_a_place_to_show_there_is_no_map() -> None:
    page = part(view(plan=PLAN[2:]))
    assert not page.all("figure")
    assert "berlin-office" in words(page.one("table"))


def test_addresses_are_listed_once_for_a_firewall() -> None:
    found = view(actual=ACTUAL)
    assert found.address_count == "3 addresses"
    assert found.addresses == "203.0.113.7\n203.0.113.8\n203.0.113.9"
    page = part(found)
    assert page.one("textarea", id="addresses").text.strip() == found.addresses
    assert page.one("button", data_copy="addresses").attrs["type"] == "button"


def test_nodes_without_an_address_or_a_size_are_nodes_all_the_same() -> None:
    found = view(actual=[["amazon:ie:dublin", 100, [[None, None], ["", ""]]]])
    assert (found.zones[0].nodes, found.zones[0].sizes) == ("2", "2\u00a0\u00d7\u00a0unknown size")
    assert (found.address_count, found.addresses) == ("", "")
    assert not part(found).all("textarea")


def reason(found: RunDistributionView) -> str:
    assert found.notice
    return found.notice.text


def test_trouble_with_the_api_is_told_and_the_plan_still_shown() -> None:
    found = view(trouble="Grafana took too long to answer.")
    assert reason(found).endswith("Grafana took too long to answer.")
    assert found.notice
    assert found.notice.tone == "warn"
    assert len(found.zones) == 3


def test_a_run_that_goes_on_may_have_no_nodes_yet() -> None:
    assert "yet" in reason(view(status="queued", result=None, ended=None))


def test_a_run_without_a_plan_was_never_validated_or_ran_on_somebodys_machine() -> None:
    local = view(plan=None, status_history=[entry("created", 0), entry("running", 1), entry("completed", 9)])
    assert "somebody's own machine" in reason(local)
    assert local.zones == ()


def test_a_run_without_a_plan_that_never_ran_was_never_validated() -> None:
    found = view(plan=None, status_history=[entry("created", 0), entry("aborted", 1)])
    assert reason(found) == "It was never validated, so no load zone was ever chosen for it."


def test_a_run_that_ended_in_the_queue_never_had_a_node() -> None:
    waited = [entry("created", 0), entry("queued", 1), entry("aborted", 2)]
    found = view(status="aborted", result="error", status_history=waited)
    assert reason(found) == "It ended before any node was started."


def test_an_answer_without_zones_is_no_distribution() -> None:
    found = view(actual=[])
    assert (found.has_actual, reason(found)) == (False, "Grafana has no actual distribution for this run.")


def test_what_did_not_go_as_planned_is_one_sentence() -> None:
    found = view(plan=PLAN[:2], actual=[["amazon:ie:dublin", 60.4, []], ["amazon:gb:london", 39.6, []]])
    assert found.differs == (
        "Not as planned: London, United Kingdom 0\u202f% planned, 39.6\u202f% actual; "
        "Ashburn, Virginia, United States 25\u202f% planned, 0\u202f% actual."
    )
    assert "Not as planned: London" in words(part(found).one("div", class_="notice"))


def test_what_went_as_planned_needs_no_sentence() -> None:
    same = [[share["load_zone"], share["percent"], []] for share in PLAN]
    assert view(actual=same).differs == ""


@pytest.mark.parametrize("sides", [{"plan": None, "actual": ACTUAL}, {"plan": PLAN, "actual": None}])
def test_one_side_alone_cannot_differ(sides: dict[str, Any]) -> None:
    assert view(**sides).differs == ""


def test_very_many_zones_are_counted_and_some_listed_with_all_their_addresses() -> None:
    many = [[f"zone {number}", 0.5, [["s", f"203.0.113.{number}"]]] for number in range(MOST_ZONES + 20)]
    found = view(actual=many, plan=None)
    assert (len(found.zones), found.more) == (MOST_ZONES, "20 more load zones, not listed.")
    assert found.addresses.count("\n") == MOST_ZONES + 19


def test_an_ended_run_may_simply_have_none() -> None:
    assert reason(view()) == "Grafana has no actual distribution for this run."


def test_a_run_archived_before_its_distribution_was_kept_says_so() -> None:
    view()
    TestRun.objects.update(archived=True, gone_at=NOON + timedelta(days=1))
    run = TestRun.objects.select_related("stack", "load_test", "document").get()
    assert "before its actual distribution was kept here" in reason(run_distribution(run, None))


def test_a_run_without_a_stored_document_still_has_its_actual_distribution() -> None:
    run = make_run()
    run.document.delete()
    bare = TestRun.objects.select_related("stack", "load_test").get()
    found = run_distribution(bare, RunDistribution(run=bare, zones=ACTUAL, fetched_at=NOON))
    assert (found.notice, found.has_planned, len(found.zones)) == (None, False, 2)


def test_what_the_api_says_is_text_and_never_markup() -> None:
    hostile = [[HOSTILE, 100, [[HOSTILE, HOSTILE]]]]
    page = part(view(plan=[{"load_zone": HOSTILE, "percent": 100}], actual=hostile, trouble=HOSTILE))
    assert not page.all("script")
    assert HOSTILE in page.one("table").text
    assert HOSTILE in page.one("textarea").text


@pytest.mark.parametrize(("plan", "actual", "absent"), [(PLAN, None, "actual"), (None, ACTUAL, "planned")])
def test_only_one_kind_of_shares_makes_no_legend_for_the_other(plan: object, actual: object, absent: str) -> None:
    caption = part(view(plan, actual)).one("figcaption")
    assert absent not in words(caption).split()
