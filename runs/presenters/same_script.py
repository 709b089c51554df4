"""Where else the very same script ran, and when it last changed in its load test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.domain.status import Face, result_face, status_face
from runs.keeping import SameScript
from runs.keeping.kept import MOST_COUNTED
from runs.models import TestRun
from runs.presenters.links import run_url
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import counted


@dataclass(frozen=True, slots=True)
class RunLink:
    """`title` names the load test where it is another one, or the stack is."""

    number: str
    title: str
    url: str
    face: Face
    created: Moment


@dataclass(frozen=True, slots=True)
class SameScriptView:
    """`others` and `change` are sentences; `more` says how many of the others are not named.

    `change_link` is the run named in `change`, None where there is none; `diff_url` compares with the run before.
    """

    others: str
    links: tuple[RunLink, ...]
    more: str
    change: str
    change_link: RunLink | None
    diff_url: str


def same_script_view(run: TestRun, found: SameScript | None, now: datetime) -> SameScriptView | None:
    """None where nothing is known; `run` comes with its stack and load test."""
    if found is None:
        return None
    links = tuple(_links(run, found.newest, now))
    more = found.others - len(links)
    number = f"{MOST_COUNTED:,}+ other runs" if found.others > MOST_COUNTED else counted(found.others, "other run")
    change, link = _change(run, found, now)
    return SameScriptView(
        others=f"The very same script ran in {number}:" if links else "No other run had this very script.",
        links=links,
        more=f"and {more:,} more" if links and more else "",
        change=change,
        change_link=link,
        diff_url=changes_url(run, found.before) if found.before else "",
    )


def changes_url(run: TestRun, since: TestRun) -> str:
    """The page that says what changed in the script since an earlier run of the same test."""
    return f"{reverse('run_script_changes', args=[run.stack.slug, run.run_id])}?since={since.run_id}"


def _change(run: TestRun, found: SameScript, now: datetime) -> tuple[str, RunLink | None]:
    if found.before is None:
        return "No earlier run of this test is known to have had another one.", None
    if found.since == run:
        return "It changed with this run.", None
    (link,) = _links(run, [found.since], now, names=False)
    return "It last changed in", link


def _links(run: TestRun, others: Iterable[TestRun], now: datetime, *, names: bool = True) -> Iterable[RunLink]:
    for other in others:
        stack = other.stack if names else run.stack
        face = result_face(other.result, other.status) if other.result else status_face(other.status)
        url = run_url(stack.slug, other.run_id)
        title = _title(run, other) if names else ""
        yield RunLink(f"#{other.run_id}", title, url, face, ago(other.created, now))


def _title(run: TestRun, other: TestRun) -> str:
    if other.load_test_id == run.load_test_id:
        return ""
    stack = f", {other.stack.name}" if other.stack_id != run.stack_id else ""
    return f"{other.load_test.title}{stack}"
