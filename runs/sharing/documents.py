"""What of a run's document goes onto a shared page: made field by field from a record, so that what is new or
unknown in a document never gets there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from runs.domain.profile import bare_plan
from runs.domain.redaction import redact_options, redact_text
from runs.k6api.records import CostRecord, RunRecord, StatusRecord
from runs.sharing.parts import Part, Shows
from runs.store.prepare import NOTE_WHOLE

# In the place of an address: that a person stopped a run is worth knowing, who it was is not for everybody.
SOMEBODY = "a person"


def shared_document(record: RunRecord, shows: Shows, tokens: Sequence[str]) -> dict[str, object]:
    """A document that `runs.k6api.records.read_run` reads again, once it has the ids that pages don't show.

    Never in it: the API's messages, which may hold anything. Only where it was ticked: the note, addresses of
    people, the options; the options' place is taken by a plan that draws the same curves. The note is stored as it was
    written, so its secrets, and the stack's own `tokens`, are masked here.
    """
    document: dict[str, object] = {
        "id": record.run_id,
        "created": record.created.isoformat(),
        "ended": _moment(record.ended),
        "status": record.status,
        "status_details": _status(record.status_details, shows),
        "status_history": [_status(entry, shows) for entry in record.status_history],
        "result": record.result,
        "result_details": {"code": record.result_details.code} if record.result_details else None,
        "cost": _cost(record.cost),
        "distribution": _zones(record),
        "max_vus": record.max_vus,
        "max_browser_vus": record.max_browser_vus,
        "estimated_duration": record.estimated_duration,
        "execution_duration": record.execution_duration,
        "k6_versions": dict(record.k6_versions),
        "options": _options(record, shows),
    }
    if Part.NOTE in shows:
        document["note"] = redact_text(record.note, tokens)[:NOTE_WHOLE]
    if Part.NAMES in shows:
        document["started_by"] = record.started_by
    if Part.OPTIONS in shows:
        document["k6_dependencies"] = dict(record.k6_dependencies)
    return document


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _status(entry: StatusRecord | None, shows: Shows) -> dict[str, object] | None:
    if entry is None:
        return None
    by_user = entry.by_user if Part.NAMES in shows else SOMEBODY if entry.by_user else None
    extra = {"code": entry.code, "by_user": by_user}
    return {"type": entry.type, "entered": _moment(entry.entered), "extra": _told(extra.items())}


def _cost(cost: CostRecord | None) -> dict[str, object] | None:
    if cost is None:
        return None
    breakdown: dict[str, object] = {
        "base_total_vuh": _amount(cost.base_total_vuh),
        "protocol_vuh": _amount(cost.protocol_vuh),
        "browser_vuh": _amount(cost.browser_vuh),
        "reduction_rate": _amount(cost.reduction_rate),
        "reduction_rate_breakdown": {name: _amount(rate) for name, rate in cost.reductions},
    }
    return {"total_vuh": _amount(cost.total_vuh), "breakdown": breakdown}


def _amount(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _zones(record: RunRecord) -> list[dict[str, object]] | None:
    if record.distribution is None:
        return None
    return [{"load_zone": share.load_zone, "percent": share.percent} for share in record.distribution]


def _options(record: RunRecord, shows: Shows) -> dict[str, object] | None:
    if record.options is None:
        return None
    return redact_options(record.options) if Part.OPTIONS in shows else bare_plan(record.options, record.k6_version)


def _told(pairs: Iterable[tuple[str, object]]) -> dict[str, object] | None:
    return {key: value for key, value in pairs if value is not None} or None
