"""The vocabulary of a run: the seven statuses, the results, and how each is shown to people.

Status and result are two axes: where a run is, and how it went. Both may carry words that this code has never
seen; such a word is shown as it came, in a neutral style.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """The seven statuses of the API documentation, in the order in which a run goes through them."""

    CREATED = "created"
    QUEUED = "queued"
    INITIALIZING = "initializing"
    RUNNING = "running"
    PROCESSING_METRICS = "processing_metrics"
    COMPLETED = "completed"
    ABORTED = "aborted"


ENDED: frozenset[str] = frozenset({Status.COMPLETED, Status.ABORTED})
ACTIVE: frozenset[str] = frozenset(set(Status) - ENDED)
LIFECYCLE: tuple[str, ...] = tuple(Status)


@dataclass(frozen=True, slots=True)
class Face:
    """How a word of the API looks on a page.

    `word` is for people. `tone` is a CSS class suffix: neutral, waiting, busy, good, bad or warn. `icon`
    names a shape of the icon sheet: clock, queue, bolt, play, cog, check, stop, cross, warning, question or
    dash. Word and shape differ for each status, so that colour is never the only sign.
    """

    word: str
    tone: str
    icon: str


_STATUS_FACES: dict[str, Face] = {
    Status.CREATED: Face("Created", "waiting", "clock"),
    Status.QUEUED: Face("Queued", "waiting", "queue"),
    Status.INITIALIZING: Face("Initializing", "busy", "bolt"),
    Status.RUNNING: Face("Running", "busy", "play"),
    Status.PROCESSING_METRICS: Face("Processing metrics", "busy", "cog"),
    Status.COMPLETED: Face("Completed", "neutral", "check"),
    Status.ABORTED: Face("Aborted", "warn", "stop"),
}

_PASSED = Face("Passed", "good", "check")
# `success` stands in an example of the API documentation where every other place says `passed`;
# `aborted` is not documented as a result, but clients of the API have met it.
_RESULT_FACES: dict[str, Face] = {
    "passed": _PASSED,
    "success": _PASSED,
    "failed": Face("Failed", "bad", "cross"),
    "error": Face("Error", "warn", "warning"),
    "aborted": Face("Aborted", "warn", "stop"),
}


def is_active(status: str, ended: datetime | None = None) -> bool:
    """Whether the run may still change by itself.

    The seven known words decide alone. A run in a status that nobody has told us of counts as active until it
    carries an end: asking for it once too often is cheaper than never noticing that it ended.
    """
    if status in ENDED:
        return False
    return status in ACTIVE or ended is None


def status_face(status: str) -> Face:
    """The face of a status; an unknown word is shown raw."""
    return _STATUS_FACES.get(status) or Face(status or "Unknown", "neutral", "question")


def result_face(result: str | None, status: str) -> Face:
    """The face of a result; a missing one reads differently before and after the end of the run."""
    if not result:
        return Face("No result" if status in ENDED else "No result yet", "neutral", "dash")
    return _RESULT_FACES.get(result) or Face(result, "neutral", "question")
