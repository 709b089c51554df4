"""A load test's page: its own runs alone, and Refresh, which walks the API's list of that test."""

from typing import Any

import pytest
from django.test import override_settings

from runs.k6sim import Fault
from runs.models import LoadTest, Role, Stack
from tests.builders import make_run, make_runs, make_stack, run_document
from tests.pages.visiting import HTMX, run_ids, visible, visitor
from tests.sync.simulated import simulated, sync


def address(stack: Stack, test_id: int = 7, rest: str = "") -> str:
    return f"/stacks/{stack.slug}/tests/{test_id}/{rest}"


@pytest.mark.django_db
def test_it_lists_the_runs_of_this_test_in_this_stack_alone() -> None:
    stack, other = make_stack(name="Shop EU"), make_stack()
    make_runs(stack, run_document(1), run_document(2, test_id=8), run_document(3))
    make_run(other, 4)
    stack.load_tests.filter(test_id=7).update(name="Checkout")
    stack.projects.update(name="Web shop")
    response = visitor(stack).get(address(stack))

    assert run_ids(response) == [3, 1]
    for part in ("Checkout", "Load test #7", "Web shop", "Shop EU", "2 runs"):
        assert part in visible(response)
    assert 'href="https://tests.grafana.net/a/k6-app/tests/7"' in response.content.decode()


@pytest.mark.django_db
def test_filters_and_pages_stay_inside_the_test_whatever_the_address_says() -> None:
    stack = make_stack()
    make_runs(stack, *(run_document(i) for i in range(1, 61)), run_document(99, test_id=8, result="failed"))
    client = visitor(stack)

    assert run_ids(client.get(address(stack) + "?result=failed")) == []
    assert 99 not in run_ids(client.get(address(stack) + "?test=8"))
    assert run_ids(client.get(address(stack) + "?before=end"))[-1] == 1
    fragment = client.get(address(stack), headers=HTMX)
    assert fragment.content.strip().startswith(b'<section id="runs"')
    assert f'href="{address(stack)}?after='.encode() in fragment.content


@pytest.mark.django_db
def test_a_test_that_is_not_there_and_one_of_another_team_are_the_same_answer() -> None:
    stack, foreign = make_stack(), make_stack()
    make_run(foreign, 1)
    client = visitor(stack)
    missing, hidden = client.get(address(stack, 12345)), client.get(address(foreign))

    assert missing.status_code == hidden.status_code == 404
    assert visible(missing) == visible(hidden)


@pytest.mark.django_db
def test_a_viewer_has_no_refresh_and_may_not_ask_for_one() -> None:
    stack = make_stack()
    make_run(stack, 1)
    client = visitor(stack, Role.VIEWER)

    assert "Refresh" not in visible(client.get(address(stack)))
    refused = client.post(address(stack, rest="refresh/"))
    assert refused.status_code == 403
    assert "Only members and leads of the team can start a sync." in visible(refused)
    assert client.get(address(stack, rest="refresh/")).status_code == 405


def some_test(stack: Stack) -> LoadTest:
    test = stack.load_tests.order_by("test_id").first()
    assert test is not None
    return test


def refresh(stack: Stack, test: LoadTest, role: Role = Role.MEMBER) -> Any:
    """The page that a person sees in the end."""
    return visitor(stack, role).post(address(stack, test.test_id, "refresh/"), follow=True)


@pytest.mark.django_db(transaction=True)
def test_refresh_reads_the_list_of_this_test_newest_first() -> None:
    with simulated(150) as (sim, stack):
        sync(stack)
        test = some_test(stack)
        sim.switches.frozen = False
        (new,) = sim.create_runs(1, {"test_id": test.test_id})
        sim.log.clear()
        response = refresh(stack, test)

        assert run_ids(response)[0] == new
        assert "of them new or changed." in visible(response)
        (asked,) = {(entry["path"], entry["query"]["$orderby"]) for entry in sim.log.entries()}  # type: ignore[index]
        assert asked == (f"/cloud/v6/load_tests/{test.test_id}/test_runs", "created desc")
        assert not [key for key in sim.log.entries() if key["path"] == "/cloud/v6/test_runs"]


