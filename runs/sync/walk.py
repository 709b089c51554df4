"""The full walk: every run of a stack, whatever the order of the API's list.

The list's order is not promised, and rows shift between pages while runs are made and deleted. So the walk goes
through windows of `created`, from now back to the first run ever, each about ten pages long. A window is done when as
many of its runs are in the table as the API counts in it, and it counted the same at the first page and at the last;
else it is halved and read again, down to a single page, inside which nothing can shift. Windows newest first: the
recent runs are there within a second.

Every page is one transaction together with the place reached, so a killed walk goes on where it was.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from runs.k6api.client import Client
from runs.k6api.records import RunPage
from runs.store import mark_not_visible, save_runs, set_aside
from runs.sync.lease import Lease

PAGE = 100
WINDOW_ROWS = 1000
TOO_MANY_ROWS = 3 * WINDOW_ROWS
FIRST_SPAN = timedelta(days=7)
SHORTEST_SPAN = timedelta(seconds=1)
BEGINNING = datetime(2016, 1, 1, tzinfo=UTC)
LONGEST_LIST = 5_000_000
MARKED_AT_ONCE = 100


@dataclass
class Walk:
    """A walk under way.

    `ids` are those met in the current window by this process: a page that adds none ends it. `unreadable` counts the
    window's rows that were set aside; after a restart it is too low, and the window may be read twice.
    """

    lease: Lease
    client: Client
    ids: set[int] = field(default_factory=set)
    unreadable: int = 0

    @classmethod
    def begin_or_resume(cls, lease: Lease, client: Client) -> "Walk":
        walk = cls(lease, client)
        if lease.stack.walk_started is None:
            walk._begin()
        return walk

    def step(self) -> bool:
        """Reads and writes one page. True when the walk is finished."""
        stack, asked = self.lease.stack, timezone.now()
        page = self.client.list_runs(
            skip=stack.walk_skip,
            top=PAGE,
            count=True,
            created_after=stack.walk_after,
            created_before=stack.walk_before,
        )
        received = len(page.runs) + len(page.rejected)
        place: dict[str, int | None] = {
            "walk_skip": stack.walk_skip + received,
            "walk_rows": stack.walk_rows + len(page.runs),
        }
        if not stack.walk_skip:
            place["walk_count"] = page.count
        with self.lease.writing(**place):
            save_runs(stack, page.runs, asked)
            set_aside(stack, page.rejected, asked)
        return self._next(page, received)

    def _next(self, page: RunPage, received: int) -> bool:
        """Where to read on after a page: in the window, in a narrower one, in the next one, or nowhere."""
        self.unreadable += len(page.rejected)
        if self._ignores_dates(page):
            self._open(None, None)
        elif self._is_too_wide(page, received):
            self._narrow(max(WINDOW_ROWS / (page.count or 1), 0.001))
        elif self._is_window_over(page, received):
            return self._close(page)
        self.ids |= {run.run_id for run in page.runs}
        return False

    def _is_too_wide(self, page: RunPage, received: int) -> bool:
        is_first_page = self.lease.stack.walk_skip == received
        is_long = page.has_more and (page.count or 0) > TOO_MANY_ROWS
        return is_first_page and is_long and self._span > 2 * SHORTEST_SPAN

    def _is_window_over(self, page: RunPage, received: int) -> bool:
        stack = self.lease.stack
        if not received or stack.walk_skip > LONGEST_LIST:
            return True
        if page.runs and not {run.run_id for run in page.runs} - self.ids:
            return True  # the API repeats itself
        is_short = received < PAGE or stack.walk_skip >= (page.count or 0)
        return is_short and not page.has_more  # a full page without a link is no proof of an end

    def _close(self, page: RunPage) -> bool:
        """The window is read to its end: is all of it here?"""
        stack = self.lease.stack
        missing = (page.count or 0) - self._seen() - self.unreadable
        has_shifted = page.count != stack.walk_count
        if (missing > 0 or has_shifted) and stack.walk_skip > PAGE and self._span > 2 * SHORTEST_SPAN:
            self._narrow(0.5)
            return False
        if missing > 0:
            self.lease.save(walk_incomplete=f"{missing} runs that the API counts did not come with its pages")
        if stack.walk_before is None:
            self._mark_fresh()
        if stack.walk_after is None:
            self._finish()
            return True
        self._open(self._earlier(stack.walk_after, stack.walk_skip), stack.walk_after)
        return False

    def _begin(self) -> None:
        now = timezone.now()
        total = self.client.list_runs(top=1, count=True).count
        self.lease.save(walk_started=now, walk_total=total, walk_rows=0, walk_incomplete="")
        self._open((now - FIRST_SPAN).replace(microsecond=0), None)

    def _open(self, after: datetime | None, before: datetime | None) -> None:
        self.ids, self.unreadable = set(), 0
        self.lease.save(walk_after=after, walk_before=before, walk_skip=0)

    def _narrow(self, share: float) -> None:
        """The newer part of the window; what is left of it comes with the next ones."""
        before = self.lease.stack.walk_before
        end = before or timezone.now()
        self._open((end - max(self._span * share, SHORTEST_SPAN)).replace(microsecond=0), before)

    def _earlier(self, end: datetime, rows: int) -> datetime | None:
        """Where the next window begins, by how full this one was; None: at the beginning of time."""
        factor = min(max(WINDOW_ROWS / max(rows, 1), 0.25), 4.0)
        begin = (end - max(self._span * factor, SHORTEST_SPAN)).replace(microsecond=0)
        return begin if begin > BEGINNING else None

    @property
    def _span(self) -> timedelta:
        stack = self.lease.stack
        end = stack.walk_before or timezone.now()
        return max(end - (stack.walk_after or BEGINNING), SHORTEST_SPAN) if self._is_dated else timedelta(0)

    @property
    def _is_dated(self) -> bool:
        return bool(self.lease.stack.walk_after or self.lease.stack.walk_before)

    def _ignores_dates(self, page: RunPage) -> bool:
        """An API that does not honour the dates is read as one long list instead."""
        stack = self.lease.stack
        after, before = stack.walk_after or BEGINNING.min.replace(tzinfo=UTC), stack.walk_before
        return self._is_dated and any(
            run.created < after or (before is not None and run.created >= before) for run in page.runs
        )

    def _seen(self) -> int:
        stack = self.lease.stack
        rows = stack.runs.filter(last_seen__gte=stack.walk_started)
        if stack.walk_after:
            rows = rows.filter(created__gte=stack.walk_after)
        if stack.walk_before:
            rows = rows.filter(created__lt=stack.walk_before)
        return rows.count()

    def _mark_fresh(self) -> None:
        """All that was created until now is known, or will be when the walk ends."""
        now = timezone.now()
        newest = self.lease.stack.runs.filter(archived=False, created__lte=now).order_by("-created").first()
        if newest:
            self.lease.save(fresh_mark=newest.created, fresh_at=now)

    def _finish(self) -> None:
        """Runs that a complete walk did not meet are not visible any more; they stay."""
        stack, now = self.lease.stack, timezone.now()
        unmet = stack.runs.filter(last_seen__lt=stack.walk_started, archived=False, not_visible_since__isnull=True)
        ids = [] if stack.walk_incomplete else list(unmet.values_list("run_id", flat=True))
        for start in range(0, len(ids), MARKED_AT_ONCE):
            with self.lease.writing():
                mark_not_visible(stack, ids[start : start + MARKED_AT_ONCE], now)
        self.lease.save(walk_started=None, walk_finished=now, walk_after=None, walk_before=None, walk_skip=0)
