"""(A6) An API with ever new runs does not fill the disk: past the cap new ones are not read, known ones are."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from runs.models import Role, Stack
from runs.refresh import refresh_load_test
from runs.troubles import TOO_MANY_RUNS
from tests.pages.visiting import visible, visitor
from tests.sync.simulated import age, simulated, sync, walk_again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def cap() -> Iterator[None]:
    with override_settings(MAX_RUNS_PER_STACK=100):
        yield


def test_the_first_walk_stops_at_the_cap_and_says_so_on_the_stack_s_pages() -> None:
    with simulated(250) as (_, stack):
        sync(stack)
        assert stack.runs.count() == 100
        assert (stack.trouble, stack.walk_started) == (TOO_MANY_RUNS, None)
        assert stack.walk_finished is not None
        assert "more runs than k6admin keeps" in stack.walk_incomplete
        lead = visitor(stack, Role.LEAD)
        for path in ("/stacks/", f"/stacks/{stack.slug}/settings/", "/runs/", "/"):
            said = "more runs than k6admin keeps for one stack, so new runs are not read"
            assert said in visible(lead.get(path)), path


def test_known_runs_are_brought_up_to_date_and_new_ones_come_once_the_cap_is_raised() -> None:
    with simulated(100) as (sim, stack):
        sync(stack)
        assert stack.trouble == ""
        known = stack.runs.filter(active=False).order_by("created").first()
        assert known is not None
        sim.edit_run(known.run_id, {"note": "written in Grafana"}, [])
        new = sim.create_runs(3, {}, None)
        sync(age(stack))
        assert stack.trouble == TOO_MANY_RUNS
        walk_again(stack)
        known.refresh_from_db()
        assert known.note == "written in Grafana"
        assert not stack.runs.filter(run_id__in=new).exists()
        assert stack.trouble == TOO_MANY_RUNS

        with override_settings(MAX_RUNS_PER_STACK=1000):
            sync(age(stack))
            assert stack.runs.filter(run_id__in=new).count() == 3
            assert stack.trouble == ""


def test_a_walk_over_nothing_but_new_runs_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("runs.sync.walk.MOST_STRANGE_PAGES", 2)
    with simulated(900) as (sim, stack), override_settings(MAX_RUNS_PER_STACK=100):
        sync(stack)
        pages = [entry for entry in sim.log.entries() if entry["path"] == "/cloud/v6/test_runs"]
        assert len(pages) < 9
        assert stack.walk_started is None


def test_the_own_list_of_a_load_test_adds_no_run_either() -> None:
    with simulated(100) as (sim, stack):
        sync(stack)
        test = stack.load_tests.first()
        assert test is not None
        sim.create_runs(2, {"test_id": test.test_id}, None)
        pages = refresh_load_test(test)
        assert not pages.is_complete
        assert stack.runs.count() == 100


def test_it_is_said_from_90_percent_on() -> None:
    with simulated(80) as (sim, stack):
        sync(stack)
        lead, page = visitor(stack, Role.LEAD), f"/stacks/{stack.slug}/settings/"
        assert "of at most 100 runs" not in visible(lead.get(page))
        sim.create_runs(10, {}, None)
        sync(age(stack))
        assert "90 of at most 100 runs of this stack are kept here" in visible(lead.get(page))
        assert Stack.objects.get().trouble == ""
