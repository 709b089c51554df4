"""The load that a run's options plan, drawn: VUs and iterations per second over time, and how far the run came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from runs.domain.durations import spell_seconds
from runs.domain.phases import Phases, phases
from runs.domain.profile import Profile, Scenario, run_plan, value_at
from runs.domain.profile.curves import stacked, thinned
from runs.k6api.records import RunRecord
from runs.models import TestRun
from runs.presenters.charts import TOP, Point, Scale, Tick, time_ticks, value_ticks
from runs.presenters.numbers import counted
from runs.presenters.profile_words import Row, notes, rate_words, rows, vus_words, within

# As many bands as can be told apart; past these the total alone is drawn.
MOST_BANDS = 6
MOST_DRAWN, MOST_NOTES = 240, 20
# A table longer than this is left out on paper: the chart is there.
MOST_PRINTED = 16
# Past this many times the plan's peak, a line for the API's number would press the plan flat.
MOST_ABOVE = 4
# A run that took longer than its plan is drawn to its end, up to this many times the plan's length.
MOST_BEYOND = 4
# A run that ended within this share of its plan's length before the end came to its end.
EARLY = 0.01
# What a line's words need above it, in units of the picture's height.
HEADROOM = 16.0


@dataclass(frozen=True, slots=True)
class Band:
    """One scenario's part of the total; `area` is the points of everything up to its upper edge."""

    name: str
    executor: str
    css: str
    area: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Where the run is, or ended. `at` is a percent of the chart's width; `label` says so where it lies beyond it."""

    at: str
    label: str
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Limit:
    """The API's own number of VUs, where it is not that of the options: a line at `y`, its words at `words_y`."""

    y: str
    words_y: str
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """One chart. `line` is the total; `least` is the VUs allocated beforehand, where k6 may add more.

    `limit` is None where the API's number is the same, or so far outside that the plan could not be seen.
    """

    title: str
    summary: str
    bands: tuple[Band, ...]
    line: str
    least: str
    limit: Limit | None
    times: tuple[Tick, ...]
    values: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class ProfileView:
    """`plots` is empty where nothing of the plan can be drawn; `unplottable` names each such part and why.

    `refused` is the sentence for options that k6 refuses, of which nothing is drawn; "" for others. `rows` are the
    same in words, `has_rates` whether they have iterations per second, `is_long` whether they are many.
    """

    plots: tuple[Plot, ...]
    legend: tuple[Band, ...]
    reached: Reached | None
    rows: tuple[Row, ...]
    has_rates: bool
    is_long: bool
    unplottable: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    refused: str = ""


def run_profile(run: TestRun, record: RunRecord | None, now: datetime) -> ProfileView | None:
    """None where the API gave no options."""
    if record is None or record.options is None:
        return None
    plan = run_plan(record.options, record.k6_version)
    if plan.refused:
        sentence = f"Nothing is drawn, because k6 refuses these options. {plan.refused}"
        return ProfileView((), (), None, (), False, False, plan.unplottable[1:], (), sentence)
    if not plan.total or plan.total[-1][0] <= 0:
        reason = () if plan.unplottable else (("The plan", "It has no length."),)
        return ProfileView((), (), None, (), False, False, (*plan.unplottable, *reason), ())
    split = phases(record.status_history, run.created, run.ended, now, is_over=not run.active)
    until = _until(plan.total[-1][0], split.load)
    bands = tuple(_bands(plan, Scale(until, _most(plan, record))))
    plots = [_vus(plan, record, until, bands)]
    if plan.rate:
        plots.append(_rates(plan, until))
    table = tuple(rows(plan))
    return ProfileView(
        plots=tuple(plots),
        legend=bands[::-1] if len(bands) > 1 else (),
        reached=_reached(split, plan, until),
        rows=table,
        has_rates=bool(plan.rate),
        is_long=len(table) > MOST_PRINTED,
        unplottable=plan.unplottable,
        notes=tuple(notes(plan, record.max_vus, MOST_BANDS))[:MOST_NOTES],
    )


