"""A run's way through its statuses: a bar to scale, and the same as a list."""

from dataclasses import dataclass
from datetime import datetime

from runs.domain.durations import spell_seconds
from runs.domain.status import Face, status_face
from runs.domain.timeline import Segment, timeline
from runs.k6api.records import RunRecord
from runs.presenters.moments import Moment, ago

BAR_WIDTH = 1000.0
LEAST_WIDTH = 3.0


@dataclass(frozen=True, slots=True)
class Step:
    """One stay in a status; `x` and `width` in units of the bar, which is `BAR_WIDTH` long.

    `details` are the API's words, code and person, each a text of its own.
    """

    face: Face
    entered: Moment
    length: str
    x: str
    width: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """`odd` has a sentence for each thing in the history that is not as documented.

    `summary` says in words what the bar shows.
    """

    steps: tuple[Step, ...]
    odd: tuple[str, ...]
    summary: str


def story(record: RunRecord, now: datetime) -> Story:
    told = timeline(record.status_history, record.created, record.ended, now)
    steps, x = [], 0.0
    for segment in told.segments:
        steps.append(_step(segment, x, now))
        x += segment.share * BAR_WIDTH
    summary = ", ".join(f"{step.face.word} {step.length}" for step in steps if step.length)
    return Story(tuple(steps), told.notes, summary)


def _step(segment: Segment, x: float, now: datetime) -> Step:
    """A stay too short to be seen keeps a hair's breadth; an end status has no length."""
    width = max(segment.share * BAR_WIDTH, LEAST_WIDTH) if segment.seconds else 0.0
    length = spell_seconds(segment.seconds) if segment.seconds else ""
    return Step(
        face=status_face(segment.status),
        entered=ago(segment.start, now),
        length=f"{length} so far" if segment.open and length else length,
        x=f"{min(x, BAR_WIDTH - width):.1f}",
        width=f"{width:.1f}",
        details=_details(segment),
    )


def _details(segment: Segment) -> tuple[str, ...]:
    code = "" if segment.code is None else f"code {segment.code}"
    person = f"by {segment.by_user}" if segment.by_user else ""
    return tuple(part for part in (segment.message, code, person) if part)
