"""Operations on test runs: lists, one run, its note, deletion, abort, save, star, distribution, script."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Sequence

from .answers import Answer, Refusal, as_json, conflict, error, invalid, no_content, not_found
from .calls import Call
from .distribution import nodes_of
from .listing import flag, moment, orderings, page
from .moments import SECOND, parse, stamp
from .rows import Row
from .scripts import script_of

FINAL = frozenset({"completed", "aborted"})
ABORT_TAKES = SECOND
"""An abort is accepted now and seen in the status this much later (microseconds)."""


def list_runs(call: Call) -> Answer:
    """GET /cloud/v6/test_runs. `$orderby` is undocumented here; some clients saw it work, others saw 400."""
    if call.switches.orderby_rejected and "$orderby" in call.request.query:
        raise invalid("Unknown query parameter.", "$orderby")
    return _list(call, None)


def list_load_test_runs(call: Call) -> Answer:
    """GET /cloud/v6/load_tests/{id}/test_runs, with the filter `is_starred`."""
    test = call.world.test(call.ident)
    if test is None or test.project_id in call.switches.hidden_projects:
        raise not_found("LoadTest")
    return _list(call, call.ident)


def _list(call: Call, test_id: int | None) -> Answer:
    query = call.request.query
    descending = orderings(query, ("created",))[:1] == [("created", True)]
    order = call.switches.order
    if order == "ascending" and descending:
        order = "descending"
    rows = call.world.listed(test_id, call.switches.hidden_projects, order)
    after, before = moment(query, "created_after"), moment(query, "created_before")
    if not call.switches.dates_ignored:
        rows = _between(rows, order, after, before)
    starred = flag(query, "is_starred") if test_id is not None else None
    if starred is not None:
        rows = [row for row in rows if row.is_starred == starred]
    return as_json(page(call.request, call.switches, rows, call.document))


def _between(rows: Sequence[Row], order: str, after: int | None, before: int | None) -> Sequence[Row]:
    """Runs created at or after `after` and before `before`."""
    if after is None and before is None:
        return rows
    if order != "ascending":
        low, high = after or 0, before or 1 << 62
        return [row for row in rows if low <= row.created < high]
    first = 0 if after is None else bisect_left(rows, after, key=lambda row: row.created)
    last = len(rows) if before is None else bisect_left(rows, before, key=lambda row: row.created)
    return rows[first:last]


def get_run(call: Call) -> Answer:
    return as_json(call.document(call.row()))


def patch_run(call: Call) -> Answer:
    """PATCH: the note and nothing else; any other key is refused."""
    row = call.row()
    try:
        body = json.loads(call.request.body)
    except ValueError:
        raise invalid("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise invalid("The body must be an object.")
    for name in body:
        if name != "note":
            raise invalid("Extra inputs are not permitted.", name)
    if not isinstance(body.get("note"), str):
        raise invalid("A valid string is required.", "note")
    row.change("note", body["note"])
    return no_content()


def delete_run(call: Call) -> Answer:
    row = call.row()
    if not _ended(call, row):
        raise conflict("Cannot delete a test run while it is running.")
    call.world.remove(row)
    return no_content()


def abort_run(call: Call) -> Answer:
    """Accepted at once; asked again before it takes effect, it is accepted again."""
    row = call.row()
    if _ended(call, row):
        raise conflict("Cannot abort a test run that is not running.")
    if row.abort is None:
        row.abort = (call.now + ABORT_TAKES, call.owner)
    return no_content()


def save_run(call: Call) -> Answer:
    row = _savable(call)
    if _expired(call, row):
        raise conflict("Test run has been deleted")
    if call.switches.save_limit_reached:
        raise conflict("The maximum number of saved test runs has been reached")
    row.change("retention_expiry", None)
    return no_content()


def unsave_run(call: Call) -> Answer:
    row = _savable(call)
    if call.document(row).get("retention_expiry") is None:
        row.change("retention_expiry", stamp(call.world.results_end(row, call.now)))
    return no_content()


def star_run(call: Call) -> Answer:
    call.row().change("is_starred", True)
    return no_content()


def unstar_run(call: Call) -> Answer:
    call.row().change("is_starred", False)
    return no_content()


def get_distribution(call: Call) -> Answer:
    """The nodes per load zone; 404 while none are allocated and where the run had none."""
    row = call.row()
    document = call.document(row)
    history = {str(step["type"]) for step in call.world.standing(row, call.now).history}
    zones = document.get("distribution")
    if not isinstance(zones, list) or "initializing" not in history:
        raise Refusal(error(404, "not_found", "No distribution data available for the given test run."))
    if row.exhibit is not None and row.exhibit.nodes is not None:
        return as_json({"distribution": dict(row.exhibit.nodes)})
    return as_json({"distribution": nodes_of(row, zones, document.get("max_vus"))})


def get_script(call: Call) -> Answer:
    """The frozen script; gone once the run's results have expired."""
    row = call.row()
    if _expired(call, row):
        raise not_found("Script")
    script = script_of(row, call.world.test_of(row), call.world.start)
    return Answer(200, script.content, script.media_type)


def _ended(call: Call, row: Row) -> bool:
    return call.document(row).get("status") in FINAL


def _expired(call: Call, row: Row) -> bool:
    """Whether the results are gone: their date has passed and the run is not saved."""
    expiry = call.document(row).get("retention_expiry")
    try:
        return isinstance(expiry, str) and parse(expiry) <= call.now
    except ValueError:
        return False


def _savable(call: Call) -> Row:
    """The run of the path, unless save and unsave have been removed altogether."""
    removed = call.switches.save_removed
    if removed is not None:
        raise Refusal(error(removed, "not_found" if removed == 404 else "gone", "This operation was removed."))
    return call.row()
