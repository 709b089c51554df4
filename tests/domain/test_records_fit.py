"""What the client parses is what the domain reads: no adapter stands between them."""

from __future__ import annotations

from decimal import Decimal

from runs.domain.cost import cost_view
from runs.domain.phases import phases
from runs.domain.reasons import explain
from runs.domain.timeline import timeline
from runs.k6api.records import CostRecord, ResultDetails, StatusRecord
from tests.domain.builders import at

HISTORY = (
    StatusRecord("created", at(0), None, None, None),
    StatusRecord("running", at(20), None, None, None),
    StatusRecord("aborted", at(80), "ann@example.com", 8036, "enough"),
)


def test_a_parsed_history_is_read_by_phases_and_timeline() -> None:
    assert phases(HISTORY, at(0), at(80), at(999)).load == 60
    assert timeline(HISTORY, at(0), at(80), at(999)).segments[-1].by_user == "ann@example.com"


def test_a_parsed_result_and_history_are_put_into_words() -> None:
    details = ResultDetails("error", "stopped", 8036)
    reason = explain("aborted", "error", details=details, current=HISTORY[-1], history=HISTORY)
    assert (reason.sentence, reason.message) == ("Aborted by ann@example.com.", "enough")


def test_a_parsed_cost_is_shown() -> None:
    cost = CostRecord(Decimal(4), Decimal(5), Decimal(3), Decimal(1), Decimal(20), (("volume", Decimal(20)),))
    view = cost_view(cost, active=False)
    assert view is not None
    assert (view.total, view.base, view.reductions[0].words) == (Decimal(4), Decimal(5), "Volume discount")
