"""Runs of one stretch of time, or of one load test, read to the end of the API's list."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils import timezone

from runs.k6api.client import Client
from runs.k6api.records import RunPage
from runs.models import Stack
from runs.store import StackFull, save_runs
from runs.sync.paging import PAGE, Paging

__all__ = ["PAGE", "Clock", "Pages", "lies_outside", "save_pages", "sync_window", "write_page"]

Fetch = Callable[[int], RunPage]
Clock = Callable[[], bool]


class Writer(Protocol):
    """Whose transactions the pages are written in: a lease's, or plain ones outside a walk."""

    @property
    def stack(self) -> Stack: ...

    def writing(self) -> AbstractContextManager[None]: ...


@dataclass
class Pages:
    """What came of reading a list: rows, how many of them were new or changed, the newest `created` among them.

    `count`: the list's length as its first page said. `ignores_dates`: the API sent what was not asked for.
    `is_ascending`: so far each run was created after the one before it.
    """

    rows: int = 0
    changed: int = 0
    newest: datetime | None = None
    count: int | None = None
    number: int = 0
    is_complete: bool = False
    is_ascending: bool = True
    ignores_dates: bool = False

    def add(self, page: RunPage, changed: int) -> None:
        self.count = self.count if self.number else page.count
        self.number += 1
        self.rows += len(page.runs)
        self.changed += changed
        created = [run.created for run in page.runs]
        self.is_ascending &= created == sorted(created) and (
            not self.newest or self.newest <= max(created, default=self.newest)
        )
        self.newest = max([*created, *([self.newest] if self.newest else [])], default=None)


def sync_window(
    writer: Writer,
    client: Client,
    after: datetime | None,
    before: datetime | None,
    is_over: Clock,
    *,
    is_enough: Callable[[Pages], bool] = lambda _: False,
) -> Pages:
    """Every run created in [after, before): pages until the list ends, time is up, or what came `is_enough`."""
    pages = Pages()

    def fetch(skip: int) -> RunPage:
        page = client.list_runs(skip=skip, top=PAGE, count=True, created_after=after, created_before=before)
        pages.ignores_dates = pages.ignores_dates or lies_outside(page, after, before)
        return page

    return save_pages(writer, fetch, lambda: is_over() or is_enough(pages), pages)


def lies_outside(page: RunPage, after: datetime | None, before: datetime | None) -> bool:
    """Whether a page holds runs that were created at another time than was asked for."""
    return any((after and run.created < after) or (before and run.created >= before) for run in page.runs)


def save_pages(writer: Writer, fetch: Fetch, is_over: Clock, pages: Pages | None = None) -> Pages:
    """Writes pages to `writer`, each in a transaction of its own.

    `pages` is for who wants to know what came although a later one raised `K6Error`.
    """
    pages = pages or Pages()
    for page, asked in _each(fetch, pages):
        pages.add(page, write_page(writer, page, asked))
        if is_over():
            break
    return pages


def write_page(writer: Writer, page: RunPage, asked: datetime) -> int:
    """How many of the page's runs were new or different. Raises `StackFull` where some had no room; others are kept."""
    saved = save_runs(writer.stack, page.runs, asked, writer.writing, rejected=page.rejected)
    if saved.left_out:
        raise StackFull(writer.stack.slug)
    return saved.changed


def _each(fetch: Fetch, pages: Pages) -> Iterator[tuple[RunPage, datetime]]:
    """Pages, and when they were asked for. A list that changes too fast is read on to its end, and not complete."""
    paging = Paging()
    while True:
        asked = timezone.now()
        page = fetch(paging.skip)
        has_slipped = paging.has_slipped(page)
        is_end = not has_slipped and paging.is_end(page)
        if has_slipped:
            paging.step_back()
        else:
            paging.go_on(page)
        pages.is_complete = is_end and not paging.is_unsteady
        yield page, asked
        if is_end:
            return
