"""What is asked before something that can't be undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from runs.domain.status import result_face, status_face
from runs.models import Kind, RunDistribution, TestRun
from runs.presenters.links import run_url


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`final` says what can't be undone, `stays` what is here afterwards, `lost` what will be nowhere.

    `script_url` leads to the script where it would be lost, and is empty otherwise.
    """

    title: str
    sentence: str
    final: str
    stays: str
    lost: tuple[str, ...]
    label: str
    url: str
    back_url: str
    script_url: str


def confirmation(run: TestRun, kind: Kind) -> Confirmation:
    """`kind` is abort or delete; `run` comes with its stack and load test."""
    place = [run.stack.slug, run.run_id]
    deletes = kind == Kind.DELETE
    return Confirmation(
        title="Delete this run?" if deletes else "Abort this run?",
        sentence=f"\u201c{run.load_test.title}\u201d, run #{run.run_id}: {_state(run)}.",
        final=_DELETE if deletes else _ABORT,
        stays=_KEPT_HERE if deletes else _KEPT_THERE,
        lost=tuple(_lost(run)) if deletes else (),
        label="Delete the run" if deletes else "Abort the run",
        url=reverse("run_act", args=[*place, kind]),
        back_url=run_url(run.stack.slug, run.run_id),
        script_url=reverse("run_script", args=place) if deletes else "",
    )


_DELETE = "Grafana deletes the run with all its results and metrics. That can't be undone."
_ABORT = "Grafana stops the load for good: an aborted run can't go on. What it used so far is still charged."
_KEPT_HERE = "Our record stays, archived: status history, result, cost, options and note."
_KEPT_THERE = "What was measured so far stays in Grafana, and so does the record here."


def _state(run: TestRun) -> str:
    words = [status_face(run.status).word.lower()]
    if run.result:
        words.append(result_face(run.result, run.status).word.lower())
    return ", ".join(words)


def _lost(run: TestRun) -> Iterator[str]:
    """What only Grafana has of this run."""
    yield "Its script is not kept here: download it first if anybody may need it."
    if not RunDistribution.objects.filter(run=run).exists():
        yield "Its nodes and their addresses are not kept here: open the distribution once, and they are."
