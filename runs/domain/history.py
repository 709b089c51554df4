"""A status history brought into order: the one reading that timeline and phases share.

The API documents the history as sorted by entry time. It is taken as it comes all the same: unsorted, with
entries twice, without times, with statuses nobody has heard of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from runs.domain.status import ENDED, LIFECYCLE, Status

MOST_NOTES = 20


class StatusEntry(Protocol):
    """One entry of a history: when a run entered a status, who or what made it so. Times are aware."""

    @property
    def type(self) -> str: ...
    @property
    def entered(self) -> datetime | None: ...
    @property
    def by_user(self) -> str | None: ...
    @property
    def code(self) -> int | None: ...
    @property
    def message(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """A stay in one status. `end` is None while it lasts; `until` is where it reaches for now, never before
    `start`.

    `entry` is None where the history does not mention the stay and the run's own times imply it.
    """

    status: str
    start: datetime
    end: datetime | None
    until: datetime
    entry: StatusEntry | None

    @property
    def seconds(self) -> float:
        """Length so far, in seconds, never negative."""
        return (self.until - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class History:
    """Spans in order, without holes between them, and a sentence for each thing not as documented."""

    spans: tuple[Span, ...]
    notes: tuple[str, ...]


def read_history(history: Iterable[StatusEntry], created: datetime, ended: datetime | None, now: datetime) -> History:
    """Order a history and close its gaps; `created` and `ended` are the run's own, `now` is the reader's
    clock.
    """
    given = list(history)
    dated = [(entry.entered, entry) for entry in given if entry.entered is not None]
    notes = [f"“{entry.type}” has no time and is left out." for entry in given if entry.entered is None]
    if any(later[0] < earlier[0] for earlier, later in pairwise(dated)):
        notes.append("The entries came out of order; they are shown sorted by time.")
    ordered = sorted(dated, key=lambda pair: (pair[0], _rank(pair[1].type)))
    kept = _without_repeats(ordered, notes)
    spans = _spans(kept, created, ended, now)
    return History(spans, tuple(dict.fromkeys(notes + _oddities(spans, created, ended)))[:MOST_NOTES])


def _rank(status: str) -> int:
    """Place in the lifecycle, for entries of the same instant; unknown words go before the end."""
    return LIFECYCLE.index(status) if status in LIFECYCLE else LIFECYCLE.index(Status.COMPLETED)


def _without_repeats(
    ordered: list[tuple[datetime, StatusEntry]], notes: list[str]
) -> list[tuple[datetime, StatusEntry]]:
    """Drop an entry whose status the run was already in; the one that says more (who, why) stays."""
    kept: list[tuple[datetime, StatusEntry]] = []
    for entered, entry in ordered:
        if kept and kept[-1][1].type == entry.type:
            notes.append(f"“{entry.type}” is listed more than once in a row; shown once.")
            if _words(entry) > _words(kept[-1][1]):
                kept[-1] = (kept[-1][0], entry)
        else:
            kept.append((entered, entry))
    return kept


def _words(entry: StatusEntry) -> int:
    return sum(value is not None for value in (entry.by_user, entry.code, entry.message))


def _spans(
    kept: list[tuple[datetime, StatusEntry]], created: datetime, ended: datetime | None, now: datetime
) -> tuple[Span, ...]:
    """Each entry reaches to the next one; the last to the run's end, or to now while it lasts."""
    starts: list[tuple[datetime, str, StatusEntry | None]] = [(at, e.type, e) for at, e in kept]
    if not starts or created < starts[0][0]:
        # A history that begins late says nothing about what went before; the run did exist since `created`.
        if starts and starts[0][1] == Status.CREATED:
            starts[0] = (created, starts[0][1], starts[0][2])
        else:
            starts.insert(0, (created, Status.CREATED, None))
    spans = []
    for position, (start, status, entry) in enumerate(starts):
        following = starts[position + 1][0] if position + 1 < len(starts) else None
        end = following or (max(ended, start) if ended else None)
        if end is None and status in ENDED:
            end = start
        spans.append(Span(status, start, end, end or max(now, start), entry))
    return tuple(spans)


def _gaps(spans: tuple[Span, ...], ended: datetime | None) -> list[str]:
    """What a history leaves out altogether."""
    if all(span.entry is None for span in spans):
        return ["The history is empty; only the run's own times are known."] if ended else []
    statuses = {span.status for span in spans}
    went_on = statuses & {Status.PROCESSING_METRICS, Status.COMPLETED}
    if went_on and Status.RUNNING not in statuses:
        return ["The history does not say when the run was under load."]
    return []


def _oddities(spans: tuple[Span, ...], created: datetime, ended: datetime | None) -> list[str]:
    notes = _gaps(spans, ended)
    if ended is not None and ended < created:
        notes.append("The run's end lies before its beginning.")
    if ended is not None and any(span.start > ended for span in spans if span.entry):
        notes.append("Some entries lie after the run's end.")
    if spans[0].start < created:
        notes.append("Some entries lie before the run's beginning.")
    notes += [f"“{s.status}” is not a status that k6admin knows." for s in spans if s.status not in LIFECYCLE]
    known = [LIFECYCLE.index(span.status) for span in spans if span.status in LIFECYCLE]
    if known != sorted(known):
        notes.append("The run went back to an earlier status.")
    if len(spans) > 1 and spans[0].entry is None:
        notes.append("The history begins after the run did; the time before is counted as waiting.")
    return notes
