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
from runs.store import save_runs, set_aside

PAGE = 100
Fetch = Callable[[int], RunPage]


class Writer(Protocol):
    """Whose transactions the pages are written in: a lease's, or plain ones outside a walk."""

    @property
    def stack(self) -> Stack: ...

    def writing(self) -> AbstractContextManager[None]: ...


@dataclass
class Pages:
    """What came of reading a list: rows, how many of them were new or changed, the newest `created` among them."""

    rows: int = 0
    changed: int = 0
    newest: datetime | None = None
    is_complete: bool = False

    def add(self, page: RunPage, changed: int) -> None:
        self.rows += len(page.runs)
        self.changed += changed
        self.newest = max([*(run.created for run in page.runs), *([self.newest] if self.newest else [])], default=None)


def sync_window(
    writer: Writer, client: Client, after: datetime | None, before: datetime | None, is_over: Callable[[], bool]
) -> Pages:
    """Every run created in [after, before): pages until the list ends or `is_over` says that time is up."""

    def fetch(skip: int) -> RunPage:
        return client.list_runs(skip=skip, top=PAGE, created_after=after, created_before=before)

    return save_pages(writer, fetch, is_over)


def save_pages(writer: Writer, fetch: Fetch, is_over: Callable[[], bool]) -> Pages:
    pages = Pages()
    for page, asked in _each(fetch, pages):
        with writer.writing():
            saved = save_runs(writer.stack, page.runs, asked)
            set_aside(writer.stack, page.rejected, asked)
        pages.add(page, saved.changed)
        if is_over():
            break
    return pages


def _each(fetch: Fetch, pages: Pages) -> Iterator[tuple[RunPage, datetime]]:
    """Pages, and when they were asked for, while the API has more and each brings a run that was not on one before.

    Links that loop end here.
    """
    met: set[int] = set()
    skip = 0
    while True:
        asked = timezone.now()
        page = fetch(skip)
        ids = {run.run_id for run in page.runs}
        skip += len(page.runs) + len(page.rejected)
        is_last = not page.has_more and len(ids) < PAGE
        pages.is_complete = is_last or not (ids - met)
        met |= ids
        yield page, asked
        if pages.is_complete:
            return
