"""Where a run's load really came from: asked once, kept once the run has ended."""

from datetime import timedelta

from django.utils import timezone

from runs import store
from runs.connection import web_client
from runs.k6api.errors import NotFound
from runs.k6api.records import DistributionRecord
from runs.models import RunDistribution, TestRun

ASKED_AGAIN_AFTER = timedelta(days=1)


def distribution_of(run: TestRun) -> RunDistribution | None:
    """The stored distribution, or the API's; without zones where the API has none for this run. Raises `K6Error`.

    The API's 404 means "no data" as well as "not visible to this token", so it is kept for a day only.
    """
    stored, now = RunDistribution.objects.filter(run=run).first(), timezone.now()
    if run.archived or (stored and (stored.zones or now - stored.fetched_at < ASKED_AGAIN_AFTER)):
        return stored
    try:
        with web_client(run.stack) as client:
            record = client.get_distribution(run.run_id)
    except NotFound:
        record = DistributionRecord(zones=())
    return store.save_distribution(run, record, now, keep=not run.active)
