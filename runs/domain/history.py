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

MOST_NAMED = 5


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


def read_history(
    history: Iterable[StatusEntry], created: datetime, ended: datetime | None, now: datetime, *, is_over: bool = False
) -> History:
    """Order a history and close its gaps; `created` and `ended` are the run's own, `now` is the reader's clock.

    `is_over` says of a run without an end that it does not go on all the same: then its last status takes no time.
    """
    told, ended = ended, past_end(ended, now, is_over=is_over)
    given = list(history)
    dated = [(entry.entered, entry) for entry in given if entry.entered is not None]
    timeless = [entry.type for entry in given if entry.entered is None]
    notes = _about(timeless, "has no time and is left out.", "have no time and are left out.")
    if any(later[0] < earlier[0] for earlier, later in pairwise(dated)):
        notes.append("The entries came out of order; they are shown sorted by time.")
    ordered = sorted(dated, key=lambda pair: (pair[0], _rank(pair[1].type)))
    kept = _without_repeats(ordered, notes)
    spans = _spans(kept, created, ended, now, is_over=is_over)
    untold = ["The API does not say when it ended."] if is_over and ended is None else []
    untold += ["The end that the API gives lies in the future; it is left out."] if told != ended else []
    return History(spans, tuple(dict.fromkeys(notes + untold + _oddities(spans, created, ended, is_over=is_over))))


def past_end(ended: datetime | None, now: datetime, *, is_over: bool) -> datetime | None:
    """A run's end; None for an end to come of a run that goes on."""
    return None if ended is not None and ended > now and not is_over else ended


def _about(statuses: list[str], one: str, many: str) -> list[str]:
    """A sentence on some statuses, each named once; () for none."""
    names = [f"“{status}”" for status in dict.fromkeys(statuses)]
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1:,} more"]
    if len(names) > 1:
        return [f"{', '.join(names[:-1])} and {names[-1]} {many}"]
    return [f"{name} {one}" for name in names]


def _rank(status: str) -> int:
    """Place in the lifecycle, for entries of the same instant; unknown words go before the end."""
    return LIFECYCLE.index(status) if status in LIFECYCLE else LIFECYCLE.index(Status.COMPLETED)


def _without_repeats(
    ordered: list[tuple[datetime, StatusEntry]], notes: list[str]
) -> list[tuple[datetime, StatusEntry]]:
    """Drop an entry whose status the run was already in; the one that says more (who, why) stays."""
    kept: list[tuple[datetime, StatusEntry]] = []
    repeated: list[str] = []
    for entered, entry in ordered:
        if kept and kept[-1][1].type == entry.type:
            repeated.append(entry.type)
            if _words(entry) > _words(kept[-1][1]):
                kept[-1] = (kept[-1][0], entry)
        else:
            kept.append((entered, entry))
    once = "listed more than once in a row; shown once."
    notes += _about(repeated, f"is {once}", f"are {once}")
    return kept


def _words(entry: StatusEntry) -> int:
    return sum(value is not None for value in (entry.by_user, entry.code, entry.message))


def _spans(
    kept: list[tuple[datetime, StatusEntry]],
    created: datetime,
    ended: datetime | None,
    now: datetime,
    *,
    is_over: bool,
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
        if end is None and (status in ENDED or is_over):
            end = start
        spans.append(Span(status, start, end, end or max(now, start), entry))
    return tuple(spans)


def _gaps(spans: tuple[Span, ...], *, is_over: bool) -> list[str]:
    """What a history leaves out altogether."""
    if all(span.entry is None for span in spans):
        return ["The history is empty; only the run's own times are known."] if is_over else []
    statuses = {span.status for span in spans}
    went_on = statuses & {Status.PROCESSING_METRICS, Status.COMPLETED}
    if went_on and Status.RUNNING not in statuses:
        return ["The history does not say when the run was under load."]
    return []


def _oddities(spans: tuple[Span, ...], created: datetime, ended: datetime | None, *, is_over: bool) -> list[str]:
    notes = _gaps(spans, is_over=is_over or ended is not None)
    if ended is not None and ended < created:
        notes.append("The run's end lies before its beginning.")
    if ended is not None and any(span.start > ended for span in spans if span.entry):
        notes.append("Some entries lie after the run's end.")
    if spans[0].start < created:
        notes.append("Some entries lie before the run's beginning.")
    unknown = [span.status for span in spans if span.status not in LIFECYCLE]
    notes += _about(unknown, "is not a status that k6admin knows.", "are not statuses that k6admin knows.")
    known = [LIFECYCLE.index(span.status) for span in spans if span.status in LIFECYCLE]
    if known != sorted(known):
        notes.append("The run went back to an earlier status.")
    if len(spans) > 1 and spans[0].entry is None:
        notes.append("The history begins after the run did; the time before is counted as waiting.")
    return notes