@pytest.mark.django_db(transaction=True)
def test_refresh_walks_every_page_of_a_long_list() -> None:
    with simulated(30) as (sim, stack):
        sync(stack)
        test = some_test(stack)
        sim.switches.frozen = False
        made = sim.create_runs(230, {"test_id": test.test_id})
        response = refresh(stack, test)

        assert set(made) <= set(test.runs.values_list("run_id", flat=True))
        assert "runs read from Grafana, 23" in visible(response)


TROUBLES: list[tuple[dict[str, Any], str]] = [
    ({"kind": "status", "code": 401}, "Grafana does not accept the token."),
    ({"kind": "status", "code": 403}, "The token is valid, but may not read this stack."),
    ({"kind": "status", "code": 404}, "It may have been deleted there, or be hidden from the stack's token."),
    ({"kind": "status", "code": 400}, "Grafana refused the request."),
    ({"kind": "rate_limited", "retry_after": "30"}, "Grafana asked for fewer calls."),
    ({"kind": "status", "code": 500}, "Grafana reported an error of its own."),
    ({"kind": "unavailable"}, "Grafana reported an error of its own."),
    ({"kind": "reset"}, "Grafana's answer broke off."),
    ({"kind": "cut_short"}, "Grafana's answer broke off."),
    ({"kind": "not_json"}, "Something else than the API answered."),
    ({"kind": "html", "code": 200}, "Something else than the API answered."),
    ({"kind": "wrong_shape"}, "Grafana's answer was not what its documentation says."),
    ({"kind": "redirect"}, "Grafana pointed to another address, where no token is sent."),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("fault", "sentence"), TROUBLES, ids=lambda value: str(value)[:40])
def test_trouble_on_refresh_is_a_sentence_and_the_rows_stay(fault: dict[str, Any], sentence: str) -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        test = some_test(stack)
        before = run_ids(visitor(stack).get(address(stack, test.test_id)))
        sim.add_fault(Fault(times=None, **fault))
        response = refresh(stack, test)

        assert before
        assert run_ids(response) == before
        assert sentence in visible(response)
        assert sim.token not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_the_api_said_stands_beside_our_own_sentence() -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        body = {"error": {"code": "x", "message": f"No <b>way</b> with Bearer {sim.token}"}}
        sim.add_fault(Fault(kind="status", code=400, times=None, body=body))
        response = refresh(stack, some_test(stack))

        assert "Grafana said: “No <b>way</b> with Bearer [redacted]”" in visible(response)
        assert "<b>way</b>" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_slow_api_costs_a_person_seconds_and_no_rows() -> None:
    with simulated(40) as (sim, stack):
        sync(stack)
        test = some_test(stack)
        sim.add_fault(Fault(kind="drip_headers", times=None, seconds=0.5))
        response = refresh(stack, test)

        assert "Grafana took too long to answer." in visible(response)
        assert run_ids(response)
        assert len([one for one in sim.log.entries() if one["fault"]]) == 1


@pytest.mark.django_db(transaction=True)
def test_an_api_that_is_down_and_a_token_that_does_not_open_have_their_own_sentences() -> None:
    with simulated(30) as (_, stack):
        sync(stack)
    test = some_test(stack)
    with override_settings(K6_API_URL="http://127.0.0.1:9"):
        down = refresh(stack, test)
    Stack.objects.filter(pk=stack.pk).update(sealed_token="of another row")
    sealed = refresh(stack, test)

    assert "Grafana could not be reached." in visible(down)
    assert "The stored token can't be opened with the keys of this site." in visible(sealed)
    assert run_ids(sealed) == run_ids(down) != []


@pytest.mark.django_db(transaction=True)
def test_a_run_that_cannot_be_read_costs_its_neighbours_nothing() -> None:
    with simulated(60) as (sim, stack):
        sync(stack)
        test = some_test(stack)
        numbers = list(test.runs.values_list("run_id", flat=True))
        sim.edit_run(numbers[0], {"created": None})
        sim.edit_run(numbers[1], {"note": "seen by the refresh"})
        refresh(stack, test)

        assert stack.runs.get(run_id=numbers[1]).note == "seen by the refresh"
        assert stack.set_aside.get().run_id == numbers[0]
        assert test.runs.count() == len(numbers)
