"""The status timeline of a run, to scale: one segment per stay in a status, with who and why where it
happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from runs.domain.history import Span, StatusEntry, read_history
from runs.domain.redaction import redact_text


@dataclass(frozen=True, slots=True)
class Segment:
    """A stay in one status. `seconds` is its length so far and `share` its part of the whole, 0 to 1.

    `open` says that it still grows; its `end` is None. A final status has no length. `message` is redacted.
    """

    status: str
    start: datetime
    end: datetime | None
    seconds: float
    share: float
    message: str
    code: int | None
    by_user: str | None
    open: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Segments in order and without holes, and a sentence for each thing in the history that was odd."""

    segments: tuple[Segment, ...]
    notes: tuple[str, ...]


def timeline(
    history: Iterable[StatusEntry], created: datetime, ended: datetime | None, now: datetime, *, is_over: bool = False
) -> Timeline:
    """Draw a history as it is told; what is out of order, twice, missing or unknown is said in the notes.

    `is_over`: the run does not go on, even if it has no end.
    """
    read = read_history(history, created, ended, now, is_over=is_over)
    whole = sum(span.seconds for span in read.spans)
    return Timeline(tuple(_segment(span, whole) for span in read.spans), read.notes)


def _segment(span: Span, whole: float) -> Segment:
    entry = span.entry
    return Segment(
        status=span.status,
        start=span.start,
        end=span.end,
        seconds=span.seconds,
        share=span.seconds / whole if whole else 0.0,
        message=redact_text(entry.message or "") if entry else "",
        code=entry.code if entry else None,
        by_user=entry.by_user if entry else None,
        open=span.end is None,
    )
