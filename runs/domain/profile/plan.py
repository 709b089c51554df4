"""From a run's options to its planned load: the scenarios, their sum over time, and k6's own numbers for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice

from runs.domain.durations import SECOND
from runs.domain.profile.configs import Config, faults, is_too_long, plain
from runs.domain.profile.curves import Point, stacked, thinned
from runs.domain.profile.reading import RefusedError, TooLargeError
from runs.domain.profile.reserved import reserved
from runs.domain.profile.scenario import Scenario, draw
from runs.domain.profile.segments import Share, read_share
from runs.domain.profile.shortcuts import check_others, plan_options, scenarios_made, version_of

# Points of all scenarios together: enough for any screen, few enough to add up at once.
MOST_POINTS = 5_000
MOST_FAULTS = 20
ALL_OPTIONS = "The options"
# Stands for options that are refused and must not be shown.
REFUSED_PLAN: Mapping[str, object] = {"refused": True}


@dataclass(frozen=True, slots=True)
class Profile:
    """The planned load, times in seconds from the start of the test.

    `peak` is k6's maxVUs and `until` its total duration: VUs kept for graceful stops and ramp-downs count, and
    those that arrival rates may add. Both are None where there are no options and where they are refused.
    `total` adds up the ceilings of all scenarios; `kept` is how many VUs `peak` is above its highest. `rate` adds
    up their iterations per second, () where none has a rate. The API's own `max_vus` is the better number where it
    differs from `peak`.

    `refused` is why k6 does not run these options, "" where it does. `unplottable` is empty for a plan that could be
    drawn; else it names what is wrong or too much to be followed here, and why.
    """

    scenarios: tuple[Scenario, ...]
    total: tuple[Point, ...]
    rate: tuple[Point, ...]
    unplottable: tuple[tuple[str, str], ...]
    peak: int | None
    until: float | None
    notes: tuple[str, ...] = ()
    refused: str = ""
    kept: int = 0


def profile(options: Mapping[str, object] | None, k6_version: str = "") -> Profile:
    """The plan that k6 of a version ("v1.8.1", "" for the newest rules) makes of some options; never raises.

    The numbers are those of `k6 inspect --execution-requirements`, which takes options as they are written: where
    `iterations` or `duration` stand without `vus`, it refuses them. `run_plan` has what k6 does in a run.
    """
    if options is None:
        return Profile((), (), (), (), None, None)
    if options == REFUSED_PLAN:
        return _nothing([(ALL_OPTIONS, "The reason is not shown here.")])
    try:
        share, configs = read_plan(options, k6_version)
        faulty = ((config.name, why) for config in configs for why in faults(config))
        wrong = list(islice(faulty, MOST_FAULTS))
        if not wrong and any(is_too_long(config) for config in configs):
            raise TooLargeError("The plan is longer than k6 can count.")
        return _nothing(wrong) if wrong else _drawn(configs, share)
    except RefusedError as error:
        why, name = str(error.args[0]), str(error.args[1]) if len(error.args) > 1 else ALL_OPTIONS
        return _nothing([(name, why)], is_refused=not isinstance(error, TooLargeError))


def run_plan(options: Mapping[str, object] | None, k6_version: str = "") -> Profile:
    """The plan of a run: as `profile`, and one VU where the options give no number, as `k6 run` has it."""
    strict = profile(options, k6_version)
    if options is None or not strict.refused or (filled := with_vus(options)) == options:
        return strict
    found = profile(filled, k6_version)
    note = "The options give no number of VUs. k6 run uses 1 VU, which is drawn here; k6 inspect refuses these options."
    return found if found.refused else replace(found, notes=(note, *found.notes))


def with_vus(options: Mapping[str, object]) -> Mapping[str, object]:
    """The options with one VU, where a shortcut stands there without a number of VUs."""
    given = plan_options(options)
    is_short = any(given.get(name) is not None for name in ("iterations", "duration", "stages"))
    return {**options, "vus": 1} if is_short and "vus" not in given else options


def scenarios_of(options: Mapping[str, object], k6_version: str = "") -> Mapping[str, object]:
    """The scenarios of a run's options as they are written, or the one that a shortcut stands for."""
    written = plan_options(options).get("scenarios")
    own = written if isinstance(written, Mapping) else {}
    try:
        _, configs = read_plan(with_vus(options), k6_version)
    except RefusedError:
        return own
    return own if own and not any(config.is_made for config in configs) else {one.name: plain(one) for one in configs}


def read_plan(options: Mapping[str, object], k6_version: str) -> tuple[Share, list[Config]]:
    """What of the load runs, and the scenarios, which may still have faults; RefusedError as k6 refuses them."""
    given = plan_options(options)
    configs = scenarios_made(options, version_of(k6_version))
    check_others(options)
    return read_share(given.get("executionSegment"), given.get("executionSegmentSequence")), configs


def _nothing(wrong: list[tuple[str, str]], *, is_refused: bool = True) -> Profile:
    told = tuple((name, f"It {why}" if why.startswith(("is ", "has ")) else why) for name, why in wrong)
    name, why = told[0]
    sentence = why if name == ALL_OPTIONS and why.startswith("“") else f"{name}: {why}"
    return Profile((), (), (), told, None, None, refused=sentence if is_refused else "")


def _drawn(configs: list[Config], share: Share) -> Profile:
    most = max(4, MOST_POINTS // len(configs))
    scenarios = tuple(_light(draw(config, share), most) for config in configs)
    total = stacked([scenario.ceiling for scenario in scenarios])
    numbers = reserved(configs, share)
    highest = math.ceil(max((value for _, value in total), default=0))
    part = () if share.part == Fraction(1) else (f"Only {share.part} of the load, as set by executionSegment.",)
    return Profile(
        scenarios=scenarios,
        total=total,
        rate=stacked([scenario.rate for scenario in scenarios]),
        unplottable=(),
        peak=numbers.peak,
        until=numbers.until / SECOND,
        notes=(*part, *(f"{one.name}: {note}" for one in scenarios for note in one.notes)),
        kept=max(0, numbers.peak - highest),
    )


def _light(scenario: Scenario, most: int) -> Scenario:
    """The scenario with no more points than can be drawn, and a note where that left some out."""
    longest = max(len(scenario.vus), len(scenario.rate))
    if longest <= most:
        return scenario
    note = f"{longest:,} points were thinned to {most:,}; every peak is kept."
    return replace(
        scenario,
        vus=(vus := thinned(scenario.vus, most)),
        ceiling=vus if scenario.ceiling is scenario.vus else thinned(scenario.ceiling, most),
        rate=thinned(scenario.rate, most),
        notes=(*scenario.notes, note),
    )
