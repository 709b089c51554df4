"""Runs that show one thing each: every status, every end, and the oddities that a client has to survive.

Those of the gallery lie beside them (`gallery`); these here are runs of the team's everyday load tests.
"""

from __future__ import annotations

from .exhibit import Exhibit
from .notes import HTML_NOTE, LONG_NOTE, WORLD_NOTE
from .oddities import EVERY_OPTION, NEWER_FIELDS, SECRETIVE, STRING_COST, UNKNOWN_EXECUTOR, UNKNOWN_ZONE

HOUR = 3600.0
DAY = 24 * HOUR


ACTIVE = (
    Exhibit(880_222, 15, waits={"created": 120.0}),
    Exhibit(880_223, 4 * 60, waits={"created": 5.0, "queued": 1500.0}),
    Exhibit(880_221, 95, waits={"created": 5.0, "queued": 20.0, "initializing": 300.0}),
    Exhibit(880_201, 6 * 60, fields={"note": "Live: release candidate, watch the payment step."}),
    Exhibit(880_203, 3 * HOUR, "failed"),
    Exhibit(880_231, 21 * 60, waits={"created": 3.0, "initializing": 25.0, "processing_metrics": 600.0}),
)
ENDS = (
    Exhibit(880_201, 2.2 * HOUR, "user_abort"),
    Exhibit(880_205, 4.1 * HOUR, "threshold_abort"),
    Exhibit(880_212, 5.3 * HOUR, "script_error"),
    Exhibit(880_232, 6.2 * HOUR, "system_abort", waits={"processing_metrics": 3600.0}),
    Exhibit(880_243, 7.4 * HOUR, "validation_error"),
    Exhibit(880_211, 8.1 * HOUR, "setup_error"),
    Exhibit(880_213, 9.7 * HOUR, "out_of_memory"),
    Exhibit(880_241, 11 * HOUR, "runner_error"),
    Exhibit(880_223, 12.5 * HOUR, "user_abort_while_queued", waits={"queued": 900.0}),
    Exhibit(880_222, 13 * HOUR, "teardown_error"),
    Exhibit(880_224, 14 * HOUR, "infrastructure"),
    Exhibit(880_234, 15 * HOUR, "panic"),
    Exhibit(880_202, 16 * HOUR, "failed", fields={"note": "p95 is 40 % up since the new ranking model."}),
)
ODDITIES = (
    Exhibit(880_201, 1.2 * DAY, fields={"note": HTML_NOTE}),
    Exhibit(880_234, 1.6 * DAY, fields={"note": WORLD_NOTE, "is_starred": True}),
    Exhibit(880_233, 2.1 * DAY, fields={"note": LONG_NOTE}),
    Exhibit(880_211, 2.3 * DAY, fields={"started_by": None}),
    Exhibit(880_202, 2.6 * DAY, fields={"result": "success", "result_details": {}}, omit=NEWER_FIELDS),
    Exhibit(880_221, 2.9 * DAY, fields={"status": "hibernating"}),
    Exhibit(880_221, 3.1 * DAY, fields={"result": "inconclusive", "result_details": {"type": "inconclusive"}}),
    Exhibit(880_222, 3.6 * DAY, "user_abort", fields={"result": "aborted"}),
    Exhibit(880_242, 4.2 * DAY, fields={"distribution": UNKNOWN_ZONE}),
    Exhibit(880_252, 4.4 * DAY, fields={"options": UNKNOWN_EXECUTOR}),
    Exhibit(880_225, 5.1 * DAY, fields={"cost": STRING_COST}),
    Exhibit(880_225, 5.8 * DAY, fields={"distribution": None, "started_by": None}),
    Exhibit(880_231, 6.3 * DAY, fields={"options": SECRETIVE}),
    Exhibit(880_242, 7.2 * DAY, fields={"options": EVERY_OPTION}),
    Exhibit(880_205, 8.9 * DAY, fields={"retention_expiry": None, "note": "Kept: reference for the sale."}),
    Exhibit(880_203, 20.0 * DAY, waits={"processing_metrics": 195.0}, fields={"is_starred": True}),
    Exhibit(880_212, 88.2 * DAY),
    Exhibit(880_204, 89.1 * DAY),
    Exhibit(880_213, 101.0 * DAY, "threshold_abort", omit=NEWER_FIELDS),
)
EXHIBITS = ACTIVE + ENDS + ODDITIES
