"""Where a run's load really came from: asked once, kept once the run has ended."""

from django.utils import timezone

from runs import store
from runs.connection import web_client
from runs.k6api.errors import NotFound
from runs.models import RunDistribution, TestRun


def distribution_of(run: TestRun) -> RunDistribution | None:
    """The stored distribution, or the API's; None where the API has none for this run. Raises `K6Error`."""
    stored = RunDistribution.objects.filter(run=run).first()
    if stored or run.archived:
        return stored
    try:
        with web_client(run.stack) as client:
            record = client.get_distribution(run.run_id)
    except NotFound:
        return None
    return store.save_distribution(run, record, timezone.now(), keep=not run.active)
