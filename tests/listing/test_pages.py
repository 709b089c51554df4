"""A list page by page: every row once, in order, in both directions, whatever the filter and the order."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from runs.listing import RunQuery, Sort, choices_for, page_of, read_query, to_params
from runs.listing.query import PAGE_ROWS, Archived
from runs.models import Stack, TestRun
from runs.store import mark_gone
from tests.builders import NOON, make_runs, make_stack, make_team, run_document

pytestmark = pytest.mark.django_db

STATUSES = ["completed", "aborted", "running", "queued"]
RESULTS = ["passed", "failed", "error", None]


def fill(stack: Stack, number: int, first: int = 1) -> None:
    """Runs that differ in everything that lists filter and sort by, some without a value."""
    make_runs(stack, *(document(first + i) for i in range(number)))


def document(i: int) -> dict[str, Any]:
    return run_document(
        i,
        created=NOON + timedelta(minutes=i // 3),  # three share each moment
        ended=None if i % 4 == 2 else NOON + timedelta(minutes=i // 3 + i % 7 + 1),
        status=STATUSES[i % 4],
        result=RESULTS[i % 4],
        test_id=1 + i % 5,
        project_id=1 + i % 2,
        started_by=[None, "ada@example.com", "bob@example.com"][i % 3],
        max_vus=None if i % 6 == 0 else i % 11,
        cost=None if i % 5 == 0 else {"total_vuh": f"{i % 13}.25", "breakdown": {}},
        retention_expiry=None if i % 10 == 0 else (NOON + timedelta(days=i % 17)).isoformat(),
        is_starred=i % 9 == 0,
        note="flaky login" if i % 8 == 0 else "",
        distribution=[{"load_zone": zone, "percent": 50} for zone in ["lab", "amazon:ie:dublin"][: 1 + i % 2]],
    )


def walk(query: RunQuery, *stacks: Stack) -> list[TestRun]:
    """All rows of a list, first page to last."""
    choices = choices_for(stacks)
    rows: list[TestRun] = []
    page = page_of(query, choices)
    rows += page.rows
    while page.older:
        page = page_of(dataclasses.replace(query, after=page.older), choices)
        rows += page.rows
    return rows


def walk_back(query: RunQuery, *stacks: Stack) -> list[TestRun]:
    """All rows of a list, last page to first, in the list's order."""
    choices = choices_for(stacks)
    page = page_of(dataclasses.replace(query, before="end"), choices)
    rows = page.rows
    while page.newer:
        page = page_of(dataclasses.replace(query, before=page.newer), choices)
        rows = page.rows + rows
    return rows


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("descending", [True, False])
def test_every_order_shows_every_run_once_with_empty_values_last(sort: Sort, descending: bool) -> None:
    stacks = [make_stack(), make_stack()]
    fill(stacks[0], 140)
    fill(stacks[1], 35)
    query = RunQuery(sort=sort, descending=descending)

    rows = walk(query, *stacks)
    values = [getattr(run, sort.column) for run in rows]
    present = [value for value in values if value is not None]

    assert len(rows) == len({run.pk for run in rows}) == 175
    assert present == sorted(present, reverse=descending)
    assert values == present + [None] * (len(values) - len(present))
    assert walk_back(query, *stacks) == rows


