"""Runs that may be gone: each is asked for, and archived only where it is certain.

A run is gone where its own address says 404 while the same token still reads its load test. A token that lost a folder
gets 404 for both: then the run is not visible, no more is known, and it is asked for again a day later. Nobody knows
beforehand which of the two it is, so what a full walk did not meet is only in doubt, and loses nothing by it.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from runs.breaker import is_failure
from runs.k6api.client import Client
from runs.k6api.errors import BadAnswer, Forbidden, NotFound, ServerError
from runs.models import Gone, TestRun
from runs.store import doubt, mark_gone, mark_not_visible, save_runs
from runs.sync.lease import Lease
from runs.sync.window import Clock

# Thousands may come into doubt at once, when a token loses its folders: so few are asked for at a time.
MOST_ASKED = 20
WRITTEN_AT_ONCE = 100
ASKED_AGAIN_AFTER = timedelta(days=1)


def sync_doubts(lease: Lease, client: Client, is_over: Clock) -> None:
    doubts = Doubts(lease, client, is_over)
    try:
        for run in _next(lease, timezone.now()):
            doubts.ask(run)
    except OutOfTime:
        return
    lease.save(doubts_at=timezone.now())


def _next(lease: Lease, now: datetime) -> list[TestRun]:
    """Not those that somebody is deleting here: whoever settles that says so."""
    runs = lease.stack.runs.in_doubt(now).select_related("load_test")
    return list(runs.exclude(pk__in=lease.stack.actions.open().values("run"))[:MOST_ASKED])


class OutOfTime(Exception):
    """The slice is over before all was asked; what is left stays in doubt."""


class Doubts:
    """Some runs in doubt, asked for with one client. Load tests are asked for once each."""

    def __init__(self, lease: Lease, client: Client, is_over: Clock) -> None:
        self.lease, self.stack, self.is_over = lease, lease.stack, is_over
        self._client = client
        self._readable: dict[int, bool] = {}

    @property
    def client(self) -> Client:
        """For one call: each may take as long as the pause between the end of a slice and the end of its task."""
        if self.is_over():
            raise OutOfTime
        return self._client

    def ask(self, run: TestRun) -> None:
        """A test that is not readable settles all of its runs that are in doubt: they are not asked for."""
        if self._readable.get(run.load_test.test_id) is False:
            return
        asked = timezone.now()
        try:
            record = self.client.get_run(run.run_id)
        except (NotFound, Forbidden) as error:
            self._not_shown(run, asked, is_certain=isinstance(error, NotFound))
        except (BadAnswer, ServerError) as error:
            if is_failure(error):
                raise
            with self.lease.writing():
                doubt(self.stack, [run.run_id], asked + ASKED_AGAIN_AFTER)
        else:
            save_runs(self.stack, [record], asked, self.lease.writing)

    def _not_shown(self, run: TestRun, asked: datetime, *, is_certain: bool) -> None:
        if not self._reads(run.load_test.test_id):
            self._hide(self._of_the_same_test(run, asked), asked)
        elif is_certain:
            with self.lease.writing():
                mark_gone(self.stack, run.run_id, _reason(run, asked), asked)
        else:
            self._hide([run.run_id], asked)

    def _reads(self, test_id: int) -> bool:
        if test_id not in self._readable:
            try:
                self.client.get_load_test(test_id)
                self._readable[test_id] = True
            except (NotFound, Forbidden):
                self.client.list_runs(top=1)  # a token that may read nothing at all says nothing about this test
                self._readable[test_id] = False
        return self._readable[test_id]

    def _of_the_same_test(self, run: TestRun, now: datetime) -> list[int]:
        same = self.stack.runs.in_doubt(now).filter(load_test=run.load_test_id)
        return list(same.values_list("run_id", flat=True)[: WRITTEN_AT_ONCE * MOST_ASKED])

    def _hide(self, run_ids: list[int], asked: datetime) -> None:
        for start in range(0, len(run_ids), WRITTEN_AT_ONCE):
            with self.lease.writing():
                some = run_ids[start : start + WRITTEN_AT_ONCE]
                mark_not_visible(self.stack, some, asked, ask_again=asked + ASKED_AGAIN_AFTER)


def _reason(run: TestRun, now: datetime) -> Gone:
    is_over = run.retention_expiry is not None and run.retention_expiry <= now and not run.is_saved
    return Gone.EXPIRED if is_over else Gone.DELETED_ELSEWHERE
