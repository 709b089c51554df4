"""The last runs of a load test as three small charts: how they went, how long they took, what they cost."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from runs.domain.status import Face
from runs.keeping import script_of
from runs.models import TestRun
from runs.presenters.links import run_url
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import NONE, counted, percent, vuh
from runs.presenters.rows import duration_text
from runs.presenters.run_head import outcome_face

MOST_RUNS, MOST_NAMED = 50, 5
SAME, CHANGED = "same", "changed"
# Units of a chart: a slot for each run, and its height.
SLOT, HEIGHT = 10.0, 60.0
LEAST = 1.5
# A chart of few runs has room for more, so that its bars are bars.
LEAST_SLOTS = 20
# Passed stands above the middle and failed hangs below it, so that shape tells as much as colour.
_ABOVE, _BELOW, _NEITHER = (4.0, 26.0), (30.0, 26.0), (28.0, 4.0)
_SIDES = {"good": _ABOVE, "bad": _BELOW, "warn": (30.0, 16.0)}


@dataclass(frozen=True, slots=True)
class Bar:
    """One run in a chart; `tone` is that of its result. `slot` is where its column begins.

    `mark` is the triangle of a run whose script is another than that of the run before it; empty elsewhere.
    """

    url: str
    title: str
    tone: str
    slot: str
    x: str
    y: str
    height: str
    mark: str


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
    script: str


@dataclass(frozen=True, slots=True)
class HistoryCharts:
    """`box` is the view box of each chart. `rows` come newest first.

    `script` says where the script changed; `is_marked`: there are marks of it in the charts.
    """

    title: str
    pass_rate: str
    script: str
    is_marked: bool
    box: str
    charts: tuple[Chart, ...]
    rows: tuple[PastRun, ...]


def load_test_charts(runs: Sequence[TestRun], stack: str, now: datetime) -> HistoryCharts | None:
    """`runs` oldest first, all of the stack with that slug; None for fewer than two, which is no history.

    Without a slug, as on a shared page, nothing has an address, and nothing is said about scripts.
    """
    if len(runs) < 2:
        return None
    history = _History(runs, stack, now)
    return HistoryCharts(
        title=f"The last {counted(len(runs), 'run')}",
        pass_rate=_pass_rate(runs),
        script=_script_words(history),
        is_marked=CHANGED in history.scripts,
        box=f"0 0 {SLOT * max(len(runs), LEAST_SLOTS):.0f} {HEIGHT:.0f}",
        charts=(
            Chart("Result", _result_summary(runs), tuple(_result_bars(history)), tuple(_keys(runs))),
            _chart("Duration", history, lambda run: run.duration, lambda run: duration_text(run, now)),
            _chart("VUH", history, _hours, _vuh),
        ),
        rows=tuple(_past(history, place) for place in reversed(range(len(runs)))),
    )


class _History:
    """The runs, oldest first; `scripts` says of each whether its script is another than the last known before it."""

    def __init__(self, runs: Sequence[TestRun], stack: str, now: datetime) -> None:
        self.runs, self.stack, self.now = runs, stack, now
        self.scripts: list[str] = []
        last = ""
        for run in runs:
            script = script_of(run) if stack else None
            mark = script.fingerprint if script else ""
            self.scripts.append(NONE if not mark else CHANGED if last and mark != last else SAME)
            last = mark or last

    def url_of(self, run: TestRun) -> str:
        return run_url(self.stack, run.run_id) if self.stack else ""


def _script_words(history: _History) -> str:
    """Which runs changed the script, the newest first; empty where no script is kept."""
    changed = [run for run, script in zip(history.runs, history.scripts, strict=True) if script == CHANGED]
    if not changed:
        return "The script did not change, as far as it is kept." if SAME in history.scripts else ""
    names = [f"#{run.run_id}" for run in reversed(changed)]
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"The script changed with {', '.join(names[:MOST_NAMED])}{more}."


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


def _result_bars(history: _History) -> list[Bar]:
    faces = [outcome_face(run) for run in history.runs]
    return [_bar(history, place, face.word, _SIDES.get(face.tone, _NEITHER)) for place, face in enumerate(faces)]


def _chart(
    title: str,
    history: _History,
    value_of: Callable[[TestRun], float | None],
    words_of: Callable[[TestRun], str],
) -> Chart:
    """Bars from the ground up, the highest as high as the chart; no bar where there is no value."""
    runs = history.runs
    values = [value_of(run) for run in runs]
    most = max((value for value in values if value), default=0)
    bars = []
    for place, (run, value) in enumerate(zip(runs, values, strict=True)):
        height = 0.0 if value is None or not most else max(LEAST, (HEIGHT - 2) * max(value, 0) / most)
        words = f"{outcome_face(run).word}, {words_of(run)}"
        bars.append(_bar(history, place, words, (HEIGHT - height, height)))
    known = [run for run, value in zip(runs, values, strict=True) if value is not None]
    if not known:
        return Chart(title, "Not known for any of them.", ())
    least, last = min(known, key=lambda run: value_of(run) or 0), known[-1]
    top = max(known, key=lambda run: value_of(run) or 0)
    return Chart(title, f"{words_of(least)} to {words_of(top)}; the newest {words_of(last)}", tuple(bars))


def _bar(history: _History, place: int, words: str, side: tuple[float, float]) -> Bar:
    """`side` is the bar's upper end and its height."""
    run, (y, height), left = history.runs[place], side, place * SLOT
    is_changed = history.scripts[place] == CHANGED
    return Bar(
        url=history.url_of(run),
        title=f"#{run.run_id}: {words}{'; the script changed' if is_changed else ''}",
        tone=outcome_face(run).tone,
        slot=f"{left:.0f}",
        x=f"{left + 1.5:.1f}",
        y=f"{y:.1f}",
        height=f"{height:.1f}",
        mark=f"{left:.0f},0 {left + SLOT:.0f},0 {left + SLOT / 2:.0f},7" if is_changed else "",
    )


def _hours(run: TestRun) -> float | None:
    return None if run.total_vuh is None else float(run.total_vuh)


def _vuh(run: TestRun) -> str:
    hours = vuh(run.total_vuh, is_estimate=run.active)
    return hours if hours == NONE else f"{hours} VUH"


def _past(history: _History, place: int) -> PastRun:
    run = history.runs[place]
    return PastRun(
        number=f"#{run.run_id}",
        url=history.url_of(run),
        face=outcome_face(run),
        created=ago(run.created, history.now),
        duration=duration_text(run, history.now),
        vuh=_vuh(run),
        script=history.scripts[place],
    )
