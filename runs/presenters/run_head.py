"""A run in a line or two: titles of pages, and what a chat shows of a link."""

from datetime import datetime

from runs.domain.status import Face, result_face, status_face
from runs.models import TestRun
from runs.presenters.moments import ago
from runs.presenters.numbers import counted


def outcome_face(run: TestRun) -> Face:
    """How it went, or where it is as long as nobody knows."""
    return result_face(run.result, run.status) if run.result else status_face(run.status)


def headline(run: TestRun) -> str:
    """ "Passed: Checkout" """
    return f"{outcome_face(run).word}: {run.load_test.title}"


def summary(run: TestRun, now: datetime) -> str:
    """What, when, how hard."""
    status, result = status_face(run.status), result_face(run.result, run.status)
    load = "" if run.max_vus is None else f", {counted(run.max_vus, 'VU')}"
    return f"Run #{run.run_id}: {status.word}, {result.word}. Created {ago(run.created, now).exact}{load}."
