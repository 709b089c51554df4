"""What is asked before something that can't be undone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from runs.actions import Answer
from runs.domain.status import result_face, status_face
from runs.keeping import Loss, losses_foreseen
from runs.keeping.first import SCRIPT
from runs.models import Kind, TestRun
from runs.presenters.links import run_url


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`final` says what can't be undone, `stays` what is here afterwards, `lost` what will be nowhere.

    `agreed` are the parts that `lost` names, for the form to send along. `why` says why it is asked again, and is
    empty the first time. `script_url` leads to the script where it would be lost, and is empty otherwise.
    """

    title: str
    sentence: str
    final: str
    stays: str
    lost: tuple[str, ...]
    agreed: tuple[str, ...]
    why: str
    label: str
    url: str
    back_url: str
    script_url: str


def confirmation(run: TestRun, kind: Kind) -> Confirmation:
    """`kind` is abort or delete; `run` comes with its stack, load test and keeping."""
    return _confirmation(run, kind, losses_foreseen(run) if kind == Kind.DELETE else ())


def confirmation_again(run: TestRun, answer: Answer) -> Confirmation:
    """After a deletion that would have lost what nobody has agreed to."""
    return _confirmation(run, Kind.DELETE, answer.losses, answer.sentence)


def _confirmation(run: TestRun, kind: Kind, losses: Sequence[Loss], why: str = "") -> Confirmation:
    place = [run.stack.slug, run.run_id]
    deletes = kind == Kind.DELETE
    return Confirmation(
        title="Delete this run?" if deletes else "Abort this run?",
        sentence=f"\u201c{run.load_test.title}\u201d, run #{run.run_id}: {_state(run)}.",
        final=_DELETE if deletes else _ABORT,
        stays=_KEPT_THERE if not deletes else _KEPT_HERE if losses else _KEPT_FIRST,
        lost=tuple(loss.sentence for loss in losses),
        agreed=tuple(loss.part for loss in losses),
        why=why,
        label=_label(deletes=deletes, is_again=bool(why)),
        url=reverse("run_act", args=[*place, kind]),
        back_url=run_url(run.stack.slug, run.run_id),
        script_url=reverse("run_script", args=place) if any(loss.part == SCRIPT for loss in losses) else "",
    )


_DELETE = "Grafana deletes the run with all its results and metrics. That can't be undone."
_ABORT = "Grafana stops the load for good: an aborted run can't go on. What it used so far is still charged."
_KEPT_HERE = "Our record stays, archived: status history, result, cost, options and note."
_KEPT_FIRST = f"{_KEPT_HERE} Script and distribution are kept here first, where they are not yet."
_KEPT_THERE = "What was measured so far stays in Grafana, and so does the record here."


def _state(run: TestRun) -> str:
    words = [status_face(run.status).word.lower()]
    if run.result:
        words.append(result_face(run.result, run.status).word.lower())
    return ", ".join(words)


def _label(*, deletes: bool, is_again: bool) -> str:
    if is_again:
        return "Delete it all the same"
    return "Delete the run" if deletes else "Abort the run"
