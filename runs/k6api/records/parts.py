"""What a run's record is made of: statuses, cost, zones, result details."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from runs.k6api.records.fields import Fields, read_decimal

WORD: Final = 64
EMAIL: Final = 254
PERSON: Final = 600
ZONE: Final = 255
MESSAGE: Final = 10_000
MOST_REDUCTIONS: Final = 50


@dataclass(frozen=True, slots=True)
class StatusRecord:
    """One status of a run's history. `code` is the service's own number, `by_user` names the person, mostly by
    e-mail address."""

    type: str
    entered: datetime | None
    by_user: str | None
    code: int | None
    message: str | None


@dataclass(frozen=True, slots=True)
class CostRecord:
    """Virtual user hours (VUH): an estimate while the run goes on, what was charged once it ended.

    Rates are percent. `reductions` are the single rates by name, which the base was reduced by.
    """

    total_vuh: Decimal | None
    base_total_vuh: Decimal | None
    protocol_vuh: Decimal | None
    browser_vuh: Decimal | None
    reduction_rate: Decimal | None
    reductions: tuple[tuple[str, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class ZoneShare:
    """How much of the load a load zone carries, in percent, as configured."""

    load_zone: str
    percent: int | float | None


@dataclass(frozen=True, slots=True)
class ResultDetails:
    """Why a run ended with its result, where the API says so."""

    type: str | None
    message: str | None
    code: int | None


def read_status(fields: Fields) -> StatusRecord | None:
    """One status, or None where not even its name can be read."""
    name = fields.text("type", WORD)
    if not name:
        return None
    entered = fields.moment("entered")
    if not fields.has("extra") or (extra := fields.inner("extra")) is None:
        return StatusRecord(name, entered, None, None, None)
    by_user = extra.text("by_user", PERSON)
    return StatusRecord(name, entered, by_user, _code(extra), extra.trimmed("message", MESSAGE) or None)


def read_cost(fields: Fields) -> CostRecord:
    """The cost, whose single numbers may be missing, null, numbers or strings."""
    parts = fields.inner("breakdown") or Fields({})
    rates = parts.mapping("reduction_rate_breakdown") or {}
    return CostRecord(
        total_vuh=fields.amount("total_vuh"),
        base_total_vuh=parts.amount("base_total_vuh"),
        protocol_vuh=parts.amount("protocol_vuh"),
        browser_vuh=parts.amount("browser_vuh"),
        reduction_rate=parts.decimal("reduction_rate"),
        reductions=tuple((name[:WORD], read_decimal(rate)) for name, rate in list(rates.items())[:MOST_REDUCTIONS]),
    )


def read_zone_share(fields: Fields) -> ZoneShare | None:
    """A load zone's share, or None where the zone's name cannot be read."""
    zone = fields.text("load_zone", ZONE)
    return ZoneShare(zone, fields.percent("percent")) if zone else None


def read_result_details(fields: Fields) -> ResultDetails | None:
    """The details, or None where they say nothing: the API sends `{}` for that."""
    word = fields.text("type", WORD)
    details = ResultDetails(word or None, fields.trimmed("message", MESSAGE) or None, _code(fields))
    return None if details == ResultDetails(None, None, None) else details


def _code(fields: Fields) -> int | None:
    return fields.whole("code", least=-(2**63))
