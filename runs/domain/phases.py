"""How a run spent its time: waiting, under load, processing metrics; and how far a live one has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from runs.domain.history import Span, StatusEntry, past_end, read_history
from runs.domain.status import ENDED, Status

_WAITING = frozenset({Status.CREATED, Status.QUEUED, Status.INITIALIZING})


@dataclass(frozen=True, slots=True)
class Phases:
    """Seconds, None where the run did not get there or its history does not tell; never negative.

    `wall` is from creation to the end, or to now. It includes the processing of metrics and whatever the
    other three leave out. `is_loading` says that the load goes on, as far as the history tells.
    """

    waiting: float | None
    load: float | None
    processing: float | None
    wall: float | None
    is_loading: bool = False


def phases(
    history: Iterable[StatusEntry], created: datetime, ended: datetime | None, now: datetime, *, is_over: bool = False
) -> Phases:
    """Split the time of a run; the phase that a live run is in lasts until now.

    Without a readable entry nothing is known but the wall time; not even that of a run that is over without an end.
    """
    read = read_history(history, created, ended, now, is_over=is_over)
    ended = past_end(ended, now, is_over=is_over)
    spans = [span for span in read.spans if _counts(span, ended)]
    told = any(span.entry is not None for span in spans)
    return Phases(
        waiting=_sum(spans, _WAITING) if told else None,
        load=_sum(spans, {Status.RUNNING}),
        processing=_sum(spans, {Status.PROCESSING_METRICS}),
        wall=None if is_over and ended is None else _wall(created, ended, now),
        is_loading=any(span.end is None and span.status == Status.RUNNING for span in spans),
    )


def _counts(span: Span, ended: datetime | None) -> bool:
    """An entry after the run's end is shown in the timeline but is no time that the run spent."""
    return ended is None or span.start <= ended


def _sum(spans: list[Span], statuses: Iterable[str]) -> float | None:
    lengths = [span.seconds for span in spans if span.status in set(statuses)]
    return sum(lengths) if lengths else None


def _wall(created: datetime, ended: datetime | None, now: datetime) -> float | None:
    """An end before the beginning is no duration; a clock of ours that runs behind is zero."""
    if ended is None:
        return max(0.0, (now - created).total_seconds())
    seconds = (ended - created).total_seconds()
    return seconds if seconds >= 0 else None


def progress(status: str, history: Iterable[StatusEntry], estimated_duration: float | None, now: datetime) -> float:
    """How far a run has come, 0 to 1, as the k6 CLI shows it.

    Time since the run entered `running`, over the API's estimate in seconds; 1 while processing metrics and
    after the end; 0 before `running`, and where there is no estimate.
    """
    if status in ENDED or status == Status.PROCESSING_METRICS:
        return 1.0
    seconds = _under_load(status, history, estimated_duration, now)
    return seconds / estimated_duration if seconds is not None and estimated_duration else 0.0


def remaining(
    status: str, history: Iterable[StatusEntry], estimated_duration: float | None, now: datetime
) -> float | None:
    """Seconds of the API's estimate that a run under load has still before it; None for any other run."""
    seconds = _under_load(status, history, estimated_duration, now)
    return None if seconds is None or estimated_duration is None else estimated_duration - seconds


def _under_load(
    status: str, history: Iterable[StatusEntry], estimated_duration: float | None, now: datetime
) -> float | None:
    """Seconds since a run entered `running`, from 0 to the estimate; None where either is not known."""
    entries = [entry.entered for entry in history if entry.type == Status.RUNNING and entry.entered]
    if status != Status.RUNNING or not entries or not estimated_duration or estimated_duration < 0:
        return None
    return min(estimated_duration, max(0.0, (now - min(entries)).total_seconds()))
