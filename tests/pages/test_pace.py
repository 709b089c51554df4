"""Q3: who asks for lists like a program is told to slow down; nobody else notices."""

from typing import Any

import pytest
from django.test import override_settings

from runs.models import Role
from runs.views import pace
from runs.views.pace import Pace
from tests.builders import make_run
from tests.pages.visiting import HTMX, visible, visitor

# Nothing comes back within the test, however slow the machine is.
THREE_AND_NO_MORE = override_settings(LIST_PACE=(3, 0.0001))


@pytest.fixture(autouse=True)
def new_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """People of other tests had the same numbers."""
    monkeypatch.setattr(pace, "PACE", Pace())


@pytest.mark.django_db
@THREE_AND_NO_MORE
def test_one_too_many_is_a_page_that_says_how_long_to_wait(django_assert_num_queries: Any) -> None:
    client = visitor(make_run().stack)
    statuses = [client.get("/runs/?q=checkout&sort=-vuh").status_code for _ in range(3)]
    with django_assert_num_queries(2):  # the session and its person
        refused = client.get("/runs/?q=checkout&sort=-vuh")
    part = client.get("/runs/?q=checkout", headers=HTMX)

    assert statuses == [200] * 3
    for answer in (refused, part):
        assert answer.status_code == 429
        assert 9_000 < int(answer.headers["Retry-After"]) <= 20_000
        assert "That was asked too often in a short time. Wait 3 h, then try again." in visible(answer)
        assert b'id="problem"' in answer.content


@pytest.mark.django_db
@THREE_AND_NO_MORE
def test_it_is_one_person_s_own_and_other_pages_are_not_counted() -> None:
    run = make_run()
    greedy, other = visitor(run.stack), visitor(run.stack, Role.LEAD)
    test = f"/stacks/{run.stack.slug}/tests/{run.load_test.test_id}/"
    asked = [greedy.get(path).status_code for path in ("/runs/", test, "/", test, "/runs/", "/")]
    elsewhere = [greedy.get(path).status_code for path in ("/stacks/", f"/stacks/{run.stack.slug}/runs/{run.run_id}/")]

    assert asked == [200, 200, 200, 429, 429, 429]
    assert elsewhere == [200] * 2
    assert other.get("/runs/").status_code == 200


@pytest.mark.django_db
@THREE_AND_NO_MORE
def test_scripts_and_the_audit_are_as_dear_as_lists() -> None:
    """(Q3) One person's share is one for all of them."""
    run = make_run(archived=True)
    lead = visitor(run.stack, Role.LEAD)
    script = f"/stacks/{run.stack.slug}/runs/{run.run_id}/script/"
    audit = f"/teams/{run.stack.team.slug}/audit/"
    dear = [script, f"{script}changes/", audit, f"{audit}export.csv", f"{audit}export.json"]
    let_in = [lead.get(path).status_code for path in ("/runs/", "/runs/", "/runs/")]

    assert let_in == [200] * 3
    assert [lead.get(path).status_code for path in dear] == [429] * 5


def test_twenty_at_once_and_then_five_a_second() -> None:
    bucket = Pace()
    at_once = [bucket.wait(1, 20, 5.0, 100.0) for _ in range(22)]
    later = [bucket.wait(1, 20, 5.0, 101.0) for _ in range(6)]

    assert at_once[:20] == [0.0] * 20
    assert at_once[20] == pytest.approx(0.2)
    assert later[:5] == [0.0] * 5
    assert later[5] == pytest.approx(0.2)


def test_whoever_asks_fifty_times_a_second_gets_what_the_rate_allows() -> None:
    """(Q3)"""
    bucket = Pace()
    let_in = sum(bucket.wait(1, 20, 5.0, 100 + number / 50) == 0.0 for number in range(500))

    assert let_in == 20 + 5 * 10 - 1


def test_people_who_went_away_are_forgotten() -> None:
    bucket = Pace()
    for person in range(pace.MOST_REMEMBERED):
        bucket.wait(person, 20, 5.0, 100.0)
    bucket.wait(-1, 20, 5.0, 200.0)

    assert list(bucket._full_at) == [-1]
