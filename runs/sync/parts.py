"""The short parts of the work: what is new, what is active, and names."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.utils import timezone

from runs.k6api.client import Client
from runs.k6api.errors import NotFound
from runs.k6api.records import NamePage
from runs.store import mark_not_visible, save_load_tests, save_projects, save_runs
from runs.sync.lease import Lease
from runs.sync.window import sync_window

# The API shows a run a little after it was created, and clocks differ.
OVERLAP = timedelta(minutes=15)
NAMES_PAGE = 1000
NAMES_WRITTEN_AT_ONCE = 100
PAGES_MAX = 100
T = TypeVar("T")


def sync_fresh(lease: Lease, client: Client, is_over: Callable[[], bool]) -> None:
    """Runs created since the mark, with overlap. The mark moves only after the last page."""
    stack = lease.stack
    if stack.fresh_mark is None and stack.walk_finished is None:
        return  # the first walk has yet to reach today
    after = stack.fresh_mark - OVERLAP if stack.fresh_mark else None
    pages = sync_window(lease, client, after, None, is_over)
    if not pages.is_complete:
        return
    now = timezone.now()
    newest = min(now, pages.newest) if pages.newest else stack.fresh_mark
    lease.save(fresh_at=now, fresh_mark=max(filter(None, (newest, stack.fresh_mark)), default=None))


def sync_active(lease: Lease, client: Client, is_over: Callable[[], bool]) -> None:
    """Active runs one by one, the one not seen for longest first, until they end."""
    stack = lease.stack
    active = stack.runs.filter(active=True, archived=False).order_by("last_seen")
    for run_id in list(active.values_list("run_id", flat=True)):
        asked = timezone.now()
        try:
            record = client.get_run(run_id)
        except NotFound:
            with lease.writing():
                mark_not_visible(stack, [run_id], asked)
        else:
            with lease.writing():
                save_runs(stack, [record], asked)
        if is_over():
            return
    lease.save(active_at=timezone.now())


def sync_names(lease: Lease, client: Client, is_over: Callable[[], bool]) -> None:
    """Names of projects and load tests."""
    stack = lease.stack
    _each_page(lease, client.list_projects, lambda rows: save_projects(stack, rows))
    if not is_over():
        _each_page(lease, client.list_load_tests, lambda rows: save_load_tests(stack, rows))
        lease.save(names_at=timezone.now())


def _each_page(lease: Lease, fetch: Callable[..., NamePage[T]], save: Callable[[list[T]], None]) -> None:
    skip = 0
    for _ in range(PAGES_MAX):
        page = fetch(skip=skip, top=NAMES_PAGE)
        for start in range(0, len(page.items), NAMES_WRITTEN_AT_ONCE):
            with lease.writing():
                save(list(page.items[start : start + NAMES_WRITTEN_AT_ONCE]))
        skip += len(page.items) + len(page.rejected)
        if not page.has_more or not page.items:
            return
