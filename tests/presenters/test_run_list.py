"""A page of a list: count, order, ways on, and why there is nothing."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from runs.models import Stack, TestRun
from tests.builders import NOON, make_run, make_runs, make_stack, run_document
from tests.presenters.lists import NOW, make_list

pytestmark = pytest.mark.django_db


def fill(stack: Stack, number: int) -> None:
    make_runs(stack, *(run_document(i, created=NOON + timedelta(seconds=i)) for i in range(1, number + 1)))


def labels(params: str, stack: Stack) -> list[tuple[str, bool]]:
    return [(link.label, bool(link.url)) for link in make_list(params, stack).pager]


def follow(url: str) -> str:
    return url.removeprefix("/runs/").removeprefix("?")


def test_runs_are_counted_up_to_a_cap() -> None:
    stack = make_stack(fresh_at=NOW)
    fill(stack, 3)
    assert make_list("", stack).count == "3 runs"
    first = stack.runs.get(run_id=1)
    rows = []
    for number in range(4, 1003):
        rows.append(TestRun(**{field.attname: getattr(first, field.attname) for field in TestRun._meta.fields}))
        rows[-1].pk, rows[-1].run_id = None, number
    TestRun.objects.bulk_create(rows)
    assert make_list("", stack).count == "1,000+ runs"


def test_one_page_needs_no_pager() -> None:
    stack = make_stack()
    fill(stack, 50)
    assert make_list("", stack).pager == ()


def test_the_ends_of_a_list_offer_only_the_way_back() -> None:
    stack = make_stack()
    fill(stack, 120)
    first = make_list("", stack)
    assert labels("", stack) == [("Newest", False), ("Newer", False), ("Older", True), ("Oldest", True)]
    last = follow(first.pager[3].url)
    assert labels(last, stack) == [("Newest", True), ("Newer", True), ("Older", False), ("Oldest", False)]


def test_one_older_and_one_newer_is_where_one_was() -> None:
    stack = make_stack()
    fill(stack, 120)
    first = make_list("", stack)
    second = make_list(follow(first.pager[2].url), stack)
    assert [row.number for row in make_list(follow(second.pager[1].url), stack).rows] == [
        row.number for row in first.rows
    ]
    assert not {row.number for row in first.rows} & {row.number for row in second.rows}


def test_the_pager_keeps_filter_and_order_and_names_it_by_place_in_another_order() -> None:
    stack = make_stack()
    fill(stack, 60)
    page = make_list("status=completed&sort=-vuh", stack)
    assert [link.label for link in page.pager] == ["First", "Previous", "Next", "Last"]
    after = QueryDict(follow(page.pager[2].url))
    assert (after["status"], after["sort"]) == ("completed", "-vuh")
    assert len(make_list(follow(page.pager[2].url), stack).rows) == 10


def test_a_column_sorts_by_the_most_first_and_turns_round_on_the_second_click() -> None:
    stack = make_stack()
    columns = {column.label: column for column in make_list("", stack).columns}
    assert columns["VUs"].sort_url == "/runs/?sort=-vus"
    assert columns["Retention"].sort_url == "/runs/?sort=expiry"
    assert (columns["Started"].order, columns["Started"].sort_url) == ("descending", "/runs/?sort=created")
    assert columns["Note"].sort_url == ""
    turned = {column.label: column for column in make_list("sort=-vus", stack).columns}
    assert (turned["VUs"].order, turned["VUs"].arrow) == ("descending", "down")
    assert turned["VUs"].sort_url == "/runs/?sort=vus"
    assert turned["Started"].order == ""


def test_sorting_goes_back_to_the_first_page() -> None:
    stack = make_stack()
    fill(stack, 60)
    deep = make_list(follow(make_list("", stack).pager[2].url), stack)
    assert all("after" not in column.sort_url for column in deep.columns)


def test_a_form_carries_only_an_order_that_somebody_chose() -> None:
    stack = make_stack()
    assert make_list("", stack).sort == ""
    assert make_list("sort=-vuh", stack).sort == "-vuh"
    assert make_list("expiring=yes", stack).sort == ""


def test_ignored_values_are_passed_on_as_sentences() -> None:
    page = make_list("status=bogus&colour=red", make_stack())
    assert len(page.ignored) == 2
    assert "bogus" in page.ignored[0]


def test_the_page_of_one_test_has_no_column_that_names_it() -> None:
    stack = make_stack()
    make_run(stack)
    pinned = make_list("", stack, pinned=("stack", "test"))
    assert "Load test" not in [column.label for column in pinned.columns]
    assert "Load test" in [column.label for column in make_list("", stack).columns]


def test_what_the_address_decides_stays_out_of_every_link() -> None:
    stack = make_stack()
    make_run(stack)
    page = make_list(f"stack={stack.slug}&test=7&status=completed", stack, pinned=("stack", "test"))
    urls = [column.sort_url for column in page.columns if column.sort_url] + [chip.url for chip in page.chips]
    assert urls
    assert not [url for url in urls if "stack=" in url or "test=" in url]


@pytest.mark.parametrize(
    ("params", "title"),
    [
        ("", "No runs yet"),
        ("status=running", "No run matches"),
        ("q=nothing", "No run matches"),
        ("archived=only", "No archived runs"),
        ("archived=only&status=running", "No run matches"),
        ("expiring=30", "Nothing expires within 30 days"),
        ("expiring=1&sort=-vus", "Nothing expires within 1 day"),
        ("saved=yes", "No saved runs"),
        ("saved=no&starred=yes", "No run matches"),
        ("starred=yes", "No starred runs"),
        ("after=1793534400000000_1", "This page is empty by now"),
    ],
)
def test_an_empty_list_says_why(params: str, title: str) -> None:
    empty = make_list(params, make_stack()).empty
    assert empty
    assert empty.title == title


def test_a_person_without_stacks_is_led_to_where_one_is_connected() -> None:
    empty = make_list("").empty
    assert empty
    assert (empty.title, empty.url) == ("No stack yet", "/stacks/")


def test_a_list_with_rows_is_not_empty() -> None:
    stack = make_stack()
    make_run(stack)
    assert make_list("", stack).empty is None


def test_rows_have_a_star_to_press_only_where_the_person_may_act() -> None:
    mine, theirs = make_stack(), make_stack()
    make_run(mine, 1)
    make_run(theirs, 2)
    page = make_list("", mine, theirs, acting_in=[mine.team_id])
    assert {row.number: row.star is not None for row in page.rows} == {"#1": True, "#2": False}


def test_the_rows_of_one_test_know_that_nothing_names_it() -> None:
    stack = make_stack()
    make_run(stack)
    assert [row.names_test for row in make_list("", stack).rows] == [True]
    assert [row.names_test for row in make_list("", stack, pinned=("stack", "test")).rows] == [False]
