"""Shared pages, as people without an account get them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from runs.models import Role, RunDistribution, ShareLink, TestRun
from tests.builders import NOON, make_run, make_runs, make_stack, make_user, run_document
from tests.pages.visiting import HTMX, browser_of, visible
from tests.presenters.html import read
from tests.sharing.desk import at_a_desk, link_of

pytestmark = pytest.mark.django_db

STAGES = {"stages": [{"duration": "5m", "target": 40}, {"duration": "1m", "target": 0}]}


def test_a_run_is_shown_with_its_result_its_story_its_load_and_its_figures() -> None:
    desk = at_a_desk(options=STAGES, max_vus=40)
    page = read(desk.read(desk.share()))
    text = " ".join(page.one("main").text.split())

    for words in ("Completed", "Passed", "no threshold was crossed", "Status history", "Load profile", "2.50 VUH"):
        assert words in text
    assert "Dublin, Ireland" in text
    assert "Up to 40 VUs, first after 5 min" in text
    assert page.repeated_ids() == []
    assert page.all("polyline", class_="curve")


def test_a_link_preview_says_the_result() -> None:
    desk = at_a_desk(result="failed")
    page = read(desk.read(desk.share()))

    assert page.all("title")[0].text == "Failed: Test #7 · run #5"
    assert page.one("meta", property="og:title").attrs["content"] == "Failed: Test #7"
    described = page.one("meta", property="og:description").attrs["content"]
    assert described == "Run #5: Completed, Failed. Created Sun 1 Nov 2026, 12:05:00 UTC, 10 VUs."


def test_the_actual_distribution_is_on_the_map() -> None:
    desk = at_a_desk()
    zones = [["amazon:us:ashburn", 100, [["m5.large", "203.0.113.9"]]]]
    RunDistribution.objects.create(run=TestRun.objects.get(), zones=zones, fetched_at=timezone.now())
    page = read(desk.read(desk.share()))

    assert page.all("circle", class_="actual")
    assert "Ashburn" in page.one("main").text
    assert "203.0.113.9" not in page.one("main").text
    assert "203.0.113.9" in desk.read(desk.share("addresses"))


def test_a_run_that_was_still_going_stands_at_the_moment_of_sharing() -> None:
    now = timezone.now()
    history = [{"type": "running", "entered": (now - timedelta(minutes=10)).isoformat()}]
    going: dict[str, Any] = {"created": now - timedelta(minutes=10), "ended": None, "status": "running", "result": None}
    desk = at_a_desk(**going, status_history=history, status_details=history[0])
    path = desk.share()
    ShareLink.objects.update(expires=now + timedelta(days=60))
    before = visible(desk.stranger.get(path))

    assert "still going when this page was made" in before
    assert "10 min so far" in before


def test_a_history_is_charts_and_a_table() -> None:
    desk = at_a_desk()
    make_runs(desk.stack, run_document(6, result="failed"), run_document(7, note="slow since the deploy"))
    page = read(desk.read(desk.share_history()))
    text = " ".join(page.one("main").text.split())

    assert "2 of 3 runs with a result passed" in text
    assert [cell.text for cell in page.all("td", class_="num")] == ["#7", "#6", "#5"]
    assert page.all("rect", class_="bar-mark")
    assert page.one("meta", property="og:title").attrs["content"] == "Passed: Test #7"
    assert "slow since the deploy" not in text
    assert "slow since the deploy" in desk.read(desk.share_history("note"))
    assert "ada@example.com" in desk.read(desk.share_history("names"))


def test_a_load_test_without_a_run_can_be_shared_too() -> None:
    stack = make_stack()
    stack.load_tests.create(test_id=7, name="Never ran")
    desk = at_a_desk()
    desk.stack.load_tests.create(test_id=8, name="Never ran")
    response = desk.ask_history(8)

    assert response.status_code == 200
    assert "had not run" in desk.read("/s/" + re.findall(r"/s/([^/\"]+)/", response.content.decode())[0] + "/")


def test_it_is_a_snapshot_that_outlives_the_run_upstream_and_what_changes_here() -> None:
    desk = at_a_desk(note="as shared")
    path = desk.share("note")
    make_run(desk.stack, 5, note="written later", result="failed")
    TestRun.objects.update(archived=True, gone_at=timezone.now())
    page = desk.read(path)

    assert "as shared" in page
    assert "written later" not in page
    assert "Failed" not in page


@pytest.mark.parametrize("parts", [(), ("note", "options", "names", "addresses")])
def test_a_look_costs_one_query_the_first_one_two_and_none_a_call(
    parts: tuple[str, ...], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = at_a_desk()
    path = desk.share(*parts)

    with django_assert_num_queries(2):
        desk.read(path)
    with django_assert_num_queries(1):
        desk.read(path)


def test_a_look_at_a_history_costs_three_queries_however_long_it_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    desk = at_a_desk()
    make_runs(desk.stack, *(run_document(number) for number in range(10, 60)))
    path = desk.share_history("names")

    with django_assert_num_queries(3):
        desk.read(path)


def test_p5_whoever_is_logged_in_sees_what_everybody_sees() -> None:
    """(P5)"""
    desk = at_a_desk(Role.LEAD)
    path = desk.share()
    stranger = desk.read(path)
    elsewhere = browser_of(make_user(make_stack().team, Role.LEAD))

    for client in (desk.client, elsewhere):
        session = client.session
        response = client.get(path, headers={"Cookie": f"session={session.session_key}"})
        assert response.content.decode() == stranger
        assert not response.cookies


@pytest.mark.parametrize(
    "rest",
    ["script/", "script/download/", "live/", "distribution/", "share/", "../6/", "%2e%2e/6/", "x", "/", "export.csv"],
)
def test_p5_nothing_lies_below_or_beside_a_shared_page(rest: str) -> None:
    """(P5)"""
    desk = at_a_desk()
    make_run(desk.stack, 6, note="the sibling")
    response = desk.stranger.get(desk.share() + rest, follow=True)

    assert response.status_code == 404
    assert "sibling" not in response.content.decode()


@pytest.mark.parametrize("query", ["fields=note", "note=on&names=on&options=on", "run=6", "shows=note", "format=json"])
@pytest.mark.parametrize("headers", [{}, HTMX, {"Accept": "application/json"}])
def test_p5_no_parameter_and_no_header_shows_more(query: str, headers: dict[str, str]) -> None:
    desk = at_a_desk(note="a private note")
    path = desk.share()

    assert desk.stranger.get(f"{path}?{query}", headers=headers).content.decode() == desk.read(path)


def test_p7_a_shared_page_is_found_by_nobody_kept_by_nobody_and_betrays_nobody() -> None:
    """(P7)"""
    desk = at_a_desk()
    path = desk.share()
    for response in (desk.stranger.get(path), desk.stranger.get("/s/none/"), desk.stranger.post(path)):
        headers = response.headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert not response.cookies
    page = desk.read(path)
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page
    assert re.findall(r"""(?:src|href|action)=["'](?:https?:)?//[^"']*""", page) == []
    assert "csrf" not in page.lower()


def test_a_shared_page_takes_no_post() -> None:
    desk = at_a_desk()
    path = desk.share()

    assert desk.stranger.post(path).status_code == 405
    assert Client(enforce_csrf_checks=True).post(path).status_code == 403


def test_times_are_in_utc_whoever_reads() -> None:
    desk = at_a_desk(created=NOON)
    user = make_user(desk.stack.team)
    user.time_zone = "America/New_York"
    user.save()

    assert "12:00:00 UTC" in visible(browser_of(user).get(desk.share()))


def test_a_row_says_who_shared_only_where_names_are_shown() -> None:
    desk = at_a_desk()

    assert "sharer@example.com" not in desk.read(desk.share())
    assert "shared by sharer@example.com" in desk.read(desk.share("names"))
    assert link_of(desk.share()).creator_email == "sharer@example.com"
