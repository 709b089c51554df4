"""The last runs of a load test as three small charts: how they went, how long they took, what they cost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from runs.domain.status import Face
from runs.models import TestRun
from runs.presenters.links import run_url
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import NONE, counted, percent, vuh
from runs.presenters.rows import duration_text
from runs.presenters.run_head import outcome_face

MOST_RUNS = 50
# Units of a chart: a slot for each run, and its height.
SLOT, HEIGHT = 10.0, 60.0
LEAST = 1.5
# Passed stands above the middle and failed hangs below it, so that shape tells as much as colour.
_ABOVE, _BELOW, _NEITHER = (4.0, 26.0), (30.0, 26.0), (28.0, 4.0)
_SIDES = {"good": _ABOVE, "bad": _BELOW, "warn": (30.0, 16.0)}


@dataclass(frozen=True, slots=True)
class Bar:
    """One run in a chart; `tone` is that of its result. `slot` is where its column begins."""

    url: str
    title: str
    tone: str
    slot: str
    x: str
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Key:
    """How many runs have a colour, which is that of their result."""

    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`keys` explain the colours, in the chart that has them to itself; they then say what `summary` says."""

    title: str
    summary: str
    bars: tuple[Bar, ...]
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run in words: a row of the table that says what the charts show."""

    number: str
    url: str
    face: Face
    created: Moment
    duration: str
    vuh: str


@dataclass(frozen=True, slots=True)
class HistoryCharts:
    """`box` is the view box of each chart. `rows` come newest first."""

    title: str
    pass_rate: str
    box: str
    charts: tuple[Chart, ...]
    rows: tuple[PastRun, ...]


def load_test_charts(runs: Sequence[TestRun], stack: str, now: datetime) -> HistoryCharts | None:
    """`runs` oldest first, all of the stack with that slug; None for fewer than two, which is no history.

    Without a slug, as on a shared page, nothing has an address.
    """
    if len(runs) < 2:
        return None
    return HistoryCharts(
        title=f"The last {counted(len(runs), 'run')}",
        pass_rate=_pass_rate(runs),
        box=f"0 0 {SLOT * len(runs):.0f} {HEIGHT:.0f}",
        charts=(
            Chart("Result", _result_summary(runs), tuple(_result_bars(runs, stack)), tuple(_keys(runs))),
            _chart("Duration", runs, stack, lambda run: run.duration, lambda run: duration_text(run, now)),
            _chart("VUH", runs, stack, _hours, _vuh),
        ),
        rows=tuple(_past(run, stack, now) for run in reversed(runs)),
    )


def history_headline(title: str, runs: Sequence[TestRun]) -> str:
    """ "Passed: Checkout", by the newest of the runs, which come oldest first."""
    return f"{outcome_face(runs[-1]).word}: {title}" if runs else title


def history_summary(runs: Sequence[TestRun]) -> str:
    """In a line, for link previews; `runs` oldest first."""
    if not runs:
        return "No runs yet."
    last = runs[-1]
    return f"Run #{last.run_id}, the newest: {outcome_face(last).word}. {_pass_rate(runs)}"


def _pass_rate(runs: Sequence[TestRun]) -> str:
    """Of those with a result; runs that go on or were stopped without one say nothing."""
    told = [outcome_face(run).tone for run in runs if run.result]
    if not told:
        return "None of them has a result."
    passed = told.count("good")
    return (
        f"{passed:,} of {counted(len(told), 'run')} with a result passed: {percent(round(100 * passed / len(told)))}."
    )


def _result_summary(runs: Sequence[TestRun]) -> str:
    words = [outcome_face(run).word.lower() for run in runs]
    return ", ".join(f"{words.count(word):,} {word}" for word in dict.fromkeys(words))


def _keys(runs: Sequence[TestRun]) -> Iterator[Key]:
    faces = [outcome_face(run) for run in runs]
    for face in dict.fromkeys(faces):
        yield Key(face.tone, f"{faces.count(face):,} {face.word.lower()}")


def _result_bars(runs: Sequence[TestRun], stack: str) -> list[Bar]:
    sides = [_SIDES.get(outcome_face(run).tone, _NEITHER) for run in runs]
    return [_bar(run, _url(stack, run), place, outcome_face(run).word, sides[place]) for place, run in enumerate(runs)]


def _chart(
    title: str,
    runs: Sequence[TestRun],
    stack: str,
    value_of: Callable[[TestRun], float | None],
    words_of: Callable[[TestRun], str],
) -> Chart:
    """Bars from the ground up, the highest as high as the chart; no bar where there is no value."""
    values = [value_of(run) for run in runs]
    most = max((value for value in values if value), default=0)
    bars = []
    for place, (run, value) in enumerate(zip(runs, values, strict=True)):
        height = 0.0 if value is None or not most else max(LEAST, (HEIGHT - 2) * max(value, 0) / most)
        words = f"{outcome_face(run).word}, {words_of(run)}"
        bars.append(_bar(run, _url(stack, run), place, words, (HEIGHT - height, height)))
    known = [run for run, value in zip(runs, values, strict=True) if value is not None]
    if not known:
        return Chart(title, "Not known for any of them.", ())
    least, last = min(known, key=lambda run: value_of(run) or 0), known[-1]
    top = max(known, key=lambda run: value_of(run) or 0)
    return Chart(title, f"{words_of(least)} to {words_of(top)}; the newest {words_of(last)}", tuple(bars))


def _bar(run: TestRun, url: str, place: int, words: str, side: tuple[float, float]) -> Bar:
    """`side` is the bar's upper end and its height."""
    y, height = side
    return Bar(
        url=url,
        title=f"#{run.run_id}: {words}",
        tone=outcome_face(run).tone,
        slot=f"{place * SLOT:.0f}",
        x=f"{place * SLOT + 1.5:.1f}",
        y=f"{y:.1f}",
        height=f"{height:.1f}",
    )


def _url(stack: str, run: TestRun) -> str:
    return run_url(stack, run.run_id) if stack else ""


def _hours(run: TestRun) -> float | None:
    return None if run.total_vuh is None else float(run.total_vuh)


def _vuh(run: TestRun) -> str:
    hours = vuh(run.total_vuh, is_estimate=run.active)
    return hours if hours == NONE else f"{hours} VUH"


def _past(run: TestRun, stack: str, now: datetime) -> PastRun:
    url, length = _url(stack, run), duration_text(run, now)
    return PastRun(f"#{run.run_id}", url, outcome_face(run), ago(run.created, now), length, _vuh(run))