def _until(planned: float, load: float | None) -> float:
    """The end of the time axis: that of the plan, or later where the run took longer, within reason."""
    return max(planned, min(load or 0.0, planned * MOST_BEYOND))


def _most(plan: Profile, record: RunRecord) -> float:
    peak = max(value for _, value in plan.total)
    limit = record.max_vus or 0
    return max(1.0, peak, limit if limit <= MOST_ABOVE * peak else 0.0)


def _vus(plan: Profile, record: RunRecord, until: float, bands: tuple[Band, ...]) -> Plot:
    scale = Scale(until, _most(plan, record))
    least = stacked([scenario.vus for scenario in plan.scenarios])
    return Plot(
        title="Planned VUs",
        summary=vus_words(plan, record.max_vus),
        bands=bands,
        line=scale.line(_drawn(plan.total)),
        least=scale.line(_drawn(least)) if least != plan.total else "",
        limit=_limit(plan, record, scale),
        times=time_ticks(until),
        values=value_ticks(scale.most, whole=True),
    )


def _limit(plan: Profile, record: RunRecord, scale: Scale) -> Limit | None:
    """Its words stand above the line where there is room, else below."""
    most = record.max_vus
    if most is None or most == plan.peak or most > scale.most:
        return None
    y = scale.y(most)
    return Limit(
        f"{y:.1f}", f"{TOP + y + (-5 if y > HEADROOM else 13):.1f}", f"{counted(most, 'VU')} by the API's count"
    )


def _rates(plan: Profile, until: float) -> Plot:
    scale = Scale(until, max(value for _, value in plan.rate) or 1.0)
    rate = _drawn(plan.rate)
    band = Band("", "", "band-0", scale.area(rate))
    return Plot(
        title="Planned iterations per second",
        summary=rate_words(plan),
        bands=(band,),
        line=scale.line(rate),
        least="",
        limit=None,
        times=time_ticks(until),
        values=value_ticks(scale.most),
    )


def _bands(plan: Profile, scale: Scale) -> Iterator[Band]:
    """The highest first, so that each is painted over by those below it."""
    scenarios: Sequence[Scenario] = plan.scenarios
    if len(scenarios) > MOST_BANDS:
        yield Band("", "", "band-0", scale.area(_drawn(plan.total)))
        return
    for number in range(len(scenarios), 0, -1):
        scenario = scenarios[number - 1]
        below = stacked([one.ceiling for one in scenarios[:number]])
        yield Band(scenario.name, scenario.executor, f"band-{number - 1}", scale.area(_drawn(below)))


def _drawn(points: Sequence[Point]) -> tuple[Point, ...]:
    return thinned(points, MOST_DRAWN)


def _reached(split: Phases, plan: Profile, until: float) -> Reached | None:
    """None for a run that was never under load, as far as its history tells."""
    load, goes_on = split.load, split.is_loading
    if load is None:
        return None
    length = spell_seconds(load)
    words = f"Under load for {length} so far" if goes_on else f"It was under load for {length}"
    if not goes_on and (planned := _cut_off(plan, load)):
        words += f"; {counted(planned, 'VU')} {'was' if planned == 1 else 'were'} planned for that moment"
    elif load > plan.total[-1][0]:
        words += f"; the plan ends {within(plan.total[-1][0], 'after')}"
    label = "now" if goes_on else "ended"
    if load > until:
        label += f", after {length} \u2192"
    return Reached(Scale(until, 1).percent(load), label, "end" if load / until > 0.5 else "start", f"{words}.")


def _cut_off(plan: Profile, load: float) -> int:
    """The whole VUs planned for the moment at which a run ended early; 0 where it came to its end, or to where none
    were planned. A plan of iterations may end at any moment.
    """
    if load >= plan.total[-1][0] * (1 - EARLY) or all(scenario.may_end_early for scenario in plan.scenarios):
        return 0
    return round(value_at(plan.total, load) or 0)
