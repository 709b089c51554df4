"""From a run's options to its planned load: which scenarios k6 makes of them, and their sum over time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from runs.domain.profile.curves import Point, stacked, thinned
from runs.domain.profile.reading import UnplottableError
from runs.domain.profile.scenario import Scenario, draw

MOST_SCENARIOS = 100
# Points of all scenarios together: enough for any screen, few enough to add up at once.
MOST_POINTS = 5_000


@dataclass(frozen=True, slots=True)
class Profile:
    """The planned load, times in seconds from the start of the test.

    `total` adds up the ceilings of all drawn scenarios, which is the most VUs that k6 may use; `rate` adds
    up their iterations per second, () where none has a rate. `peak` is the highest of `total`, None where
    nothing could be drawn; the API's own `max_vus` is the better number where the two differ. `until` is
    the latest planned end, graceful stops included. `unplottable` names what could not be drawn, and why.
    """

    scenarios: tuple[Scenario, ...]
    total: tuple[Point, ...]
    rate: tuple[Point, ...]
    unplottable: tuple[tuple[str, str], ...]
    peak: int | None
    until: float | None
    notes: tuple[str, ...] = ()


def profile(options: Mapping[str, object] | None) -> Profile:
    """Draw the plan of some options; whatever they hold, this answers and says what it could not read."""
    drawn: list[Scenario] = []
    unplottable: list[tuple[str, str]] = []
    configs = scenarios_of(options) if options is not None else {}
    for name in list(configs)[:MOST_SCENARIOS]:
        try:
            drawn.append(draw(str(name), configs[name]))
        except UnplottableError as error:
            unplottable.append((str(name), str(error)))
    if len(configs) > MOST_SCENARIOS:
        unplottable.append((f"{len(configs) - MOST_SCENARIOS:,} more", "Only the first 100 scenarios are drawn."))
    most = max(20, MOST_POINTS // max(1, len(drawn)))
    scenarios = tuple(_light(scenario, most) for scenario in drawn)
    total = stacked([scenario.ceiling for scenario in scenarios])
    return Profile(
        scenarios=scenarios,
        total=total,
        rate=stacked([scenario.rate for scenario in scenarios]),
        unplottable=tuple(unplottable),
        peak=math.ceil(max(value for _, value in total)) if total else None,
        until=max((scenario.until for scenario in scenarios), default=None),
        notes=tuple(f"{s.name}: {note}" for s in scenarios for note in s.notes),
    )


def scenarios_of(options: Mapping[str, object]) -> Mapping[str, object]:
    """The scenarios that k6 makes of options, in the order of precedence observed in the k6 sources.

    The shortcuts `iterations`, `duration`, `stages` and `vus` come before `scenarios`; a key with null is
    absent.
    """
    given = {key: value for key, value in options.items() if value is not None}
    vus = given.get("vus", 1)
    if "iterations" in given:
        limit = {"maxDuration": given["duration"]} if "duration" in given else {}
        return {"default": {"executor": "shared-iterations", "vus": vus, "iterations": given["iterations"], **limit}}
    if "duration" in given:
        return {"default": {"executor": "constant-vus", "vus": vus, "duration": given["duration"]}}
    if given.get("stages"):
        return {"default": {"executor": "ramping-vus", "startVUs": vus, "stages": given["stages"]}}
    if "vus" in given:
        return {"default": {"executor": "shared-iterations", "vus": vus}}
    scenarios = given.get("scenarios")
    if scenarios:
        return scenarios if isinstance(scenarios, Mapping) else {"scenarios": scenarios}
    return {"default": {"executor": "per-vu-iterations"}}


def _light(scenario: Scenario, most: int) -> Scenario:
    """The scenario with no more points than can be drawn, and a note where that left some out."""
    longest = max(len(scenario.vus), len(scenario.rate))
    if longest <= most:
        return scenario
    note = f"{longest:,} points were thinned to {most:,}; every peak is kept."
    return replace(
        scenario,
        vus=thinned(scenario.vus, most),
        ceiling=thinned(scenario.ceiling, most),
        rate=thinned(scenario.rate, most),
        notes=(*scenario.notes, note),
    )
