"""Where a run's load really came from: as kept, or asked of the API while it is not."""

from datetime import timedelta

from django.utils import timezone

from runs.connection import web_client
from runs.keeping import SETTLED, ask_distribution
from runs.models import RunDistribution, RunKeeping, TestRun

ASKED_AGAIN_AFTER = timedelta(days=1)


def distribution_of(run: TestRun) -> RunDistribution | None:
    """The stored distribution, or the API's; without zones where the API has none for this run. Raises `K6Error`.

    The API's 404 means "no data" as well as "not visible to this token": until the run's parts are kept or known
    not to be there, it counts for a day only.
    """
    stored, now = RunDistribution.objects.filter(run=run).first(), timezone.now()
    if run.archived or (stored and (stored.zones or now - stored.fetched_at < ASKED_AGAIN_AFTER)):
        return stored
    if RunKeeping.objects.filter(run=run, distribution_state__in=SETTLED).exists():
        return stored
    with web_client(run.stack) as client:
        return ask_distribution(run, client)
