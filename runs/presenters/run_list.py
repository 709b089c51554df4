"""A page of a list of runs, with all that stands around it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from runs.listing import Choices, Page, RunQuery, to_params
from runs.presenters.addresses import ListAddress
from runs.presenters.chips import Chip, chips
from runs.presenters.columns import Column, columns
from runs.presenters.filters import FilterBar, filter_bar
from runs.presenters.freshness import ages, state_notices
from runs.presenters.notices import Notice
from runs.presenters.numbers import counted
from runs.presenters.pager import PagerLink, pager
from runs.presenters.rows import RunRow, run_row


@dataclass(frozen=True, slots=True)
class Empty:
    """Why a list has no rows, and the way on: a link's address and words, empty where there is none."""

    title: str
    text: str
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class RunList:
    """`path` is the list's own address without its query. `sort` is what a form must carry to keep
    the order."""

    path: str
    rows: tuple[RunRow, ...]
    columns: tuple[Column, ...]
    filters: FilterBar
    chips: tuple[Chip, ...]
    sort: str
    count: str
    pager: tuple[PagerLink, ...]
    ignored: tuple[str, ...]
    ages: tuple[str, ...]
    notices: tuple[Notice, ...]
    empty: Empty | None


def run_list(
    query: RunQuery,
    page: Page,
    choices: Choices,
    ignored: Sequence[str],
    *,
    path: str,
    now: datetime,
    pinned: Collection[str] = (),
    acting_in: Collection[int] = (),
) -> RunList:
    """`pinned` names the parameters ("stack", "test") that the page's own address decides; `acting_in` has
    the ids of the teams in which the person may change runs."""
    address = ListAddress(path, query, pinned)
    stacks = [stack for stack in choices.stacks if not query.stacks or stack.slug in query.stacks]
    on = chips(address, choices)
    names_tests = "test" not in pinned
    return RunList(
        path=path,
        rows=tuple(
            run_row(run, now, may_star=run.stack.team_id in acting_in, names_test=names_tests) for run in page.rows
        ),
        columns=columns(address),
        filters=filter_bar(query, choices, pinned),
        chips=on,
        sort=_sort(query),
        count=_count(page),
        pager=pager(address, page),
        ignored=tuple(ignored),
        ages=ages(stacks, now),
        notices=state_notices(stacks, now),
        empty=None if page.rows else _empty(address, choices, has_filters=bool(on)),
    )


def _sort(query: RunQuery) -> str:
    """Empty for the order that the list has anyway."""
    return dict(parse_qsl(to_params(query))).get("sort", "")


def _count(page: Page) -> str:
    return f"{page.count:,}+ runs" if page.count_is_capped else counted(page.count, "run")


def _empty(address: ListAddress, choices: Choices, *, has_filters: bool) -> Empty:
    if not choices.stacks:
        return Empty("No stack yet", "Runs show up here once a lead of your team connects a stack.")
    if has_filters:
        return Empty("No run matches", "Take a filter away, or look for something else.")
    if address.query.after or address.query.before:
        text = "The runs that were here are gone."
        return Empty("This page is empty by now", text, address.url(), "To the first page")
    return Empty("No runs yet", "They show up here as soon as the stack has been read.")
