"""Every reason for an end: the platform, the script, a load generator, a threshold, a person, nobody knows."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit

from .making import entry, plan, show, stages, told
from .shelves import ENDS

_BEFORE = (entry("created", 0), entry("initializing", 4), entry("running", 31))
_NEVER_SAMPLED = plan(
    {
        "stages": stages((2, 10), (10, 10)),
        "thresholds": {"grpc_req_duration{method:Pay}": ["p(95)<200"], "checks{page:nowhere}": ["rate>0.99"]},
    },
    10,
    12,
)
_NO_THRESHOLDS = plan({"stages": stages((2, 10), (10, 10))}, 10, 12)


def _aborted(words: str, message: str | None, code: int, result: str = "error", by: str | None = None) -> Exhibit:
    """Stopped after ten minutes under load."""
    last = entry("aborted", 631, message, code, by)
    details = {"type": result, "message": message, "code": code}
    return show(ENDS, words, timed=told(*_BEFORE, last, ended=631, result=result, result_details=details))


EXHIBITS: tuple[Exhibit, ...] = (
    show(
        ENDS,
        "Platform (8016): ended while its metrics were processed.",
        "system_abort",
        waits={"processing_metrics": 3600.0},
    ),
    show(ENDS, "Platform (1234): the test was not valid, and nothing ran.", "validation_error"),
    show(ENDS, "Script (8035): it threw an exception.", "script_error"),
    show(ENDS, "Script (8030): setup() failed.", "setup_error"),
    show(ENDS, "Script (8031): teardown() failed after the load.", "teardown_error"),
    show(ENDS, "Load generator (8032): out of memory.", "out_of_memory"),
    show(ENDS, "Load generator (8033): k6 crashed.", "panic"),
    show(
        ENDS, "Load generator (8050): the operator could not start it.", "runner_error", zones=(("berlin-dc-plz", 100),)
    ),
    _aborted("Load generator (8051): the operator aborted it.", "TestRun resource was deleted", 8051),
    _aborted("Load generator (8052): a runner failed.", "runner pod k6-41-3 was evicted", 8052),
    show(ENDS, "Not recognised (8034): completed all the same.", "infrastructure"),
    show(ENDS, "Threshold with abortOnFail.", "threshold_abort"),
    show(ENDS, "A person, under load.", "user_abort"),
    show(ENDS, "A person, while it waited for a runner.", "user_abort_while_queued", waits={"queued": 900.0}),
    _aborted("The script's own test.abort() (8036).", "test aborted: login page unreachable", 8036),
    _aborted("A code that is not published (9999).", None, 9999),
    show(ENDS, "Passed: its thresholds had no samples.", plan=_NEVER_SAMPLED),
    show(ENDS, "Passed: it has checks and no threshold, so nothing could fail it.", plan=_NO_THRESHOLDS),
)
