"""Piecewise linear curves: (seconds, value) points in order of time, two points at one time being a jump."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Point = tuple[float, float]

# Sums are made of nanoseconds and of billionths of a VU, in whole numbers with so many binary places behind them.
_TICKS, _SHIFT = 1_000_000_000, 80


def thinned(points: Sequence[Point], most: int) -> tuple[Point, ...]:
    """At most `most` (4 or more) of the points: both ends, and the lowest and the highest of each stretch
    between.
    """
    if len(points) <= most:
        return tuple(points)
    stretches = (most - 2) // 2
    inner = range(1, len(points) - 1)
    kept = [0]
    for number in range(stretches):
        stretch = inner[number * len(inner) // stretches : (number + 1) * len(inner) // stretches]
        lowest = min(stretch, key=lambda position: points[position][1])
        highest = max(stretch, key=lambda position: points[position][1])
        kept += sorted({lowest, highest})
    return tuple(points[position] for position in [*kept, len(points) - 1])


def value_at(points: Sequence[Point], seconds: float) -> float | None:
    """The value at a moment, after a jump at that moment; None before the first point and after the last."""
    if not points or not points[0][0] <= seconds <= points[-1][0]:
        return None
    return points[-1][1] if seconds == points[-1][0] else Walk(points).limits(seconds)[1]


class Walk:
    """Reads one curve, once, at moments that only grow."""

    def __init__(self, points: Sequence[Point]) -> None:
        self._points = points
        self._next = 0

    def limits(self, seconds: float) -> Point:
        """The values just before and just after a moment; a curve is 0 before it begins and after it ends."""
        points = self._points
        while self._next < len(points) and points[self._next][0] < seconds:
            self._next += 1
        first = last = self._next
        while last < len(points) and points[last][0] == seconds:
            last += 1
        if first == len(points) or (first == last and first == 0):
            return 0.0, 0.0
        if first == last:
            between = _between(points[first - 1], points[first], seconds)
            return between, between
        before = points[first][1] if first > 0 else 0.0
        after = points[last - 1][1] if last < len(points) else 0.0
        return before, after


def _between(left: Point, right: Point, seconds: float) -> float:
    share = (seconds - left[0]) / (right[0] - left[0])
    return left[1] + share * (right[1] - left[1])


def side_by_side(first: Sequence[Point], second: Sequence[Point]) -> tuple[tuple[float, float, float], ...]:
    """(seconds, value, value) of two curves at every point of either; twice where one of them jumps."""
    walks = Walk(first), Walk(second)
    moments = sorted({seconds for curve in (first, second) for seconds, _ in curve})
    rows: list[tuple[float, float, float]] = []
    for seconds in moments:
        (before, after), (before2, after2) = (walk.limits(seconds) for walk in walks)
        if seconds > moments[0]:
            rows.append((seconds, before, before2))
        if seconds < moments[-1] and ((before, before2) != (after, after2) or seconds == moments[0]):
            rows.append((seconds, after, after2))
    return tuple(rows)


def stacked(curves: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    """The sum of curves from 0 s to the end of the last one, with a point wherever one of them bends or
    jumps. One pass over all their points in order of time.
    """
    drawn = [curve for curve in curves if curve]
    if not drawn:
        return ()
    if len(drawn) == 1 and drawn[0][0][0] == 0:
        return tuple(drawn[0])
    bends: dict[float, tuple[int, int]] = {0.0: (0, 0)}
    for curve in drawn:
        height = slope = 0
        for left, right in pairwise(curve):
            line = _line(left, right) if left[0] < right[0] else (0, 0)
            was = bends.get(left[0], (0, 0))
            bends[left[0]] = was[0] + line[0] - height, was[1] + line[1] - slope
            height, slope = line
        was = bends.get(curve[-1][0], (0, 0))
        bends[curve[-1][0]] = was[0] - height, was[1] - slope
    return tuple(_swept(sorted(bends.items())))


def _swept(bends: Sequence[tuple[float, tuple[int, int]]]) -> Iterator[Point]:
    """All lines that are open at a moment are one line; a bend is what is added to its height and slope."""
    height = slope = 0
    last = bends[-1][0]
    for seconds, (rise, turn) in bends:
        at = round(seconds * _TICKS)
        old = _value(height + slope * at)
        height, slope = height + rise, slope + turn
        new = _value(height + slope * at)
        if seconds > 0:
            yield seconds, old
        if seconds < last and (seconds == 0 or new != old):
            yield seconds, new


def _line(left: Point, right: Point) -> tuple[int, int]:
    """Height at 0 s and slope. Whole numbers, so that what is added is taken away again to the last digit."""
    start, first = round(left[0] * _TICKS), round(left[1] * _TICKS) << _SHIFT
    length, rise = round((right[0] - left[0]) * _TICKS), round((right[1] - left[1]) * _TICKS) << _SHIFT
    slope = rise // max(1, length)
    return first - slope * start, slope


def _value(height: int) -> float:
    return round((height >> (_SHIFT - 20)) / 2**20 / _TICKS, 6)
