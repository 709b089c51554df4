"""What is new: runs created since the last look, with an overlap, however many they are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

from django.db.models import Value
from django.utils import timezone

from runs.k6api.client import Client
from runs.k6api.records import RunPage
from runs.models import Stack
from runs.sync.asked import mark_answered
from runs.sync.lease import Lease
from runs.sync.window import PAGE, Clock, Pages, sync_window, write_page

# The API shows a run a little after it was created, and clocks differ.
OVERLAP = timedelta(minutes=15)
# How many of the newest runs are read again each time: one that is dated ahead must not hide those created after it.
READ_AGAIN = 10
MOST_PAGES = 5
UNCOUNTED_SPAN = timedelta(hours=6)


def sync_fresh(lease: Lease, client: Client, is_over: Clock) -> None:
    """All from before the mark on. Where that is much, as after weeks without a worker, slice by slice.

    The mark moves as far as all is known: an ascending list, which is the usual one, may be left anywhere; of others
    stretches of time are read, each to its end.
    """
    begun, after = timezone.now(), _begin(lease.stack)
    pages = sync_window(lease, client, after, None, is_over, is_enough=_is_enough)
    if pages.ignores_dates and after and not is_over():
        pages.is_complete = _read_both_ends(lease, client, after, is_over)
    if pages.is_complete or (pages.is_ascending and not pages.ignores_dates):
        _mark(lease, pages.newest, begun if pages.is_complete else None)
    elif after and not pages.ignores_dates:
        _catch_up(lease, client, after, _span(pages, after), is_over)


def _is_enough(pages: Pages) -> bool:
    """Whether reading on in one go leads nowhere."""
    is_long = (pages.count or 0) > MOST_PAGES * PAGE or pages.number >= MOST_PAGES
    return pages.ignores_dates or (is_long and not pages.is_ascending)


def _begin(stack: Stack) -> datetime | None:
    """None, which is all there is, where there is hardly anything."""
    newest = stack.runs.filter(archived=Value(False)).order_by("-created", "-id")
    known = list(newest.values_list("created", flat=True)[:READ_AGAIN])
    if len(known) < READ_AGAIN:
        return None
    return min([known[-1], *([stack.fresh_mark - OVERLAP] if stack.fresh_mark else [])])


def _span(pages: Pages, after: datetime) -> timedelta:
    """How long a stretch of about a page is."""
    if not pages.count:
        return UNCOUNTED_SPAN
    return max((timezone.now() - after) * PAGE / pages.count, timedelta(seconds=1))


def _catch_up(lease: Lease, client: Client, after: datetime, span: timedelta, is_over: Clock) -> None:
    """The oldest stretch first; the last one has no end."""
    begun = timezone.now()
    while not is_over():
        before = after + span if after + span < timezone.now() else None
        pages = sync_window(lease, client, after, before, is_over)
        if not pages.is_complete:
            return
        _mark(lease, pages.newest, begun if before is None else None)
        if before is None:
            return
        after = before


def _mark(lease: Lease, newest: datetime | None, up_to_date_since: datetime | None) -> None:
    """Never ahead of the newest run that is known, nor of now: no clock is trusted to be right.

    `up_to_date_since`: when a reading that is complete began; None where it is not.
    """
    now = timezone.now()
    if newest:
        lease.save(fresh_mark=min(now, newest))
    if up_to_date_since:
        lease.save(fresh_at=now)
        mark_answered(lease.stack, up_to_date_since)


def _read_both_ends(lease: Lease, client: Client, after: datetime, is_over: Clock) -> bool:
    """For an API that ignores the dates: by the list's order, what is new stands at its beginning or at its end."""
    total = client.list_runs(top=1, count=True).count or 0
    from_the_end = [*range(total - PAGE, 0, -PAGE), 0] if total > PAGE else []
    return _read_inward(lease, client, after, is_over, count(0, PAGE)) and _read_inward(
        lease, client, after, is_over, from_the_end
    )


def _read_inward(lease: Lease, client: Client, after: datetime, is_over: Clock, skips: Iterable[int]) -> bool:
    """Pages as long as they hold what is new. False where time was up first."""
    for skip in skips:
        if is_over():
            return False
        asked = timezone.now()
        page = client.list_runs(skip=skip, top=PAGE)
        write_page(lease, page, asked)
        if not _is_new(page, after):
            break
    return True


def _is_new(page: RunPage, after: datetime) -> bool:
    return any(run.created >= after for run in page.runs)
