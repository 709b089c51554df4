"""How far a live run has come."""

from dataclasses import dataclass
from datetime import datetime

from runs.domain.durations import spell_seconds
from runs.domain.phases import progress
from runs.domain.status import LIFECYCLE, Status
from runs.k6api.records import RunRecord
from runs.models import TestRun


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` is None where nobody can tell, 0 to 100 otherwise."""

    percent: int | None
    text: str


def run_progress(run: TestRun, record: RunRecord | None, now: datetime) -> Progress | None:
    """None for a run that has ended, or of which no document can be read."""
    if not run.active or record is None:
        return None
    if record.status == Status.PROCESSING_METRICS:
        return Progress(100, "The load is over; Grafana processes the metrics.")
    estimate = record.estimated_duration
    if not estimate:
        return Progress(None, "Grafana gave no estimate of how long it takes.")
    if record.status == Status.RUNNING:
        return _under_load(record, estimate, now)
    if record.status in LIFECYCLE:
        return Progress(0, f"Not under load yet; about {spell_seconds(estimate)} once it is.")
    return Progress(None, "It is in a status that is not known here, so nobody can tell how far it is.")


def _under_load(record: RunRecord, estimate: int, now: datetime) -> Progress:
    share = int(100 * progress(record.status, record.status_history, estimate, now))
    if share >= 100:
        return Progress(100, f"Longer under load than the estimated {spell_seconds(estimate)}.")
    return Progress(share, f"{share}\u202f% of about {spell_seconds(estimate)} under load")
