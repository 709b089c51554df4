"""What people did to a run through this site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from runs.domain.status import Face
from runs.models import AuditEvent
from runs.presenters.audit_words import outcome_face, reason_words, said_words, what_words
from runs.presenters.moments import Moment, ago


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """`reason` says more where an event has more to say, `said` are the API's own words; both may be empty."""

    at: Moment
    who: str
    what: str
    outcome: Face
    reason: str
    said: str


def run_history(events: Iterable[AuditEvent], now: datetime) -> tuple[HistoryRow, ...]:
    """One row for each event, in the order given."""
    return tuple(_row(event, now) for event in events)


def _row(event: AuditEvent, now: datetime) -> HistoryRow:
    return HistoryRow(
        at=ago(event.at, now),
        who=event.actor_email or "Somebody",
        what=what_words(event),
        outcome=outcome_face(event),
        reason=reason_words(event),
        said=said_words(event),
    )
