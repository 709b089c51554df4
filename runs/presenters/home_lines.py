"""One run as a line of the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from runs.attention import BAD_RESULTS, LAST_RESULTS, FailingTest, Result
from runs.domain.status import Face, result_face, status_face
from runs.models import TestRun
from runs.presenters.absence import Absence, absence
from runs.presenters.links import load_test_url, run_url
from runs.presenters.moments import Moment, ago
from runs.presenters.records import record_of
from runs.presenters.retention import keep
from runs.presenters.rows import Mark, marks
from runs.presenters.run_progress import Progress, run_progress


@dataclass(frozen=True, slots=True)
class Line:
    """`said` stands at the line's end before `at`, its moment; `detail` below the place. Both may be empty.

    `last` are the last results of the load test, oldest first, and `last_words` the same for those who don't see them.
    """

    face: Face
    title: str
    test_url: str
    number: str
    url: str
    place: str
    at: Moment
    said: str = ""
    detail: str = ""
    marks: tuple[Mark, ...] = ()
    progress: Progress | None = None
    last: tuple[Face, ...] = ()
    last_words: str = ""


def running_line(run: TestRun, now: datetime) -> Line:
    progress, face = run_progress(run, record_of(getattr(run, "document", None)), now), status_face(run.status)
    return _line(run, face, ago(run.created, now), said=face.word, progress=progress)


def failing_line(test: FailingTest, now: datetime) -> Line:
    run, faces = test.run, tuple(result_face(one.result, one.status) for one in test.last)
    words = ", ".join(face.word.lower() for face in faces)
    return _line(
        run,
        result_face(run.result, run.status),
        ago(run.created, now),
        said=_in_a_row(test.last),
        last=faces,
        last_words=f"Last results, newest at the end: {words}",
    )


def expiring_line(run: TestRun, now: datetime) -> Line:
    found = keep(run, now)
    at = Moment(found.iso, found.text, found.exact) if found else ago(run.created, now)
    return _line(run, result_face(run.result, run.status), at, marks=marks(run, now))


def gone_line(run: TestRun, now: datetime) -> Line:
    found = absence(run, now)
    face = Face(found.text, found.tone, found.icon) if found else status_face(run.status)
    at = found.since if found and found.since else ago(run.created, now)
    return _line(run, face, at, detail=_why_gone(run, found) if found else "")


def _why_gone(run: TestRun, found: Absence) -> str:
    return found.why if run.archived else found.text


def starred_line(run: TestRun, now: datetime) -> Line:
    face = result_face(run.result, run.status) if run.result else status_face(run.status)
    return _line(run, face, ago(run.created, now))


def _line(run: TestRun, face: Face, at: Moment, **more: Any) -> Line:
    slug = run.stack.slug
    return Line(
        face=face,
        title=run.load_test.title,
        test_url=load_test_url(slug, run.load_test.test_id),
        number=f"#{run.run_id}",
        url=run_url(slug, run.run_id),
        place=f"{run.project.title} \u00b7 {run.stack.name}",
        at=at,
        **more,
    )


def _in_a_row(last: Sequence[Result]) -> str:
    """ "3 in a row"; nothing for a first failure."""
    length = len([*takewhile(lambda one: one.result in BAD_RESULTS, reversed(last))])
    if length < 2:
        return ""
    return f"{length}+ in a row" if length == LAST_RESULTS else f"{length} in a row"
