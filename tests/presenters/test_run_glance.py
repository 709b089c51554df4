"""A run in six figures."""

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from runs.models import TestRun
from runs.presenters.records import record_of
from runs.presenters.run_glance import Figure, outside_glance, run_glance
from tests.builders import NOON, make_run, make_stack
from tests.presenters.html import read, words
from tests.presenters.run_pages import LATER, entry
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db

HISTORY = [entry("created", 0), entry("running", 5), entry("processing_metrics", 25), entry("completed", 30)]
LIVE: dict[str, Any] = {"status": "running", "result": None, "ended": None, "status_history": HISTORY[:2]}


def figures(**fields: Any) -> dict[str, Figure]:
    run = make_run(make_stack(), 42, **{"created": NOON, "status_history": HISTORY, **fields})
    found = TestRun.objects.with_its_page().get(pk=run.pk)
    return {figure.label: figure for figure in run_glance(found, record_of(found.document), LATER)}


def told(label: str, **fields: Any) -> tuple[str, ...]:
    figure = figures(**fields)[label]
    return (figure.value, *figure.hints)


def test_when_and_by_whom() -> None:
    assert told("Started") == ("2 h ago", "Sun 1 Nov 2026, 12:00:00 UTC", "by ada@example.com")
    assert told("Started", started_by=None)[-1] == "by nobody's name: a stack token"


def test_how_long_under_load_and_in_all() -> None:
    assert told("Under load") == ("20 min", "30 min in all")


def test_a_live_run_is_told_beside_what_was_estimated() -> None:
    found = told("Under load", **LIVE, estimated_duration=14_400)
    assert found == ("1 h 55 min so far", "of about 4 h", "2 h in all so far")


@pytest.mark.parametrize(("status", "word"), [("queued", "not yet"), ("aborted", "never")])
def test_a_run_that_was_never_under_load(status: str, word: str) -> None:
    ended = None if status == "queued" else NOON + timedelta(minutes=1)
    assert told("Under load", status=status, ended=ended, status_history=[entry("created", 0)])[0] == word


def test_a_run_that_came_to_its_end_is_not_said_to_have_had_no_load() -> None:
    assert told("Under load", status="completed", status_history=[])[0] == "not told"
    assert told("Under load", status="completed", status_history=[HISTORY[0], *HISTORY[2:]])[0] == "not told"


def test_how_hard_with_the_part_of_browsers() -> None:
    assert told("At most", max_vus=1, max_browser_vus=0) == ("1 VU",)
    assert told("At most", max_vus=1200, max_browser_vus=8) == ("1,200 VUs", "8 of them in a browser")
    assert told("At most", max_vus=6, max_browser_vus=6) == ("6 VUs", "all in a browser")


def test_an_api_too_old_to_say_how_hard_leaves_the_options_to_say_it() -> None:
    assert told("At most", max_vus=None, options={"vus": 7, "duration": "1m"}) == ("7 VUs", "by its options")
    assert told("At most", max_vus=None, options=None) == ("\u2013",)


def zones(*shares: tuple[str, int]) -> list[dict[str, Any]]:
    return [{"load_zone": zone, "percent": percent} for zone, percent in shares]


def test_where_from_one_zone_by_its_place() -> None:
    assert told("From", distribution=zones(("amazon:ie:dublin", 100))) == ("Dublin", "Ireland")
    assert told("From", distribution=zones(("berlin-dc", 100))) == ("berlin-dc", "a private load zone")


def test_where_from_many_zones_by_their_number_the_largest_named() -> None:
    shares = zones(("amazon:ie:dublin", 10), ("amazon:us:ashburn", 60), ("lab", 5), ("amazon:jp:tokyo", 25))
    assert told("From", distribution=shares) == (
        "4 load zones",
        "Ashburn 60\u202f%, Tokyo 25\u202f%, Dublin 10\u202f%",
        "and 1 more",
    )
    assert told("From", distribution=None) == ("\u2013",)


COST = {"total_vuh": 6.75, "breakdown": {"base_total_vuh": 10, "reduction_rate": 32.5}}


def test_at_what_price_and_an_estimate_is_called_one() -> None:
    assert told("Cost", cost=COST) == ("6.75 VUH", "32.5\u202f% off 10.00")
    assert told("Cost", cost=COST, **LIVE) == ("\u2248 6.75 VUH", "an estimate", "32.5\u202f% off 10.00")
    assert told("Cost", cost=None) == ("\u2013", "not told")
    assert told("Cost", cost=None, **LIVE) == ("\u2013", "not known yet")


def test_for_how_long_it_is_kept() -> None:
    assert told("Results", retention_expiry=None)[0] == "saved"
    assert told("Results", retention_expiry=(LATER + timedelta(days=5)).isoformat())[0] == "expires in 5 days"


def test_without_a_document_the_row_says_what_it_knows() -> None:
    run = make_run(make_stack(), 42, created=NOON, max_vus=10)
    run.document.delete()
    bare = TestRun.objects.select_related("stack", "load_test", "starter", "zone_set").get(pk=run.pk)
    values = [figure.value for figure in run_glance(bare, None, LATER)]
    assert values == ["2 h ago", "not told", "10 VUs", "Dublin", "2.50 VUH", values[-1]]


def test_people_outside_do_not_see_who_started_it_nor_for_how_long_it_is_kept() -> None:
    run = TestRun.objects.with_its_page().get(pk=make_run(make_stack(), 42, created=NOON).pk)
    glance = outside_glance(run, record_of(run.document), LATER)
    assert [figure.label for figure in glance] == ["Started", "Under load", "At most", "From", "Cost"]
    assert "ada@example.com" not in str(glance)


def test_markup_is_text() -> None:
    glance = figures(distribution=zones((HOSTILE, 100)), started_by="<b>@x").values()
    page = read(render_to_string("runs/_glance.html", {"glance": glance}))
    assert not page.all("script")
    assert HOSTILE in words(page.one("dl"))
