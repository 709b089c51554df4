"""The audit of a team, as its leads read it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from runs.models import AuditEvent, Role, User
from tests.audit.events import audit_of, lead_of, make_event
from tests.builders import NOON, make_run, make_stack, make_team, make_user
from tests.pages.visiting import Answer, browser_of, visible
from tests.presenters.html import read
from tests.presenters.world import HOSTILE

pytestmark = pytest.mark.django_db


def shown(response: Answer) -> list[str]:
    """The names of the objects, from top to bottom."""
    body = response.content.decode()
    return re.findall(r"Run #(\d+)", body)


def test_an_event_says_who_did_what_to_which_thing_from_where_and_how_it_went() -> None:
    team = make_team()
    make_event(team, outcome="refused", detail={"reason": "role"})
    text = visible(lead_of(team).get(audit_of(team)))

    for words in ("ada@example.com", "Tried to abort the run", "Run #5", "Refused", "192.0.2.7", "request req-1"):
        assert words in text
    assert "Their role in the team did not allow it." in text
    assert "Sun 1 Nov 2026, 12:00:00 UTC" in text


def test_an_action_and_details_that_have_no_words_stand_as_they_are() -> None:
    team = make_team()
    detail = {
        "some_fact": "7",
        "flag": True,
        "until": "2026-12-03T05:19:10.123456+00:00",
        "z": "2026-99-03T05:19:10+00:00",
    }
    make_event(team, "something_new", object_kind="widget", detail=detail)
    text = visible(lead_of(team).get(audit_of(team)))

    assert "something_new" in text
    assert "flag: yes, some fact: 7, until: Thu 3 Dec 2026, 05:19:10 UTC, z: 2026-99-03T05:19:10+00:00" in text
    assert "widget" in text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_only_leads_read_it(role: Role) -> None:
    team = make_team()
    client = browser_of(make_user(team, role))

    for rest in ("", "export.csv", "export.json"):
        assert client.get(audit_of(team, rest)).status_code == 403
    assert "Audit" not in visible(client.get(f"/teams/{team.slug}/members/"))
    [refused] = AuditEvent.objects.all()
    assert (refused.action, refused.outcome, refused.object_kind) == ("audit_exported", "refused", "team")
    assert refused.count == 2


def test_a_lead_of_another_team_finds_nothing_and_sees_nothing_of_it() -> None:
    team, other = make_team(), make_team()
    make_event(team, object_name="Run #5")
    make_event(other, object_name="Run #6")
    client = lead_of(other)

    assert client.get(audit_of(team)).status_code == 404
    assert shown(client.get(audit_of(other))) == ["6"]


def test_newest_comes_first_and_every_event_is_on_one_page_exactly() -> None:
    team = make_team()
    for number in range(1, 251):
        make_event(team, at=NOON + timedelta(seconds=number // 3), object_name=f"Run #{number}")
    client, url, seen = lead_of(team), audit_of(team), []
    while url:
        response = client.get(url)
        seen.append(shown(response))
        older = [link for link in read(response.content.decode()).all("a", rel="next") if "href" in link.attrs]
        url = older[0].attrs["href"] if older else ""

    assert [len(page) for page in seen] == [100, 100, 50]
    assert [int(number) for page in seen for number in page] == list(range(250, 0, -1))


def test_the_way_back_leads_over_the_same_pages() -> None:
    team = make_team()
    for number in range(1, 151):
        make_event(team, object_name=f"Run #{number}")
    client = lead_of(team)
    first = client.get(audit_of(team))
    older = client.get(read(first.content.decode()).one("a", rel="next").attrs["href"])
    newer = client.get(read(older.content.decode()).one("a", rel="prev").attrs["href"])

    assert shown(newer) == shown(first)
    assert not [link for link in read(newer.content.decode()).all("a", rel="prev") if link.attrs.get("href")]


FILTERS = [
    ({"person": "eve"}, ["2"]),
    ({"action": "run_delete"}, ["3"]),
    ({"kind": "stack"}, ["4"]),
    ({"outcome": "failed"}, ["5"]),
    ({"q": "203.0.113"}, ["6"]),
    ({"q": "run #7"}, ["7"]),
    ({"since": "2026-11-03"}, ["8"]),
    ({"until": "2026-10-31"}, ["9"]),
    ({"since": "2026-11-01", "until": "2026-11-01", "person": "eve"}, ["2"]),
    ({"q": "nothing like that"}, []),
]


@pytest.mark.parametrize(("query", "numbers"), FILTERS, ids=str)
def test_each_filter_leaves_what_it_says(query: dict[str, str], numbers: list[str]) -> None:
    team = make_team()
    make_event(team, object_name="Run #1")
    make_event(team, object_name="Run #2", actor_email="eve@example.com")
    make_event(team, "run_delete", object_name="Run #3")
    make_event(team, object_name="Run #4", object_kind="stack")
    make_event(team, object_name="Run #5", outcome="failed")
    make_event(team, object_name="Run #6", ip="203.0.113.5")
    make_event(team, object_name="Run #7")
    make_event(team, object_name="Run #8", at=NOON + timedelta(days=2))
    make_event(team, object_name="Run #9", at=NOON - timedelta(days=1))
    response = lead_of(team).get(audit_of(team), query)

    assert shown(response) == numbers
    assert ("Nothing fits these filters" in visible(response)) is (not numbers)


def test_days_are_those_of_the_reader() -> None:
    team = make_team()
    make_event(team, at=datetime(2026, 11, 2, 3, 30, tzinfo=UTC), object_name="Run #1")  # still the 1st in New York
    client = lead_of(team)
    User.objects.update(time_zone="America/New_York")

    assert shown(client.get(audit_of(team), {"since": "2026-11-01", "until": "2026-11-01"})) == ["1"]
    assert shown(client.get(audit_of(team), {"since": "2026-11-02"})) == []


NONSENSE = [
    {"q": "x" * 201},
    {"q": "\x00"},
    {"action": "drop table"},
    {"kind": "password"},
    {"outcome": "٣"},
    {"since": "2026-13-45"},
    {"since": "0001-01-01"},
    {"until": "9999-12-31"},
    {"after": "abc"},
    {"before": "1_"},
    {"after": "9" * 17 + "_1" * 9},
    {"actor__password": "x"},
    {"order": "ip"},
    {"q": "%_\\'\""},
    {"person": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
]


@pytest.mark.parametrize("query", NONSENSE, ids=range(len(NONSENSE)))
def test_q1_what_makes_no_sense_is_named_and_ignored(query: dict[str, str]) -> None:
    """(Q1)"""
    team = make_team()
    make_event(team)
    response = lead_of(team).get(audit_of(team), query)
    [name] = query
    harmless = name in {"person"} or query.get("q") == "%_\\'\""

    assert response.status_code == 200
    assert ("Not understood, and so ignored" in visible(response)) is not harmless
    assert shown(response) == ([] if harmless else ["5"])


def test_the_filters_stay_in_the_links_to_other_pages_and_exports() -> None:
    team = make_team()
    for number in range(120):
        make_event(team, object_name=f"Run #{number}")
    page = read(lead_of(team).get(audit_of(team), {"person": "ada", "q": "Run"}).content.decode())

    assert "person=ada" in page.one("a", rel="next").attrs["href"]
    assert [
        link.attrs["href"] for link in page.all("a", class_="button") if "export" in link.attrs.get("href", "")
    ] == [
        audit_of(team, "export.csv?q=Run&person=ada"),
        audit_of(team, "export.json?q=Run&person=ada"),
    ]


@pytest.mark.parametrize("events", [1, 50])
def test_the_page_costs_the_same_queries_however_many_events(
    events: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    team = make_team()
    for number in range(events):
        make_event(team, object_name=f"Run #{number}")
    client = lead_of(team)
    client.get(audit_of(team))

    with django_assert_num_queries(7):  # session, person, team, role, events, worker, stacks
        client.get(audit_of(team))


def test_text_of_ill_will_stays_text() -> None:
    """(W3)"""
    team = make_team(HOSTILE)
    make_event(
        team,
        HOSTILE[:40],
        actor_email=HOSTILE,
        object_name=HOSTILE,
        object_kind=HOSTILE[:40],
        ip=HOSTILE[:45],
        request_id=HOSTILE[:64],
        outcome=HOSTILE[:20],
        detail={HOSTILE: HOSTILE, "said": HOSTILE},
    )
    body = lead_of(team).get(audit_of(team)).content.decode()

    assert "<script>alert" not in body
    assert "onclick=" not in re.sub(r"&[a-z#0-9]+;", "", re.sub(r"onclick=&quot;", "", body))
    assert read(body).one("tbody", hx_disable="")


def test_a_run_and_a_load_test_are_links_to_their_pages() -> None:
    stack = make_stack()
    make_run(stack, 5)
    make_event(stack.team, stack_slug=stack.slug)
    make_event(stack.team, object_kind="load test", object_id="7", object_name="Checkout", stack_slug=stack.slug)
    make_event(stack.team, object_kind="run", object_id="no id", stack_slug="not a slug")
    client = lead_of(stack.team)
    page = read(client.get(audit_of(stack.team)).content.decode())
    links = [
        link.attrs["href"]
        for link in page.all("a")
        if "/stacks/" in link.attrs.get("href", "") and link.above[-1].tag == "td"
    ]

    assert links == [f"/stacks/{stack.slug}/tests/7/", f"/stacks/{stack.slug}/runs/5/"]
    assert all(client.get(link).status_code == 200 for link in links)
