"""Every status and every result, each run held where it is."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit

from .making import FOREVER, Json, entry, plan, scenario, show, told
from .shelves import STATUSES

_QUIET = {"created": 3.0, "queued": 0.0, "initializing": 25.0}
_ENDURANCE = plan({"scenarios": {"trickle": scenario("constant-vus", vus=2, duration="1440h0m0s")}}, 2, 60 * 24 * 60)
_NO_RESULT: Json = {"result": None, "result_details": None}
_ABORTED = (entry("created", 0), entry("initializing", 4), entry("running", 31), entry("aborted", 700))

EXHIBITS: tuple[Exhibit, ...] = (
    show(STATUSES, "Created: waits for its validation.", waits={"created": FOREVER}),
    show(
        STATUSES,
        "Queued: no runner of its private load zone is free.",
        waits={"created": 3.0, "queued": FOREVER},
        zones=(("berlin-dc-plz", 100),),
    ),
    show(STATUSES, "Initializing.", waits={"created": 3.0, "queued": 9.0, "initializing": FOREVER}),
    show(STATUSES, "Running: an endurance test of 60 days.", plan=_ENDURANCE, waits=_QUIET),
    show(STATUSES, "Running, far beyond what was estimated.", running=FOREVER, waits=_QUIET),
    show(
        STATUSES,
        "Running, and nobody estimated for how long.",
        running=FOREVER,
        waits=_QUIET,
        fields={"estimated_duration": None},
    ),
    show(STATUSES, "Processing metrics.", waits={**_QUIET, "processing_metrics": FOREVER}),
    show(
        STATUSES, "A status that nobody has told us of, and no end.", running=FOREVER, fields={"status": "hibernating"}
    ),
    show(STATUSES, "A status that nobody has told us of, with an end.", fields={"status": "composted"}),
    show(STATUSES, "Completed and passed."),
    show(STATUSES, "Completed and failed: a threshold was crossed.", "failed"),
    show(STATUSES, "Completed with an error.", "infrastructure"),
    show(STATUSES, "Completed without any result.", fields=_NO_RESULT),
    show(
        STATUSES,
        "Completed; “success” is an older word for passed.",
        fields={"result": "success", "result_details": {}},
    ),
    show(
        STATUSES,
        "Completed with a result that nobody has told us of.",
        fields={"result": "inconclusive", "result_details": {"type": "inconclusive"}},
    ),
    show(STATUSES, "Aborted and failed: a threshold stopped it.", "threshold_abort"),
    show(STATUSES, "Aborted with an error: a person stopped it.", "user_abort"),
    show(STATUSES, "Aborted; its result says the same.", "user_abort", fields={"result": "aborted"}),
    show(STATUSES, "Aborted without any result, and without a word.", timed=told(*_ABORTED, ended=700, **_NO_RESULT)),
    show(
        STATUSES,
        "Aborted, and passed all the same.",
        timed=told(*_ABORTED, ended=700, result="passed", result_details={"type": "passed"}),
    ),
)
