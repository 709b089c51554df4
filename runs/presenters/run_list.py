"""A page of a list of runs, with all that stands around it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from django.urls import reverse

from runs.listing import Choices, Page, RunQuery, Sort, to_params
from runs.listing.query import Archived
from runs.presenters.addresses import ListAddress
from runs.presenters.chips import Chip, chips
from runs.presenters.columns import Column, columns
from runs.presenters.empty import Empty, empty_of_filters
from runs.presenters.filters import FilterBar, filter_bar
from runs.presenters.freshness import Age, ages, state_notices
from runs.presenters.notices import Notice
from runs.presenters.numbers import counted
from runs.presenters.pager import PagerLink, pager
from runs.presenters.rows import RunRow, run_row


@dataclass(frozen=True, slots=True)
class RunList:
    """`path` is the list's own address without its query. `sort` is what a form must carry to keep
    the order. `shows_keeping`: the list is about retention, so that narrow windows leave out another column."""

    path: str
    rows: tuple[RunRow, ...]
    columns: tuple[Column, ...]
    filters: FilterBar
    chips: tuple[Chip, ...]
    sort: str
    count: str
    pager: tuple[PagerLink, ...]
    ignored: tuple[str, ...]
    ages: tuple[Age, ...]
    notices: tuple[Notice, ...]
    shows_keeping: bool
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
    stacks = choices.stacks_of(query)
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
        shows_keeping=_shows_keeping(query),
        empty=None if page.rows else _empty(address, choices, has_filters=bool(on)),
    )


def _sort(query: RunQuery) -> str:
    """Empty for the order that the list has anyway."""
    return dict(parse_qsl(to_params(query))).get("sort", "")


def _count(page: Page) -> str:
    return f"{page.count:,}+ runs" if page.count_is_capped else counted(page.count, "run")


def _shows_keeping(query: RunQuery) -> bool:
    """Whether this list is about what is kept and what is not, so that narrow windows show that column too."""
    is_asked_for = query.expiring or query.saved is not None or query.archived is not Archived.NO
    return bool(is_asked_for) or query.sort is Sort.EXPIRY


def _empty(address: ListAddress, choices: Choices, *, has_filters: bool) -> Empty:
    if not choices.stacks:
        return Empty("No stack yet", "Runs show up here once a stack is connected.", reverse("stacks"), "To the stacks")
    if has_filters:
        return empty_of_filters(address.query)
    if address.query.after or address.query.before:
        text = "The runs that were here are gone."
        return Empty("This page is empty by now", text, address.url(), "To the first page")
    return Empty("No runs yet", "They show up here as soon as the stack has been read.")
