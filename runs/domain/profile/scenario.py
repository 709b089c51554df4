"""One scenario of a plan, and how each of k6's executors draws it.

Curves follow the targets. k6 starts and stops whole VUs (the step below the line going up, above it going
down) and reserves VUs a little longer than they are needed; neither is drawn (observed in the k6 sources:
`lib/executor`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runs.domain.profile.curves import Point
from runs.domain.profile.reading import (
    LONGEST_PLAN,
    MOST_RATE,
    MOST_VUS,
    UnplottableError,
    number,
    seconds,
    shown,
    word,
)

MOST_STAGES = 50_000
_GRACEFUL_STOP = 30.0
_MAX_DURATION = 600.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """A drawn scenario; times in seconds from the start of the test.

    `vus` are the planned VUs. `ceiling` differs from `vus` for arrival rates alone: k6 may go up to `maxVUs`.
    `rate` is iterations per second, empty for executors without one. `until` is the latest end, graceful stop
    included. `may_end_early` marks executors that stop when their iterations are done. `notes` say what was
    cut.
    """

    name: str
    executor: str
    vus: tuple[Point, ...]
    ceiling: tuple[Point, ...]
    rate: tuple[Point, ...]
    until: float
    is_browser: bool
    may_end_early: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What an executor draws from its own start on."""

    vus: tuple[Point, ...]
    ceiling: tuple[Point, ...] = ()
    rate: tuple[Point, ...] = ()
    may_end_early: bool = False
    notes: tuple[str, ...] = ()


def draw(name: str, config: object) -> Scenario:
    """Draw a scenario; UnplottableError with the reason where its executor or its values don't allow it."""
    if not isinstance(config, Mapping):
        raise UnplottableError("It is not an object.")
    executor = config.get("executor")
    shape_of = EXECUTORS.get(executor) if isinstance(executor, str) else None
    if shape_of is None:
        raise UnplottableError(f"Its executor is not known: {shown(executor)}.")
    start = seconds(config, "startTime", 0.0)
    graceful = seconds(config, "gracefulStop", _GRACEFUL_STOP)
    shape = shape_of(config)
    options = config.get("options")
    return Scenario(
        name=name,
        executor=word(config, "executor", ""),
        vus=_moved(shape.vus, start),
        ceiling=_moved(shape.ceiling or shape.vus, start),
        rate=_moved(shape.rate, start),
        until=start + shape.vus[-1][0] + graceful,
        is_browser=isinstance(options, Mapping) and isinstance(options.get("browser"), Mapping),
        may_end_early=shape.may_end_early,
        notes=shape.notes,
    )


def _moved(points: tuple[Point, ...], start: float) -> tuple[Point, ...]:
    return tuple((at + start, value) for at, value in points) if start else points


def _flat(value: float, length: float) -> tuple[Point, ...]:
    return (0.0, value), (length, value)


def _stages(config: Mapping[str, object], first: float, most: float) -> tuple[tuple[Point, ...], tuple[str, ...]]:
    """The line through the targets of the stages; a stage of no length is a jump."""
    stages = config.get("stages")
    if not isinstance(stages, list) or not stages:
        raise UnplottableError("It has no stages.")
    at, points = 0.0, [(0.0, first)]
    for position, stage in enumerate(stages[:MOST_STAGES], 1):
        if not isinstance(stage, Mapping):
            raise UnplottableError(f"Stage {position} is not an object.")
        try:
            at += seconds(stage, "duration", None)
            points.append((at, number(stage, "target", None, most)))
        except UnplottableError as error:
            raise UnplottableError(f"Stage {position}: {error}") from None
    if at > LONGEST_PLAN:
        raise UnplottableError("Its stages take longer than a year.")
    cut = len(stages) > MOST_STAGES
    notes = (f"Only the first {MOST_STAGES:,} of {len(stages):,} stages are drawn.",) if cut else ()
    return tuple(points), notes


def _constant_vus(config: Mapping[str, object]) -> _Shape:
    return _Shape(_flat(number(config, "vus", 1), seconds(config, "duration", None)))


def _ramping_vus(config: Mapping[str, object]) -> _Shape:
    points, notes = _stages(config, number(config, "startVUs", 1), MOST_VUS)
    return _Shape(points, notes=notes)


def _iterations(config: Mapping[str, object]) -> _Shape:
    length = seconds(config, "maxDuration", _MAX_DURATION)
    return _Shape(_flat(number(config, "vus", 1), length), may_end_early=True)


def _band(config: Mapping[str, object], length: float) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Preallocated VUs, and those that k6 may add when iterations take longer than the rate allows."""
    allocated = number(config, "preAllocatedVUs", None)
    return _flat(allocated, length), _flat(max(allocated, number(config, "maxVUs", allocated)), length)


def _time_unit(config: Mapping[str, object]) -> float:
    unit = seconds(config, "timeUnit", 1.0)
    if unit <= 0:
        raise UnplottableError("“timeUnit” is zero.")
    return unit


def _constant_arrival_rate(config: Mapping[str, object]) -> _Shape:
    length = seconds(config, "duration", None)
    vus, ceiling = _band(config, length)
    rate = number(config, "rate", None, MOST_RATE) / _time_unit(config)
    return _Shape(vus, ceiling, _flat(rate, length))


def _ramping_arrival_rate(config: Mapping[str, object]) -> _Shape:
    unit = _time_unit(config)
    points, notes = _stages(config, number(config, "startRate", 0, MOST_RATE), MOST_RATE)
    vus, ceiling = _band(config, points[-1][0])
    return _Shape(vus, ceiling, tuple((at, rate / unit) for at, rate in points), notes=notes)


def _externally_controlled(_config: Mapping[str, object]) -> _Shape:
    raise UnplottableError("Its VUs were controlled from outside (an executor that k6 2.0 no longer has).")


EXECUTORS: dict[str, Callable[[Mapping[str, object]], _Shape]] = {
    "constant-vus": _constant_vus,
    "ramping-vus": _ramping_vus,
    "shared-iterations": _iterations,
    "per-vu-iterations": _iterations,
    "constant-arrival-rate": _constant_arrival_rate,
    "ramping-arrival-rate": _ramping_arrival_rate,
    "externally-controlled": _externally_controlled,
}
