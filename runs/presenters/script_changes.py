"""What changed in the script between two runs of a load test, line by line."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.domain.script_diff import DiffLine, ScriptDiff
from runs.models import TestRun
from runs.neighbours import Neighbours
from runs.presenters.links import load_test_url, run_url
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import counted
from runs.presenters.same_script import changes_url
from runs.scripts import Compared

_SIGNS = {"same": (" ", ""), "removed": ("\u2212", "removed"), "added": ("+", "added"), "gap": ("\u22ef", "gap")}
_KINDS = {"added": "Added", "removed": "Removed", "changed": "Changed"}


@dataclass(frozen=True, slots=True)
class LineView:
    """`before` and `after` are line numbers or empty. `sign` and `css` say the same twice, for eye and ear."""

    before: str
    after: str
    sign: str
    css: str
    text: str


@dataclass(frozen=True, slots=True)
class FileLine:
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Other:
    """A run to compare with. `is_chosen`: it is the one compared with here."""

    label: str
    number: str
    url: str
    created: Moment
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChangesView:
    """`before` is the earlier run, None where there is none to compare with; `why_none` then says so.

    `summary` is one sentence on what differs.
    """

    number: str
    title: str
    run_url: str
    script_url: str
    test_url: str
    choices: tuple[Other, ...]
    before: Other | None
    why_none: str
    summary: str
    lines: tuple[LineView, ...]
    files: tuple[FileLine, ...]
    problems: tuple[str, ...]


def script_changes(run: TestRun, beside: Neighbours, found: Compared, now: datetime) -> ChangesView:
    """`run` comes with its stack and load test."""
    diff = found.diff
    return ChangesView(
        number=f"#{run.run_id}",
        title=run.load_test.title,
        run_url=run_url(run.stack.slug, run.run_id),
        script_url=reverse("run_script", args=[run.stack.slug, run.run_id]),
        test_url=load_test_url(run.stack.slug, run.load_test.test_id),
        choices=_choices(run, beside, found.before, now),
        before=_other("", run, found.before, found.before, now) if found.before else None,
        why_none=found.why_not,
        summary=_summary(diff) if diff else "",
        lines=tuple(_line(line) for line in diff.lines) if diff else (),
        files=tuple(FileLine(_KINDS[one.kind], one.path) for one in diff.files) if diff else (),
        problems=diff.problems if diff else (),
    )


def _choices(run: TestRun, beside: Neighbours, chosen: TestRun | None, now: datetime) -> tuple[Other, ...]:
    sides = [("Previous run", beside.previous), ("Last passed run", beside.passed)]
    if beside.previous == beside.passed:
        sides = [("Previous run, the last that passed", beside.previous)]
    return tuple(_other(label, run, other, chosen, now) for label, other in sides if other)


def _other(label: str, run: TestRun, other: TestRun, chosen: TestRun | None, now: datetime) -> Other:
    return Other(label, f"#{other.run_id}", changes_url(run, other), ago(other.created, now), other == chosen)


def _summary(diff: ScriptDiff) -> str:
    if diff.is_same:
        return "Both runs had the very same script."
    kinds = [line.kind for line in diff.lines]
    parts = []
    if kinds:
        lines = f"{counted(kinds.count('added'), 'line')} added, {kinds.count('removed'):,} removed"
        parts.append(f"{lines} in the main script")
    if diff.files:
        parts.append(f"{counted(len(diff.files), 'other file')} added, removed or changed")
    return f"{'; '.join(parts)}." if parts else "Nothing that is shown here differs."


def _line(line: DiffLine) -> LineView:
    sign, css = _SIGNS[line.kind]
    return LineView(_number(line.before), _number(line.after), sign, css, line.text)


def _number(number: int | None) -> str:
    return "" if number is None else str(number)
