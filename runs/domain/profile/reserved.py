"""How many VUs k6 reserves for a plan, and until when: its `maxVUs` and its total duration.

k6 lets iterations finish: a scenario's VUs stay reserved for `gracefulStop` after its end, and those that
ramping-vus takes away for `gracefulRampDown`. Scenarios that follow one another so overlap
(observed in the k6 sources: `lib/executor/ramping_vus.go`, `lib/executors.go`, `lib/helpers.go`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from runs.domain.profile.configs import Config
from runs.domain.profile.segments import Share

# Steps of single VUs that are followed one by one. Of longer ramps every n-th VU and both ends are.
MOST_STEPS = 10_000

# Nanoseconds from the start, planned VUs, and those that may be added.
Step = tuple[int, int, int]
# The same without VUs that may be added.
Raw = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reserved:
    """`peak` is k6's maxVUs; `until` the nanoseconds after which nothing changes."""

    peak: int
    until: int


def reserved(configs: Sequence[Config], share: Share) -> Reserved:
    """The sum of what all scenarios reserve, in one pass over their steps in order of time.

    Exact while the ramps of ramping-vus have MOST_STEPS steps of a VU together. Of longer ones it may miss
    a few VUs where one scenario ramps up while another ramps down.
    """
    ordered = sorted(configs, key=lambda config: (config.number("startTime"), config.name))
    stride = 1 + sum(_ramped(config) for config in ordered) // MOST_STEPS
    steps = [
        (config.number("startTime") + at, place, planned, extra)
        for place, config in enumerate(ordered)
        for at, planned, extra in _STEPS[config.executor](config, share, stride)
    ]
    # Stable: at one moment k6 goes by scenario, and by a scenario's own order.
    steps.sort(key=itemgetter(0))
    return _added(steps, len(ordered))


def _added(steps: Sequence[tuple[int, int, int, int]], count: int) -> Reserved:
    now = [(0, 0)] * count
    planned = extra = peak = 0
    until, before = None, (0, 0)
    for at, place, own_planned, own_extra in steps:
        was = now[place]
        now[place] = (own_planned, own_extra)
        planned += own_planned - was[0]
        extra += own_extra - was[1]
        peak = max(peak, planned + extra)
        if until is None or (planned, extra) != before:
            until, before = at, (planned, extra)
    return Reserved(peak, until or 0)


def _ramped(config: Config) -> int:
    """How many VUs come and go, all stages together."""
    if config.executor != "ramping-vus":
        return 0
    levels = [config.number("startVUs"), *(target or 0 for _, target in config.stages)]
    return sum(abs(second - first) for first, second in pairwise(levels))


def _flat(planned: int, extra: int, length: int, config: Config) -> list[Step]:
    return [(0, planned, extra), (length + config.number("gracefulStop"), 0, 0)]


def _constant_vus(config: Config, share: Share, _stride: int) -> list[Step]:
    return _flat(share.of(config.number("vus")), 0, config.number("duration"), config)


def _per_vu_iterations(config: Config, share: Share, _stride: int) -> list[Step]:
    return _flat(share.of(config.number("vus")), 0, config.number("maxDuration"), config)


def _shared_iterations(config: Config, share: Share, stride: int) -> list[Step]:
    """Without any VU of its own, a segment has no end either."""
    return _per_vu_iterations(config, share, stride)[: 2 if share.of(config.number("vus")) else 1]


def _arrival_rate(config: Config, share: Share, _stride: int) -> list[Step]:
    allocated = config.number("preAllocatedVUs")
    planned, most = share.of(allocated), share.of(config.given.get("maxVUs", allocated))
    length = config.length if config.executor == "ramping-arrival-rate" else config.number("duration")
    return _flat(planned, most - planned, length, config)


def _externally_controlled(config: Config, share: Share, _stride: int) -> list[Step]:
    """It has no graceful stop, and no end where its duration is 0."""
    length, most = config.number("duration"), config.given.get("maxVUs", config.number("vus"))
    return [(0, share.of(most), 0), *([(length, 0, 0)] if length else [])]


def _ramping_vus(config: Config, share: Share, stride: int) -> list[Step]:
    end, graceful = config.length + config.number("gracefulStop"), config.number("gracefulRampDown")
    steps = list(_raw(config, share, stride))
    if graceful > 0:
        steps = _kept(steps, graceful, end)
    if steps[-1][1]:
        steps.append((end, 0))
    return [(at, vus, 0) for at, vus in steps]


def _raw(config: Config, share: Share, stride: int) -> Iterator[Raw]:
    """A step for each VU that starts or stops by the stages, and for each jump; none that changes nothing."""
    level, at = config.number("startVUs"), 0
    own = share.of(level)
    yield 0, own
    for duration, target in config.stages:
        length, goal = duration or 0, target or 0
        at += length
        reached = share.of(goal)
        if length == 0 and reached != own:
            yield at, reached
        elif reached > own:
            for position in reversed(range(reached - 1, own - 1, -stride)):
                yield at - length * (goal - share.number_of(position)) // (goal - level), position + 1
        elif reached < own:
            for position in reversed(range(reached, own, stride)):
                yield at - length * (share.number_of(position) - goal - 1) // (level - goal), position
        level, own = goal, reached


def _kept(raw: list[Raw], graceful: int, end: int) -> list[Raw]:
    """Each step down comes `graceful` later, and not at all where as many VUs are planned again by then."""
    again = _next_as_high([vus for _, vus in raw])
    kept, planned, last, place = [raw[0]], raw[0][1], 0, 1
    while place < len(raw):
        at, vus = raw[place]
        if vus < planned:
            back = again[last]
            if back < len(raw) and raw[back][0] <= at + graceful:
                place = back
                continue
            if at + graceful >= end:
                break
            kept.append((at + graceful, vus))
        elif vus > planned:
            kept.append((at, vus))
        planned, last, place = vus, place, place + 1
    return kept


def _next_as_high(values: Sequence[int]) -> list[int]:
    """For each value the place of the next one that is as high or higher; their number where there is none."""
    found, open_places = [len(values)] * len(values), list[int]()
    for place, value in enumerate(values):
        while open_places and values[open_places[-1]] <= value:
            found[open_places.pop()] = place
        open_places.append(place)
    return found


_STEPS: dict[str, Callable[[Config, Share, int], list[Step]]] = {
    "constant-vus": _constant_vus,
    "ramping-vus": _ramping_vus,
    "shared-iterations": _shared_iterations,
    "per-vu-iterations": _per_vu_iterations,
    "constant-arrival-rate": _arrival_rate,
    "ramping-arrival-rate": _arrival_rate,
    "externally-controlled": _externally_controlled,
}