FILTERS: list[tuple[str, Any]] = [
    ("status=aborted", lambda i: STATUSES[i % 4] == "aborted"),
    ("status=active", lambda i: STATUSES[i % 4] in {"running", "queued"}),
    ("status=aborted&status=running", lambda i: STATUSES[i % 4] in {"aborted", "running"}),
    ("result=failed", lambda i: RESULTS[i % 4] == "failed"),
    ("result=none", lambda i: RESULTS[i % 4] is None),
    ("test=3", lambda i: 1 + i % 5 == 3),
    ("test=3&test=4&result=passed", lambda i: 1 + i % 5 in {3, 4} and RESULTS[i % 4] == "passed"),
    ("project=2", lambda i: 1 + i % 2 == 2),
    ("started_by=bob@example.com", lambda i: i % 3 == 2),
    ("zone=amazon:ie:dublin", lambda i: i % 2 == 1),
    ("zone=lab", lambda _: True),
    ("saved=yes", lambda i: i % 10 == 0),
    ("starred=yes", lambda i: i % 9 == 0),
    ("starred=no", lambda i: i % 9 != 0),
    ("q=FLAKY", lambda i: i % 8 == 0),
    ("q=ada", lambda i: i % 3 == 1),
    ("q=42", lambda i: i == 42),
    ("q=%25", lambda _: False),
    ("created_after=2026-11-01T12:10:00Z", lambda i: i // 3 >= 10),
    ("created_before=2026-11-01T12:10:00Z", lambda i: i // 3 < 10),
]


@pytest.mark.parametrize(("params", "matches"), FILTERS)
@pytest.mark.parametrize("sort", ["", "&sort=-vuh"])
def test_a_filter_shows_exactly_the_runs_that_match(params: str, matches: Any, sort: str) -> None:
    stack = make_stack()
    fill(stack, 120)
    query, ignored = read_query(QueryDict(params + sort), choices_for([stack]))

    rows = walk(query, stack)
    page = page_of(query, choices_for([stack]))

    assert ignored == []
    assert {run.run_id for run in rows} == {i for i in range(1, 121) if matches(i)}
    assert len(rows) == len({run.pk for run in rows}) == page.count
    assert walk_back(query, stack) == rows


def test_archived_runs_are_out_of_the_list_and_one_filter_away() -> None:
    stack = make_stack()
    fill(stack, 6)
    mark_gone(stack, 2, "deleted", NOON)

    assert 2 not in {run.run_id for run in walk(RunQuery(), stack)}
    assert {run.run_id for run in walk(RunQuery(archived=Archived.ONLY), stack)} == {2}
    assert len(walk(RunQuery(archived=Archived.ALL), stack)) == 6


def test_only_the_stacks_at_hand_are_looked_into() -> None:
    mine, other = make_stack(), make_stack()
    fill(mine, 3)
    fill(other, 5)

    assert {run.stack_id for run in walk(RunQuery(), mine)} == {mine.pk}
    assert walk(RunQuery(q="ada", tests=(2,)), mine) == walk(RunQuery(tests=(2,)), mine)
    assert walk(RunQuery(stacks=(other.slug,)), mine) == []
    assert page_of(RunQuery(), choices_for([])).rows == []


def test_one_team_with_many_stacks_and_tests_falls_back_to_one_range() -> None:
    team = make_team()
    stacks = [make_stack(team) for _ in range(40)]
    for position, stack in enumerate(stacks):
        fill(stack, 2, first=position * 10 + 1)

    rows = walk(RunQuery(statuses=("completed", "aborted", "running"), archived=Archived.ALL), *stacks)

    assert len(rows) == sum(1 for n in range(40) for i in (n * 10 + 1, n * 10 + 2) if i % 4 != 3)


def test_a_count_is_exact_until_a_thousand_and_says_so_beyond() -> None:
    stack = make_stack()
    for start in range(0, 1100, 100):
        fill(stack, 100, first=start + 1)
    page = page_of(RunQuery(), choices_for([stack]))

    assert (page.count, page.count_is_capped) == (1000, True)
    assert len(page.rows) == PAGE_ROWS


def test_a_page_costs_the_same_number_of_queries_at_1_and_at_50_rows(django_assert_num_queries: Any) -> None:
    few, many = make_stack(), make_stack()
    fill(few, 1)
    fill(many, 80)
    for stack in (few, many):
        with django_assert_num_queries(6):
            page_of(RunQuery(), choices_for([stack]))


def test_the_rows_of_a_page_name_what_they_share_without_asking_again(django_assert_num_queries: Any) -> None:
    stacks = [make_stack(), make_stack()]
    for stack in stacks:
        fill(stack, 20)
    rows = page_of(RunQuery(), choices_for(stacks)).rows

    with django_assert_num_queries(0):
        named = {(r.stack.name, r.load_test.title, r.project.title, r.starter, r.zone_set) for r in rows}

    assert named == {
        (r.stack.name, r.load_test.title, r.project.title, r.starter, r.zone_set) for r in TestRun.objects.all()
    }


def test_a_run_of_a_load_test_that_was_made_after_the_choices_were_read_still_names_it() -> None:
    stack = make_stack()
    fill(stack, 3)
    choices = choices_for([stack])
    assert len(choices.tests) == 3
    make_runs(stack, run_document(99, test_id=4711))

    assert 4711 in {run.load_test.test_id for run in page_of(RunQuery(), choices).rows}


def test_a_value_of_another_stack_than_the_one_asked_for_matches_nothing() -> None:
    mine, other = make_stack(), make_stack()
    make_runs(mine, run_document(1, test_id=1, project_id=1, started_by="ada@example.com"))
    make_runs(other, run_document(2, test_id=2, project_id=2, started_by="bob@example.com"))

    for asked in ({"tests": (2,)}, {"projects": (2,)}, {"started_by": ("bob@example.com",)}):
        query = RunQuery(stacks=(mine.slug,), **asked)
        assert walk(query, mine, other) == []
        assert len(walk(dataclasses.replace(query, stacks=()), mine, other)) == 1


def test_a_run_that_a_search_finds_twice_is_shown_and_counted_once() -> None:
    stack = make_stack()
    make_runs(stack, *(run_document(i, note="ada was here", started_by="ada@example.com") for i in range(1, 81)))
    query = RunQuery(q="ada")

    assert len(walk(query, stack)) == page_of(query, choices_for([stack])).count == 80


def test_every_page_of_a_list_says_how_long_the_list_is() -> None:
    stack = make_stack()
    fill(stack, 120)
    choices = choices_for([stack])
    for sort in Sort:
        query = RunQuery(sort=sort)
        first = page_of(query, choices)
        second = page_of(dataclasses.replace(query, after=first.older or ""), choices)
        last = page_of(dataclasses.replace(query, before="end"), choices)

        assert [first.count, second.count, last.count] == [120, 120, 120]


def test_the_url_of_a_query_leads_back_to_it() -> None:
    stack = make_stack()
    fill(stack, 30)
    choices = choices_for([stack])
    params = f"stack={stack.slug}&status=active&zone=lab&q=a+b&saved=no&archived=all&sort=-vus&created_after=2026-11-01"
    query, ignored = read_query(QueryDict(params), choices)

    assert ignored == []
    assert read_query(QueryDict(to_params(query)), choices)[0] == query
