"""A load test's own list, walked newest first while a person waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic

from django.db import transaction

from runs.connection import web_client, web_patience
from runs.k6api.errors import K6Error
from runs.k6api.records import RunPage
from runs.models import LoadTest, Stack
from runs.store import StackFull
from runs.sync.window import PAGE, Pages, save_pages

NEWEST_FIRST = "created desc"
LEAST_SECONDS = 0.5


class Unleased:
    """Writes runs outside a walk: each page is a transaction of its own and touches no state of the sync."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @contextmanager
    def writing(self) -> Iterator[None]:
        with transaction.atomic():
            yield


def refresh_load_test(test: LoadTest, by: str = "") -> Pages:
    """Reads the load test's runs again, page by page, while a person (`by`, an address) waits.

    Raises `K6Error` where nothing came.
    """
    usual = web_patience()
    end = monotonic() + usual.total

    def fetch(skip: int) -> RunPage:
        patience = replace(usual, total=max(end - monotonic(), LEAST_SECONDS))
        with web_client(test.stack, patience, by) as client:
            return client.list_load_test_runs(test.test_id, skip=skip, top=PAGE, orderby=NEWEST_FIRST)

    pages = Pages()
    try:
        save_pages(Unleased(test.stack), fetch, lambda: monotonic() >= end - LEAST_SECONDS, pages)
    except StackFull:
        pages.is_complete = False
    except K6Error:
        if not pages.rows:
            raise
        pages.is_complete = False
    return pages
