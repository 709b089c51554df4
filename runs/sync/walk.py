"""The full walk: every run of a stack, whatever the order of the API's list.

The list's order is not promised, and rows shift between pages while runs are made and deleted. So the walk goes
through windows of `created`, from now back to the first run ever, each about ten pages long. A page that does not go on
where the one before ended is read again (`runs.sync.paging`); a window is done when as many of its runs are in the
table as the API counts in it. What does not add up is halved and read again, down to a single page, inside which
nothing can shift. Windows newest first: the recent runs are there within a second.

The place reached is written with the last rows of a page, so a killed walk goes on where it was.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

from django.db.models import Value
from django.utils import timezone

from runs.k6api.client import Client
from runs.k6api.records import RunPage
from runs.store import doubt, save_runs
from runs.sync.lease import Lease
from runs.sync.paging import PAGE, Paging
from runs.sync.window import Clock, lies_outside
from runs.troubles import TOO_MANY_RUNS

WINDOW_ROWS = 1000
TOO_MANY_ROWS = 3 * WINDOW_ROWS
FIRST_SPAN = timedelta(days=7)
SHORTEST_SPAN = timedelta(seconds=1)
BEGINNING = datetime(2016, 1, 1, tzinfo=UTC)
LONGEST_LIST = 5_000_000
DOUBTED_AT_ONCE = 100
MOST_STRANGE_PAGES = 50
FULL = "the stack has more runs than k6admin keeps for one stack"


class Walk:
    """A walk under way. What it needs to go on in another process is in the stack's row.

    `unreadable` counts the window's rows that were set aside; after a restart it is too low, and the window may be
    read twice.
    """

    def __init__(self, lease: Lease, client: Client, is_over: Clock) -> None:
        self.lease, self.client, self.stack, self.is_over = lease, client, lease.stack, is_over
        self.clock = monotonic()
        self.unreadable = 0
        self.is_full, self.strange_pages = False, 0  # strange: of runs alone for which there is no room
        if self.stack.walk_started is None:
            self._begin()
        self.paging = Paging(self.stack.walk_skip, self.stack.walk_last, pages=min(1, self.stack.walk_skip))

    def step(self) -> bool:
        """Reads and writes one page. True when the walk is finished."""
        stack, asked = self.stack, timezone.now()
        page = self.client.list_runs(
            skip=self.paging.skip,
            top=PAGE,
            count=True,
            created_after=stack.walk_after,
            created_before=stack.walk_before,
        )
        has_slipped = self.paging.has_slipped(page)
        is_end = not has_slipped and (self.paging.is_end(page) or self.paging.skip > LONGEST_LIST)
        rows = self._go_on(page, has_slipped=has_slipped)
        place = partial(self.lease.writing, **self._place(rows))
        saved = save_runs(stack, page.runs, asked, self.lease.writing, rejected=page.rejected, last=place)
        if saved.left_out:
            self.is_full = True
            self.strange_pages = 0 if saved.rows else self.strange_pages + 1
            if self.strange_pages == MOST_STRANGE_PAGES:
                return self._stop_full()
        return self._next(page, is_end=is_end)

    def _go_on(self, page: RunPage, *, has_slipped: bool) -> int:
        """By how many rows the walk has come further."""
        if has_slipped:
            self.paging.step_back()
            return -min(PAGE, self.stack.walk_skip)
        self.unreadable += len(page.rejected)
        return self.paging.go_on(page)

    def _place(self, rows: int) -> dict[str, int | float | None]:
        now, before = monotonic(), self.clock
        self.clock = now
        return {
            "walk_skip": self.paging.skip,
            "walk_last": self.paging.last,
            "walk_rows": max(0, self.stack.walk_rows + rows),
            "walk_seconds": self.stack.walk_seconds + now - before,
        }

    def _next(self, page: RunPage, *, is_end: bool) -> bool:
        """Where to read on after a page: in the window, in a narrower one, in the next one, or nowhere."""
        if self._is_dated and lies_outside(page, self.stack.walk_after, self.stack.walk_before):
            self._open(None, None)  # an API that does not honour the dates is read as one long list instead
        elif self._is_too_wide(page) and self._can_be_halved:
            self._narrow(max(WINDOW_ROWS / (page.count or 1), 0.001))
        elif self.paging.is_unsteady and self._can_be_halved:
            self._narrow(0.5)
        elif is_end:
            return self._close(page)
        return False

    def _is_too_wide(self, page: RunPage) -> bool:
        is_first = self.paging.skip <= PAGE
        return is_first and page.has_more and len(page.runs) == PAGE and (page.count or 0) > TOO_MANY_ROWS

    def _close(self, page: RunPage) -> bool:
        """The window is read to its end: is all of it here?"""
        stack = self.stack
        has_gaps = self.is_full or stack.trouble == TOO_MANY_RUNS
        missing = 0 if has_gaps else (page.count or 0) - self._seen() - self.unreadable
        if missing > 0 and self.paging.pages > 1 and self._can_be_halved:
            self._narrow(0.5)
            return False
        if missing > 0:
            self._note_incomplete(f"{missing} runs that the API counts did not come with its pages")
        if self.paging.is_unsteady or stack.walk_skip > LONGEST_LIST:
            self._note_incomplete("the API's list changed while it was read, or had no end")
        if stack.walk_before is None:
            self._mark_fresh()
        rows = stack.walk_rows + (1 + len(page.rejected) if self.paging.last else 0)  # no page begins with those again
        if stack.walk_after is None:
            return self._finish(rows)
        self._open(self._earlier(stack.walk_after, stack.walk_skip), stack.walk_after, walk_rows=rows)
        return False

    def _begin(self) -> None:
        now = timezone.now()
        total = self.client.list_runs(top=1, count=True).count
        self.lease.save(walk_started=now, walk_total=total, walk_rows=0, walk_seconds=0.0, walk_incomplete="")
        self._open((now - FIRST_SPAN).replace(microsecond=0), None)

    def _open(self, after: datetime | None, before: datetime | None, **columns: int) -> None:
        self.paging, self.unreadable = Paging(), 0
        self.lease.save(walk_after=after, walk_before=before, walk_skip=0, walk_last=None, **columns)

    def _narrow(self, share: float) -> None:
        """The newer part of the window; what is left of it comes with the next ones. Its rows are counted anew."""
        before, rows = self.stack.walk_before, self.stack.walk_rows - self.stack.walk_skip
        self.lease.save(walk_rows=max(0, rows))
        end = before or timezone.now()
        self._open((end - max(self._span * share, SHORTEST_SPAN)).replace(microsecond=0), before)

    def _earlier(self, end: datetime, rows: int) -> datetime | None:
        """Where the next window begins, by how full this one was; None: at the beginning of time."""
        factor = min(max(WINDOW_ROWS / max(rows, 1), 0.25), 4.0)
        begin = (end - max(self._span * factor, SHORTEST_SPAN)).replace(microsecond=0)
        return begin if begin > BEGINNING else None

    @property
    def _span(self) -> timedelta:
        end = self.stack.walk_before or timezone.now()
        return max(end - (self.stack.walk_after or BEGINNING), SHORTEST_SPAN) if self._is_dated else timedelta(0)

    @property
    def _can_be_halved(self) -> bool:
        return self._span > 2 * SHORTEST_SPAN

    @property
    def _is_dated(self) -> bool:
        return bool(self.stack.walk_after or self.stack.walk_before)

    def _seen(self) -> int:
        rows = self.stack.runs.filter(last_seen__gte=self.stack.walk_started, archived=Value(False))
        if self.stack.walk_after:
            rows = rows.filter(created__gte=self.stack.walk_after)
        if self.stack.walk_before:
            rows = rows.filter(created__lt=self.stack.walk_before)
        return rows.count()

    def _note_incomplete(self, why: str) -> None:
        self.lease.save(walk_incomplete=why)

    def _mark_fresh(self) -> None:
        """All that was created until now is known, or will be when the walk ends."""
        now = timezone.now()
        newest = self.stack.runs.filter(archived=Value(False), created__lte=now).order_by("-created", "-id").first()
        if newest:
            self.lease.save(fresh_mark=newest.created, fresh_at=now)

    def _stop_full(self) -> bool:
        """An API may have new runs without end: what is known was on other pages, or is not in this list."""
        self._note_incomplete(FULL)
        place = {"walk_after": None, "walk_before": None, "walk_skip": 0, "walk_last": None}
        self.lease.save(walk_started=None, walk_finished=timezone.now(), **place)
        return True

    def _finish(self, rows: int) -> bool:
        """Runs that a complete walk did not meet may be gone; that is found out one by one. False where time is up."""
        now, after = timezone.now(), 0
        while not self.stack.walk_incomplete:
            unmet = self.stack.runs.filter(last_seen__lt=self.stack.walk_started, archived=False, pk__gt=after)
            some = dict(unmet.filter(ask_again_at=None).order_by("pk").values_list("pk", "run_id")[:DOUBTED_AT_ONCE])
            if not some:
                break
            if self.is_over():
                return False
            after = max(some)
            with self.lease.writing():
                doubt(self.stack, some.values(), now)
        if self.is_full:
            self._note_incomplete(FULL)
        place = {"walk_after": None, "walk_before": None, "walk_skip": 0}
        self.lease.save(walk_started=None, walk_finished=now, walk_rows=rows, **place)
        return True
