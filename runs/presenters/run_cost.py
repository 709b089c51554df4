"""What a run cost: the numbers, and a bar that shows what they were spent on."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from runs.domain.cost import CostView, cost_shares, cost_view
from runs.k6api.records import RunRecord
from runs.models import TestRun
from runs.presenters.facts import Fact, FactGroup
from runs.presenters.numbers import NONE, percent, vuh

WIDTH = 1000.0


@dataclass(frozen=True, slots=True)
class CostPart:
    """A piece of the bar, which is `WIDTH` long; `css` names its kind."""

    words: str
    css: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class CostGroup(FactGroup):
    """`bar` is empty where the numbers make no picture; `sum_words` says in words what it shows."""

    bar: tuple[CostPart, ...] = ()
    sum_words: str = ""


def cost_group(run: TestRun, record: RunRecord | None) -> CostGroup:
    cost = cost_view(record.cost if record else None, active=run.active)
    if cost is None:
        total = Fact("Total", _with_unit(vuh(run.total_vuh, is_estimate=run.active)))
        return CostGroup("Cost", (total,), "Not known." if run.total_vuh is None else "")
    hint = "An estimate until the run has ended." if cost.is_estimate else ""
    return CostGroup("Cost", _facts(cost), hint, tuple(_bar(cost)), _sum_words(cost))


def _facts(cost: CostView) -> tuple[Fact, ...]:
    def hours(value: Decimal | None) -> str:
        return _with_unit(vuh(value, is_estimate=cost.is_estimate))

    combined = "reductions combine, they do not add up" if len(cost.reductions) > 1 else ""
    reductions = tuple(Fact(f"Reduction: {part.words}", percent(part.percent)) for part in cost.reductions)
    return (
        Fact("Total", hours(cost.total)),
        Fact("Protocol VUs", hours(cost.protocol)),
        Fact("Browser VUs", hours(cost.browser)),
        Fact("Before reductions", hours(cost.base)),
        Fact("Reduced by", percent(cost.rate), combined),
        *reductions,
    )


def _bar(cost: CostView) -> Iterator[CostPart]:
    """What was charged for protocol and browser VUs, and what was not charged; parts of no width are left out."""
    shares = cost_shares(cost)
    if shares is None:
        return
    spared = None if cost.base is None or cost.total is None else cost.base - cost.total
    parts = (
        ("Protocol", "band-0 solid", shares.protocol, cost.protocol),
        ("Browser", "band-1 solid", shares.browser, cost.browser),
        ("Not charged", "spared", shares.spared, spared),
    )
    x = 0.0
    for name, css, share, hours in parts:
        width = share * WIDTH
        if round(width, 1) > 0:
            yield CostPart(f"{name} {vuh(hours, is_estimate=cost.is_estimate)}", css, f"{x:.1f}", f"{width:.1f}")
        x += width


def _sum_words(cost: CostView) -> str:
    """ "10.00 VUH less 25 % (local or private execution), less 10 % (volume discount) is 6.75 VUH."

    The largest reduction first: databases keep keys in an order of their own.
    """
    told = sorted((part for part in cost.reductions if part.percent), key=lambda part: -(part.percent or 0))
    if cost.base is None or cost.total is None or not told or vuh(cost.base) == vuh(cost.total):
        return ""
    less = ", ".join(f"less {percent(part.percent)} ({part.words[:1].lower()}{part.words[1:]})" for part in told)
    return f"{vuh(cost.base)} VUH {less} is {vuh(cost.total, is_estimate=cost.is_estimate)} VUH."


def _with_unit(hours: str) -> str:
    return hours if hours == NONE else f"{hours} VUH"
