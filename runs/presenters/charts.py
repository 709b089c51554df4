"""What charts are made of: axes with readable ticks, and points in units of the picture.

A chart is as wide as its place. Its curves are stretched (`WIDTH` by `HEIGHT` units), its words are not: they stand at
percents of the width and at whole units of the height.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from runs.domain.durations import spell_seconds

Point = tuple[float, float]

WIDTH, HEIGHT = 1000.0, 160.0
# Room above the plot, for the highest label.
TOP = 18.0
MOST_TICKS = 5

_SECONDS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)


@dataclass(frozen=True, slots=True)
class Tick:
    """`at` is a percent of the width on the time axis, units of the picture's height on the other one."""

    at: str
    label: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Scale:
    """From 0 to `until` (more than 0) along the picture, from 0 to `most` (more than 0) up."""

    until: float
    most: float

    def x(self, seconds: float) -> float:
        return WIDTH * min(max(seconds / self.until, 0.0), 1.0)

    def y(self, value: float) -> float:
        return HEIGHT * (1 - min(max(value / self.most, 0.0), 1.0))

    def line(self, points: Sequence[Point]) -> str:
        """The points for a `polyline`."""
        return " ".join(f"{self.x(at):.1f},{self.y(value):.1f}" for at, value in points)

    def area(self, points: Sequence[Point]) -> str:
        """The points for a `polygon`: the curve and the ground below it."""
        first, last = self.x(points[0][0]), self.x(points[-1][0])
        return f"{first:.1f},{HEIGHT:.0f} {self.line(points)} {last:.1f},{HEIGHT:.0f}"

    def percent(self, seconds: float) -> str:
        return f"{self.x(seconds) * 100 / WIDTH:.2f}%"


def time_ticks(until: float) -> tuple[Tick, ...]:
    """Whole minutes, hours or days; the first and the last stay inside the picture. No two have the same words."""
    if until < _SECONDS[0]:
        return (Tick("0.00%", spell_seconds(0)), Tick("100.00%", spell_seconds(until), "end"))
    step = _time_step(until / MOST_TICKS)
    scale = Scale(until, 1)
    count = math.floor(until / step + 1e-9)
    return tuple(
        Tick(scale.percent(number * step), spell_seconds(number * step), _anchor(number * step / until))
        for number in range(count + 1)
    )


def value_ticks(most: float, *, whole: bool = False) -> tuple[Tick, ...]:
    """Round numbers above 0; `whole` for what comes in whole numbers only."""
    step = _round_step(most / 3)
    if whole:
        step = max(1.0, step)
    scale = Scale(1, most)
    count = math.floor(most / step + 1e-9)
    return tuple(
        Tick(f"{TOP + scale.y(number * step):.1f}", number_words(number * step)) for number in range(1, count + 1)
    )


def number_words(value: float) -> str:
    """Three digits that matter, without the zeros that do not."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 2 - math.floor(math.log10(value)))}f}".rstrip("0").rstrip(".") if value > 0 else "0"


def _anchor(share: float) -> str:
    return "start" if share < 0.03 else "end" if share > 0.94 else "middle"


def _time_step(least: float) -> float:
    day = _SECONDS[-1]
    return next((step for step in _SECONDS if step >= least), _round_step(least / day) * day)


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, … (times a power of ten) that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= least * (1 - 1e-9))
