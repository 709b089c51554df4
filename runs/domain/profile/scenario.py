"""One scenario of a plan, and how each of k6's executors is drawn.

Curves follow the targets. k6 starts and stops whole VUs (the step below the line going up, above it going
down) and keeps VUs for graceful stops and ramp-downs; neither is drawn, `runs.domain.profile.reserved` has the
numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from runs.domain.durations import SECOND
from runs.domain.profile.configs import Config
from runs.domain.profile.curves import Point
from runs.domain.profile.segments import Share

_EXTERNAL = "its VUs are controlled from outside; drawn is what it starts with and may have."


@dataclass(frozen=True, slots=True)
class Scenario:
    """A drawn scenario; times in seconds from the start of the test.

    `vus` are the planned VUs. `ceiling` differs from `vus` where more may be added: k6 may go up to `maxVUs`.
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


def draw(config: Config, share: Share) -> Scenario:
    """The curves of a scenario that k6 accepts, of the share of it that runs."""
    start, line = config.number("startTime") / SECOND, _LINES[config.executor]
    points = tuple((start + at, float(vus)) for at, vus in line(config))
    if share.places is not None:
        own = {vus: float(share.of(int(vus))) for vus in {vus for _, vus in points}}
        points = tuple((at, own[vus]) for at, vus in points)
    length = points[-1][0] - start
    most = config.given.get("maxVUs") if "maxVUs" in config.given else None
    ceiling = points if most is None else ((start, float(share.of(most))), (start + length, float(share.of(most))))
    is_external = config.executor == "externally-controlled"
    graceful = 0 if is_external else config.number("gracefulStop") / SECOND
    return Scenario(
        name=config.name,
        executor=config.executor,
        vus=points,
        ceiling=ceiling,
        rate=tuple((start + at, rate) for at, rate in _rates(config, float(share.part))),
        until=start + length + graceful,
        is_browser=config.is_browser,
        may_end_early=config.executor in ("shared-iterations", "per-vu-iterations"),
        notes=("its VUs are controlled from outside; drawn is what it starts with and may have.",)
        if is_external
        else (),
    )


def _flat(number: str, length: str) -> Callable[[Config], Iterator[tuple[float, int]]]:
    def line(config: Config) -> Iterator[tuple[float, int]]:
        yield 0.0, config.number(number)
        yield config.number(length) / SECOND, config.number(number)

    return line


def _through_stages(first: int, config: Config) -> Iterator[tuple[float, int]]:
    """The line through the targets of the stages; a stage of no length is a jump."""
    at = 0
    yield 0.0, first
    for length, target in config.stages:
        at += length or 0
        yield at / SECOND, target or 0


def _ramping_vus(config: Config) -> Iterator[tuple[float, int]]:
    return _through_stages(config.number("startVUs"), config)


def _allocated_through_stages(config: Config) -> Iterator[tuple[float, int]]:
    yield 0.0, config.number("preAllocatedVUs")
    yield config.length / SECOND, config.number("preAllocatedVUs")


def _rates(config: Config, part: float) -> Iterator[tuple[float, float]]:
    """Iterations per second, of the part that runs."""
    if config.executor == "constant-arrival-rate":
        points = _flat("rate", "duration")(config)
    elif config.executor == "ramping-arrival-rate":
        points = _through_stages(config.number("startRate"), config)
    else:
        return
    unit = config.number("timeUnit") / SECOND
    for at, rate in points:
        yield at, rate * part / unit


_LINES: dict[str, Callable[[Config], Iterator[tuple[float, int]]]] = {
    "constant-vus": _flat("vus", "duration"),
    "ramping-vus": _ramping_vus,
    "shared-iterations": _flat("vus", "maxDuration"),
    "per-vu-iterations": _flat("vus", "maxDuration"),
    "constant-arrival-rate": _flat("preAllocatedVUs", "duration"),
    "ramping-arrival-rate": _allocated_through_stages,
    "externally-controlled": _flat("vus", "duration"),
}
