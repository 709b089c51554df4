"""Runs beside each other: what changed since the last one that passed. The newest first, as in every list."""

from __future__ import annotations

from runs.k6sim.catalogue import THREE, WEST
from runs.k6sim.exhibit import Exhibit

from .making import Json, plan, scenario, show, stages
from .shelves import ALONE, NEIGHBOURS, NEVER_PASSED


def _options(target: int, limit: int, **more: object) -> Json:
    return {
        "scenarios": {"journey": scenario("ramping-vus", startVUs=0, stages=stages((2, target), (10, target), (1, 0)))},
        "thresholds": {"http_req_duration": [f"p(95)<{limit}"]},
        **more,
    }


_FEW, _MORE = plan(_options(40, 500), 40, 13), plan(_options(60, 400, tags={"release": "2026.9"}), 60, 13)

EXHIBITS: tuple[Exhibit, ...] = (
    show(NEIGHBOURS, "Passed again, as the last time.", plan=_MORE, zones=THREE),
    show(NEIGHBOURS, "Failed: more VUs, a tighter threshold, other zones.", "failed", plan=_MORE, zones=THREE),
    show(NEIGHBOURS, "Stopped by its script, early.", "script_error", plan=_FEW, zones=WEST),
    show(NEIGHBOURS, "Passed, nothing changed.", plan=_FEW, zones=WEST),
    show(NEIGHBOURS, "Passed: the first one.", plan=_FEW, zones=WEST),
    show(ALONE, "Neither a previous nor a next one."),
    show(NEVER_PASSED, "Failed, for the third time.", "failed"),
    show(NEVER_PASSED, "Failed again.", "failed"),
    show(NEVER_PASSED, "Failed the first time.", "failed"),
)
