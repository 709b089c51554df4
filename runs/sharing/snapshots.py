"""What a shared page shows, as JSON in the link's own row: it outlives the run in Grafana and asks nobody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from runs import store
from runs.domain.archives import Script
from runs.domain.reasons import name_who_aborted
from runs.domain.redaction import redact_text
from runs.k6api.records import UnreadableRow, read_run
from runs.models import LoadTest, RunDistribution, RunDocument, TestRun
from runs.sharing.bounds import bounded
from runs.sharing.documents import shared_document
from runs.sharing.parts import Part, Shows
from runs.sharing.scripts import shared_script
from runs.store.runs import NOTE_MAX

VERSION = 1
Snapshot = dict[str, Any]


def run_snapshot(
    run: TestRun, actual: RunDistribution | None, script: Script | None, shows: Shows, taken: datetime
) -> Snapshot:
    """`run` as `with_its_page` fetches it. `script` counts only where it was ticked. See `bounded` for its size."""
    tokens = store.tokens_of(run.stack)
    snapshot: Snapshot = {
        "version": VERSION,
        "taken": taken.isoformat(),
        "title": run.load_test.title,
        "row": _row(run, shows, tokens),
        "document": _document(run, shows, tokens),
        "zones": _nodes(actual, shows),
        "script": shared_script(script, shows) if script and Part.SCRIPT in shows else None,
        "zone_names": _zone_names(run, actual),
    }
    return bounded(snapshot, shows)


def history_snapshot(test: LoadTest, runs: Sequence[TestRun], shows: Shows, taken: datetime) -> Snapshot:
    """`runs` oldest first, each with its starter."""
    tokens = store.tokens_of(test.stack)
    return {
        "version": VERSION,
        "taken": taken.isoformat(),
        "title": test.title,
        "rows": [_row(run, shows, tokens) for run in runs],
    }


def _row(run: TestRun, shows: Shows, tokens: Sequence[str]) -> dict[str, object]:
    """What lists show of a run; numbers as text where JSON would change them."""
    row: dict[str, object] = {
        "run_id": run.run_id,
        "status": run.status,
        "result": run.result,
        "active": run.active,
        "created": run.created.isoformat(),
        "ended": run.ended.isoformat() if run.ended else None,
        "duration": run.duration,
        "max_vus": run.max_vus,
        "total_vuh": None if run.total_vuh is None else str(run.total_vuh),
    }
    if Part.NOTE in shows:
        row["note"] = redact_text(_whole_note(run), tokens)[:NOTE_MAX]
    if Part.NAMES in shows:
        row["starter"] = run.starter.email if run.starter else ""
    return row


def _whole_note(run: TestRun) -> str:
    """Masked before it is cut, so that no secret is cut in two and missed. The row has the beginning of a long one."""
    if len(run.note) < NOTE_MAX:
        return run.note
    document = RunDocument.objects.filter(run=run.pk).first()
    note = document.body.get("note") if document else None
    return note if isinstance(note, str) else ""


def _document(run: TestRun, shows: Shows, tokens: Sequence[str]) -> dict[str, object] | None:
    """None where no document is stored, or none that can be read."""
    document = getattr(run, "document", None)
    if document is None:
        return None
    try:
        record = read_run(document.body)
    except UnreadableRow:
        return None
    return shared_document(name_who_aborted(record, run.actions.who_aborted()), shows, tokens)


def _zone_names(run: TestRun, actual: RunDistribution | None) -> dict[str, str]:
    """The names of this run's load zones, and of no others of its stack."""
    planned = run.zone_set.zones if run.zone_set else []
    zones = {*planned, *(zone for zone, _, _ in (actual.zones if actual else ()))}
    return {zone: name for zone, name in run.stack.zone_names.items() if zone in zones}


def _nodes(actual: RunDistribution | None, shows: Shows) -> list[object] | None:
    """The shape of `RunDistribution.zones`; without addresses unless they were ticked."""
    if actual is None:
        return None
    keeps = Part.ADDRESSES in shows
    return [
        [zone, share, [[size, address if keeps else ""] for size, address in nodes]]
        for zone, share, nodes in actual.zones
    ]
