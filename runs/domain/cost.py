"""What a run cost, as the API says it. Nothing here computes a price: the discount tiers are not public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

# The API's numbers are rounded, each on its own.
_ROUNDING = Decimal("0.01")
# The two keys that the API documentation shows; any other is shown as it comes.
_REDUCTION_WORDS = {"volume": "Volume discount", "local_run": "Local or private execution"}


class CostLike(Protocol):
    """The cost of a run as the client parsed it, in virtual user hours and percent."""

    @property
    def total_vuh(self) -> Decimal | None: ...
    @property
    def base_total_vuh(self) -> Decimal | None: ...
    @property
    def protocol_vuh(self) -> Decimal | None: ...
    @property
    def browser_vuh(self) -> Decimal | None: ...
    @property
    def reduction_rate(self) -> Decimal | None: ...
    @property
    def reductions(self) -> Sequence[tuple[str, Decimal | None]]: ...


@dataclass(frozen=True, slots=True)
class Reduction:
    """One reduction: the API's key, the words for it, and percent (None where the API gave no number)."""

    key: str
    words: str
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class CostView:
    """The cost of a run in VUH. `protocol` and `browser` are already reduced and add up to `total`; `base`
    is the total before reductions; `rate` is the overall reduction in percent (reductions combine, they do
    not add up).
    """

    total: Decimal | None
    protocol: Decimal | None
    browser: Decimal | None
    base: Decimal | None
    rate: Decimal | None
    reductions: tuple[Reduction, ...]
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class CostShares:
    """What a base was spent on, and what reductions spared: parts of it from 0 to 1 that add up to 1."""

    protocol: float
    browser: float
    spared: float


def cost_shares(cost: CostView) -> CostShares | None:
    """None where the API's numbers are missing or do not follow from each other, so that no picture can be right."""
    if cost.base is None or cost.protocol is None or cost.browser is None or cost.base <= 0:
        return None
    parts = float(cost.protocol / cost.base), float(cost.browser / cost.base)
    charged = sum(parts)
    is_total = cost.total is not None and abs(cost.protocol + cost.browser - cost.total) <= _ROUNDING * cost.base
    if not is_total or min(parts) < 0 or charged > 1 + float(_ROUNDING):
        return None
    whole = max(1.0, charged)
    return CostShares(parts[0] / whole, parts[1] / whole, 1 - charged / whole)


def cost_view(cost: CostLike | None, *, active: bool) -> CostView | None:
    """The cost for a page, None where the API has none (before validation).

    While a run is active the API's number is an estimate, and it is final once the run has ended (API
    documentation).
    """
    if cost is None:
        return None
    return CostView(
        total=cost.total_vuh,
        protocol=cost.protocol_vuh,
        browser=cost.browser_vuh,
        base=cost.base_total_vuh,
        rate=cost.reduction_rate,
        reductions=tuple(Reduction(key, _REDUCTION_WORDS.get(key, key), percent) for key, percent in cost.reductions),
        is_estimate=active,
    )
