"""Runs that go on, asked for one by one until they end."""

import logging

from django.utils import timezone

from runs.breaker import is_failure
from runs.k6api.client import Client
from runs.k6api.errors import BadAnswer, Forbidden, NotFound, ServerError
from runs.store import doubt, mark_not_visible, save_runs
from runs.sync.lease import Lease
from runs.sync.window import Clock

MOST_FAILURES = 3

log = logging.getLogger(__name__)


def sync_active(lease: Lease, client: Client, is_over: Clock) -> None:
    """The one not seen for longest first. However many are told badly, they keep the others from nothing."""
    stack, failures = lease.stack, 0
    for run_id in list(stack.runs.followed().values_list("run_id", flat=True)):
        try:
            _follow(lease, client, run_id)
            failures = 0
        except BadAnswer as error:
            if is_failure(error):
                raise
            log.info("run %s of %s can't be read: %s", run_id, stack.slug, error)
        except ServerError:
            failures += 1
            if failures == MOST_FAILURES:
                raise
        if is_over():
            return
    lease.save(active_at=timezone.now())


def _follow(lease: Lease, client: Client, run_id: int) -> None:
    stack, asked = lease.stack, timezone.now()
    try:
        record = client.get_run(run_id)
    except NotFound:
        with lease.writing():
            mark_not_visible(stack, [run_id], asked)
    except Forbidden:  # of this run alone, or of all: that is found out apart
        with lease.writing():
            doubt(stack, [run_id], asked)
    else:
        save_runs(stack, [record], asked, lease.writing)
