"""Filters in the address of `/runs/`: what each one shows, and that a bad one is named, ignored and harmless."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from runs.models import Membership, Stack
from runs.store import mark_gone
from tests.builders import NOON, make_run, make_runs, make_stack, make_team, make_user, run_document
from tests.pages.visiting import HTMX, browser_of, run_ids, visible, visitor

pytestmark = pytest.mark.django_db


def varied_stack() -> Stack:
    """Ten runs, each filter's value on a few of them."""
    stack, now = make_stack(slug="shop"), timezone.now()
    soon, later = ((now + timedelta(days=days)).isoformat() for days in (2, 20))
    far = {"retention_expiry": (now + timedelta(days=200)).isoformat()}
    make_runs(
        stack,
        run_document(1, status="running", result=None, ended=None, **far),
        run_document(2, status="queued", result=None, ended=None, **far),
        run_document(3, status="aborted", result="error", **far),
        run_document(4, result="failed", test_id=70, project_id=30, **far),
        run_document(5, started_by="bob@example.com", note="Black Friday rehearsal", **far),
        run_document(6, distribution=[{"load_zone": "lab", "percent": 100}], **far),
        run_document(7, retention_expiry=None, is_starred=True),
        run_document(8, retention_expiry=soon),
        run_document(9, created=NOON - timedelta(days=40), **far),
        run_document(10, retention_expiry=later),
    )
    mark_gone(stack, 9, "deleted", NOON)
    return stack


@pytest.mark.parametrize(
    ("query", "shown", "chip"),
    [
        ("status=running", [1], "Status: Running"),
        ("status=active", [2, 1], "Status: Active"),
        ("status=aborted&status=queued", [3, 2], "Status: Aborted"),
        ("result=failed", [4], "Result: Failed"),
        ("result=none", [2, 1], "Result: No result"),
        ("test=70", [4], "Load test: Test #70"),
        ("project=30", [4], "Project: Project #30"),
        ("started_by=bob@example.com", [5], "Started by: bob@example.com"),
        ("zone=lab", [6], "Load zone: lab"),
        ("q=black+friday", [5], "Search: black friday"),
        ("q=%236", [6], "Search: #6"),
        ("saved=yes", [7], "Saved"),
        ("starred=yes", [7], "Starred"),
        ("expiring=yes", [8], "Expires within 7 days"),
        ("expiring=7", [8], "Expires within 7 days"),
        ("expiring=30", [8, 10], "Expires within 30 days"),
        ("expiring=1", [], "Expires within 1 day"),
        ("archived=only", [9], "Archived only"),
        ("archived=all", [10, 8, 7, 6, 5, 4, 3, 2, 1, 9], "Archived too"),
        ("created_after=2026-11-01T12:08:00Z", [10, 8], "From 1 Nov 2026, 12:08"),
        ("created_before=2026-11-01T12:02:00Z", [1], "Before 1 Nov 2026, 12:02"),
        ("stack=shop&result=failed", [4], "Remove filter Stack:"),
        ("status=completed&started_by=bob@example.com&q=rehearsal", [5], "Search: rehearsal"),
    ],
)
def test_a_filter_shows_what_matches_and_says_that_it_is_on(query: str, shown: list[int], chip: str) -> None:
    response = visitor(varied_stack()).get(f"/runs/?{query}")

    assert run_ids(response) == shown
    assert chip in visible(response)
    assert "was ignored" not in visible(response)


def test_somebody_of_two_teams_may_look_at_one_of_them() -> None:
    first, second = make_stack(make_team("Shop")), make_stack(make_team("Bank"))
    make_run(first, 1)
    make_run(second, 2)
    user = make_user(first.team)
    Membership.objects.create(team=second.team, user=user)
    client = browser_of(user)
    both, one = client.get("/runs/"), client.get(f"/runs/?team={second.team.slug}")
    none = client.get(f"/runs/?team={second.team.slug}&stack={first.slug}")

    assert run_ids(both) == [2, 1]
    assert f'name="team" value="{second.team.slug}"' in both.content.decode()
    assert run_ids(one) == [2]
    assert "Team: Bank" in visible(one)
    assert f"{first.name} synced" not in visible(one)
    assert run_ids(none) == []


def test_with_one_team_there_is_nothing_to_choose_and_another_s_is_ignored() -> None:
    mine, foreign = make_stack(), make_stack()
    make_run(mine, 1)
    client = visitor(mine)
    page = client.get("/runs/").content.decode()
    told = [client.get(f"/runs/?team={slug}") for slug in (foreign.team.slug, "none-at-all")]

    assert 'name="team"' not in page
    assert [run_ids(response) for response in told] == [[1], [1]]
    for response in told:
        assert "was ignored: you have no stack of such a team." in visible(response)


def test_one_test_s_list_is_of_its_own_team_whatever_the_address_says() -> None:
    stack, other = make_stack(), make_stack()
    make_run(stack, 1)
    user = make_user(stack.team)
    Membership.objects.create(team=other.team, user=user)
    response = browser_of(user).get(f"/stacks/{stack.slug}/tests/7/?team={other.team.slug}")

    assert run_ids(response) == [1]
    assert 'name="team"' not in response.content.decode()


