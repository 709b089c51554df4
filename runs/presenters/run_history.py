"""What people did to a run through this site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from runs.access import REFUSALS, Deed
from runs.actions.words import REASONS, WANTED
from runs.audit import Outcome
from runs.domain.status import Face
from runs.models import AuditEvent, Kind
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import counted

_DEEDS = {
    "run_abort": "Aborted the run",
    "run_delete": "Deleted the run in Grafana",
    "run_note": "Wrote the note",
    "run_save": "Saved the results",
    "run_unsave": "Unsaved the results",
    "run_star": "Starred the run",
    "run_unstar": "Took the star away",
    "script_downloaded": "Downloaded the script",
}
_TRIED = {
    "run_abort": "Tried to abort the run",
    "run_delete": "Tried to delete the run",
    "run_note": "Tried to write the note",
    "run_save": "Tried to save the results",
    "run_unsave": "Tried to unsave the results",
    "run_star": "Tried to star the run",
    "run_unstar": "Tried to take the star away",
    "script_downloaded": "Tried to download the script",
}
# Reasons that Grafana had no part in; `{said}` is our own sentence, kept with the event.
_OURS = {
    "state": "{said}",
    "not_read": "The note in Grafana could not be read first, so nothing was written.",
    "changed_meanwhile": "Somebody else had changed the note meanwhile, so nothing was written.",
}
_OUTCOMES = {
    Outcome.DONE: Face("Done", "good", "check"),
    Outcome.REFUSED: Face("Refused", "warn", "stop"),
    Outcome.FAILED: Face("Failed", "bad", "cross"),
}


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
    outcomes: dict[str, Face] = {str(word): face for word, face in _OUTCOMES.items()}
    reason = _reason(event)
    said = str(event.detail.get("said", ""))
    return HistoryRow(
        at=ago(event.at, now),
        who=event.actor_email or "Somebody",
        what=_what(event),
        outcome=outcomes.get(event.outcome) or Face(event.outcome, "neutral", "question"),
        reason=reason,
        said="" if event.detail.get("reason") in _OURS else said,
    )


def _what(event: AuditEvent) -> str:
    """What was done, or only tried; an action that has no words here stands as it is stored."""
    words = (_DEEDS if event.outcome == Outcome.DONE else _TRIED).get(event.action, event.action)
    length = event.detail.get("note_length")
    return f"{words} ({counted(length, 'character')})" if isinstance(length, int) else words


def _reason(event: AuditEvent) -> str:
    """In words; "" where the reason says no more than the outcome does."""
    word = str(event.detail.get("reason", ""))
    if word in _OURS:
        return _OURS[word].replace("{said}", str(event.detail.get("said", "")))
    if event.action == "script_downloaded":
        return REFUSALS[Deed.DOWNLOAD_SCRIPT] if word == "role" else ""
    kind = event.action.removeprefix("run_")
    if word not in REASONS or kind not in set(Kind):
        return ""
    return REASONS[word].format(wanted=WANTED[Kind(kind)])
