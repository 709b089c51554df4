"""(A6) Every changing address is rate limited, of each person or of each address, and so is every page of a person."""

from typing import Any

import pytest
from django.test import Client

from runs.models import AuditEvent, Team
from runs.views import pace
from runs.views.pace import Pace
from tests.access.matrix import documented
from tests.access.world import World, fill
from tests.builders import browser_of, make_run, make_user
from tests.pages.visiting import HTMX, visible, visitor

pytestmark = pytest.mark.django_db

LINES = documented()
POSTS = [line for line in LINES if line.method == "POST"]
PAGES = [line for line in LINES if line.method == "GET" and line.who != "anyone"]
ANONYMOUS = [line for line in POSTS if line.who == "anyone"]
# One is let in, and none comes back within a test, however slow the machine is.
NONE = (1, 0.0001)


@pytest.fixture(autouse=True)
def new_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "REQUESTS", Pace())


def place(world: World) -> dict[str, object]:
    return {**world.ours.place(), "token": world.ours.invitation_token}


def test_every_change_of_a_person_counts_and_one_too_many_changes_nothing(world: World, settings: Any) -> None:
    lead, operator = browser_of(world.ours.lead), browser_of(world.operator)
    settings.CHANGE_PACE = NONE
    for client in (lead, operator):
        client.post("/stacks/no-such-stack/sync/")
    events = AuditEvent.objects.count()
    for line in POSTS:
        client = operator if line.who == "operator" else lead
        for headers in ({}, HTMX):
            answer = client.post(fill(line.address, place(world))[0], {"confirm": "yes"}, headers=headers)
            assert answer.status_code == 429, line
            assert int(answer.headers["Retry-After"]) > 0
            assert b'id="problem"' in answer.content
    assert AuditEvent.objects.count() == events


def test_every_change_without_a_login_counts_for_its_address(world: World, settings: Any) -> None:
    settings.ANONYMOUS_PACE = NONE
    Client().post("/accounts/login/", {"login": "nobody@example.com", "password": "wrong"})
    for line in POSTS:
        if line.who == "anyone":
            path = fill(line.address, place(world))[0]
            assert Client().post(path).status_code == 429, line
    assert Client().post("/accounts/login/", REMOTE_ADDR="198.51.100.7").status_code == 200


def test_every_page_of_a_person_counts(world: World, settings: Any) -> None:
    settings.PAGE_PACE = NONE
    lead, operator = browser_of(world.ours.lead), browser_of(world.operator)
    for client in (lead, operator):
        client.get("/teams/")
    for line in PAGES:
        client = operator if line.who == "operator" else lead
        assert client.get(fill(line.address, place(world))[0]).status_code == 429, line


def test_a_burst_of_clicks_is_let_in_and_a_flood_is_not(settings: Any) -> None:
    settings.CHANGE_PACE = (60, 0.0001)
    client = browser_of(make_user())
    statuses = [client.post("/teams/new/", {"name": f"Team {number}"}).status_code for number in range(65)]
    assert 429 not in statuses[:20]
    assert statuses[60:] == [429] * 5


def test_twenty_double_clicks_are_answered_properly() -> None:
    run = make_run()
    client = visitor(run.stack)
    statuses = {client.post(f"/stacks/{run.stack.slug}/runs/{run.run_id}/star/").status_code for _ in range(40)}
    assert statuses == {403}


def test_what_was_typed_can_be_sent_again_and_nothing_is_lost(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANGE_PACE = NONE
    client = browser_of(make_user())
    client.post("/stacks/no-such-stack/sync/")
    refused = client.post("/teams/new/", {"name": 'Checkout "<b>" & co'})
    assert refused.status_code == 429
    page = refused.content.decode()
    assert '<form method="post" action="/teams/new/">' in page
    assert 'name="name" value="Checkout &quot;&lt;b&gt;&quot; &amp; co"' in page

    monkeypatch.setattr(pace, "REQUESTS", Pace())  # as after the wait
    assert client.post("/teams/new/", {"name": 'Checkout "<b>" & co'}).status_code == 302
    assert Team.objects.filter(name='Checkout "<b>" & co').exists()


@pytest.mark.parametrize("field", ["token", "password", "oldpassword", "credential", "code"])
def test_a_secret_is_never_written_into_the_page_that_says_wait(settings: Any, field: str) -> None:
    settings.CHANGE_PACE = NONE
    client = browser_of(make_user())
    client.post("/stacks/no-such-stack/sync/")
    refused = client.post("/stacks/new/", {"name": "Shop", field: "glc_secret-of-mine"})
    assert refused.status_code == 429
    assert b"glc_secret-of-mine" not in refused.content
    assert "the form is there as you filled it in" in visible(refused)


def test_addresses_of_one_ipv6_network_count_together() -> None:
    assert pace.network_of("2001:db8:1:2::1") == pace.network_of("2001:db8:1:2:ffff::9")
    assert pace.network_of("2001:db8:1:3::1") != pace.network_of("2001:db8:1:2::1")
    assert pace.network_of("203.0.113.9") == "203.0.113.9"
