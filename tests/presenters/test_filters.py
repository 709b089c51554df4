"""The filter bar and its chips."""

import pytest
from django.http import QueryDict

from runs.models import LoadTest, Project, Stack
from runs.presenters.filters import OFFERED, Pick
from runs.presenters.run_list import RunList
from tests.builders import make_runs, make_stack, run_document
from tests.presenters.lists import make_list

pytestmark = pytest.mark.django_db


def make_busy_stack() -> Stack:
    """Two of everything that can be chosen."""
    stack = make_stack(name="Prod")
    zones = [{"load_zone": "lab", "percent": 100}]
    make_runs(
        stack,
        run_document(1, test_id=7, project_id=3),
        run_document(2, test_id=8, project_id=4, started_by="bob@example.com", distribution=zones),
    )
    LoadTest.objects.filter(test_id=7).update(name="Checkout")
    Project.objects.filter(project_id=3).update(name="Shop")
    return stack


def pick(page: RunList, name: str) -> Pick:
    [found] = [pick for pick in page.filters.picks if pick.name == name]
    return found


def test_the_bar_offers_what_occurs_and_nothing_else() -> None:
    page = make_list("", make_busy_stack())
    assert [option.label for option in pick(page, "test").options] == ["Test #8", "Checkout"]
    assert [option.label for option in pick(page, "started_by").options] == ["ada@example.com", "bob@example.com"]
    assert {option.label for option in pick(page, "zone").options} == {"Dublin, Ireland", "lab"}


def test_a_test_is_offered_with_its_project_beside_it() -> None:
    options = pick(make_list("", make_busy_stack()), "test").options
    LoadTest.objects.filter(test_id=7).update(project_id=3)
    assert {option.label: option.hint for option in options}["Checkout"] == "Shop"


def test_a_choice_of_one_is_no_choice() -> None:
    names = [pick.name for pick in make_list("", make_busy_stack()).filters.picks]
    assert "stack" not in names
    both = make_list("", make_busy_stack(), make_stack())
    assert "stack" in [pick.name for pick in both.filters.picks]


def test_statuses_and_results_are_offered_in_words() -> None:
    page = make_list("", make_stack())
    statuses = {option.value: option.label for option in pick(page, "status").options}
    assert statuses["active"] == "Active (not ended)"
    assert statuses["processing_metrics"] == "Processing metrics"
    assert {option.value: option.label for option in pick(page, "result").options}["none"] == "No result"


def test_what_is_chosen_is_checked() -> None:
    options = pick(make_list("status=running&status=aborted", make_stack()), "status").options
    assert {option.value for option in options if option.is_chosen} == {"running", "aborted"}


def test_the_page_of_one_test_does_not_offer_tests_projects_and_stacks() -> None:
    page = make_list("", make_busy_stack(), make_stack(), pinned=("stack", "test"))
    assert {pick.name for pick in page.filters.picks} == {"status", "result", "started_by", "zone"}


def test_of_very_many_tests_the_first_are_offered_and_the_chosen_one_always() -> None:
    stack = make_stack()
    tests = [LoadTest(stack=stack, test_id=i, name=f"Test {i:04}") for i in range(1, OFFERED + 51)]
    LoadTest.objects.bulk_create(tests)
    found = pick(make_list(f"test={OFFERED + 50}", stack), "test")
    assert len(found.options) == OFFERED
    assert [option.value for option in found.options if option.is_chosen] == [str(OFFERED + 50)]
    assert found.narrows
    assert found.left_out == "50 more are not listed: search for their names."


def test_few_choices_need_no_narrowing_down() -> None:
    found = pick(make_list("", make_busy_stack()), "test")
    assert (found.narrows, found.left_out) == (False, "")


def test_a_date_stands_in_a_date_field_and_a_moment_in_a_text_field() -> None:
    after, before = make_list("created_after=2026-11-01&created_before=2026-11-02T10:30:00Z").filters.dates
    assert (after.value, after.kind) == ("2026-11-01", "date")
    assert (before.value, before.kind) == ("2026-11-02T10:30:00Z", "text")


def test_a_number_of_days_that_is_not_offered_is_among_the_choices_while_it_is_on() -> None:
    [expiring] = [one for one in make_list("expiring=14", make_stack()).filters.more if one.name == "expiring"]
    assert [(option.label, option.is_chosen) for option in expiring.options] == [
        ("Any time", False),
        ("Within 7 days", False),
        ("Within 14 days", True),
        ("Within 30 days", False),
    ]


def test_the_other_filters_show_what_is_chosen() -> None:
    chosen = {
        select.name: next((option.value for option in select.options if option.is_chosen), None)
        for select in make_list("saved=no&starred=yes&archived=all", make_stack()).filters.more
    }
    assert chosen == {"saved": "no", "starred": "yes", "expiring": "", "archived": "all"}


EVERYTHING = (
    "q=check&status=completed&result=passed&test=7&project=3&started_by=ada@example.com&zone=amazon:ie:dublin"
    "&created_after=2026-10-01&created_before=2026-12-01&saved=no&starred=no&archived=all"
)


def test_every_filter_that_is_on_has_a_chip_in_words() -> None:
    stack = make_busy_stack()
    page = make_list(EVERYTHING + f"&stack={stack.slug}", stack)
    assert [chip.label for chip in page.chips] == [
        "Search: check",
        "Status: Completed",
        "Result: Passed",
        "Load test: Checkout",
        "Project: Shop",
        "Stack: Prod",
        "Started by: ada@example.com",
        "Load zone: Dublin, Ireland",
        "From 1 Oct 2026",
        "Before 1 Dec 2026",
        "Not saved",
        "Not starred",
        "Archived too",
    ]


def test_a_chip_takes_away_its_own_filter_and_no_other() -> None:
    page = make_list(EVERYTHING, make_busy_stack())
    names = set(QueryDict(EVERYTHING))
    for chip in page.chips:
        rest = set(QueryDict(chip.url.partition("?")[2]))
        assert len(names - rest) == 1, chip.label
        assert rest <= names


def test_of_two_values_a_chip_takes_one() -> None:
    page = make_list("status=running&status=aborted", make_stack())
    assert [chip.url for chip in page.chips] == ["/runs/?status=aborted", "/runs/?status=running"]


def test_the_last_chip_leads_to_the_bare_list() -> None:
    [chip] = make_list("starred=yes", make_stack()).chips
    assert (chip.label, chip.url) == ("Starred", "/runs/")


def test_taking_expiring_away_takes_its_order_along_but_not_a_chosen_one() -> None:
    [chip] = make_list("expiring=yes", make_stack()).chips
    assert chip.url == "/runs/"
    [chip] = make_list("expiring=yes&sort=-vus", make_stack()).chips
    assert chip.url == "/runs/?sort=-vus"


def test_a_plain_list_has_no_chips() -> None:
    assert make_list("", make_stack()).chips == ()