def test_a_filter_that_nothing_matches_says_so_and_offers_the_way_back() -> None:
    response = visitor(varied_stack()).get("/runs/?q=nothing+like+it")

    assert run_ids(response) == []
    assert "No run matches" in visible(response)
    assert '<a href="/runs/">Clear all</a>' in response.content.decode()


def test_a_day_is_the_reader_s_own_day() -> None:
    stack = make_stack()
    make_run(stack, 1, created=NOON.replace(hour=23, minute=30))
    user = make_user(stack.team)
    user.time_zone = "Asia/Tokyo"
    user.save()
    client = browser_of(user)

    assert run_ids(client.get("/runs/?created_after=2026-11-02")) == [1]
    assert run_ids(client.get("/runs/?created_before=2026-11-02")) == []
    assert "Mon 2 Nov 2026, 08:30:00 JST" in client.get("/runs/").content.decode()


def test_before_any_stack_is_connected_the_list_says_what_to_do() -> None:
    page = visitor(make_team()).get("/runs/")
    assert "No stack yet" in visible(page)
    assert '<a class="button" href="/stacks/">To the stacks</a>' in page.content.decode()
    assert "No runs yet" in visible(visitor(make_stack()).get("/runs/"))


BAD = [
    *(f"{name}={value}" for name in ("after", "before") for value in ("0", "-1", "abc", "1" + "0" * 30, "%C2%B2", "_")),
    *(f"after={value}" for value in ("%D9%A3_1", "9" * 5000, "null_", "1_1_1", "-99999999999999999_1", "end")),
    *(f"{name}={value}" for name in ("test", "project") for value in ("0", "-1", "abc", "9" * 5000, "%D9%A3", "1.5")),
    *(f"sort={value}" for value in ("password", "-", "--created", "created desc", "stack__token", "CREATED")),
    *(f"{name}=nonsense" for name in ("status", "result", "stack", "started_by", "zone", "archived", "saved")),
    "starred=2",
    *(f"expiring={value}" for value in ("0", "-1", "366", "7.5", "%C2%B2", "soon", "9" * 5000)),
    *(f"created_after={value}" for value in ("yesterday", "2026-13-45", "0000-01-01", "9999-12-31T23:00-10:00", "%00")),
    "created_before=2026-11-01T99:00:00Z",
    "q=a%00b",
    "q=" + "x" * 60_000,
    "q=" + "x" * 201,
    "status=running%00",
    "started_by=%ED%A0%80",
    "zone=" + "z" * 5000,
    "stack__token__startswith=g",
    "sealed_token=g",
    "order=password",
    "page=2",
    "%00=1",
]


@pytest.mark.parametrize("query", BAD, ids=lambda query: query[:40])
def test_a_bad_value_is_named_and_ignored(query: str) -> None:
    """(Q1)"""
    client = visitor(varied_stack())
    response = client.get(f"/runs/?{query}")

    assert response.status_code == 200
    assert visible(response).count("was ignored") == 1
    assert run_ids(response) == [10, 8, 7, 6, 5, 4, 3, 2, 1]
    assert client.get(f"/runs/?{query}", headers=HTMX).status_code == 200


HARMLESS = ["%25_%5C", "%ED%A0%80", "%22%27--", "x" * 200, "%F0%9F%A6%8A" * 100, "%23", "%23" + "9" * 60]


@pytest.mark.parametrize("search", HARMLESS, ids=lambda search: search[:20])
def test_a_strange_search_finds_nothing_and_breaks_nothing(search: str) -> None:
    """(Q2)"""
    response = visitor(varied_stack()).get(f"/runs/?q={search}")

    assert response.status_code == 200
    assert run_ids(response) in ([], [10, 8, 7, 6, 5, 4, 3, 2, 1])


def test_repeated_keys_count_where_a_list_makes_sense_and_do_no_harm_elsewhere() -> None:
    client = visitor(varied_stack())

    assert run_ids(client.get("/runs/?result=failed&result=error&result=failed")) == [4, 3]
    assert run_ids(client.get("/runs/?q=nothing&q=bob")) == [5]
    assert client.get("/runs/?" + "&".join(["sort=vus"] * 500)).status_code == 200
    assert client.get("/runs/?" + "&".join(f"status=s{i}" for i in range(900))).status_code == 200


def test_thousands_of_parameters_are_an_answer_and_no_error() -> None:
    response = visitor(varied_stack()).get("/runs/?" + "&".join(f"a{i}=1" for i in range(3000)))
    assert response.status_code in {200, 400}


def test_what_was_ignored_is_shown_as_text() -> None:
    attack = "<script>alert(1)</script>"
    page = visitor(varied_stack()).get(f"/runs/?status={quote(attack)}&{quote(attack)}=1").content.decode()

    assert attack not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2


def test_a_guess_at_a_hidden_column_tells_nothing_by_its_result() -> None:
    """(Q1)"""
    client = visitor(varied_stack())
    right = visible(client.get("/runs/?stack__token_end__startswith=t"))
    wrong = visible(client.get("/runs/?stack__token_end__startswith=z"))

    assert right == wrong


def test_changing_something_by_this_address_is_refused() -> None:
    client = visitor(varied_stack())
    assert client.post("/runs/").status_code == 405
    assert client.delete("/runs/").status_code == 405
