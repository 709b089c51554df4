"""Runs written: upserted, never deleted and inserted again, in small transactions."""

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import DateTimeField
from django.db.models.functions import Coalesce

from runs.domain.status import is_active
from runs.k6api.records import RejectedRow, RunRecord
from runs.models import RunDocument, Stack, TestRun
from runs.store.marks import read_again, set_aside
from runs.store.prepare import Ready, batches, canonical, compare, digest_of_text
from runs.store.shared import Shared, shared_rows
from runs.store.space import leave_out
from runs.store.tokens import tokens_of
from runs.store.upserts import Row, Upsert, write_each

# Of the row, for lists and search; the document has all of a note.
NOTE_MAX = 1000
VUH_PLACES = Decimal("0.0001")

# No answer is on its way for longer; a clock that jumps must not refuse all that comes for longer either.
LATE = timedelta(minutes=2)
_LEARNED = ("gone_at", "not_visible_since", "last_seen")
# What is said of a run that the API shows.
_PRESENT = {
    "not_visible_since": None,
    "archived": False,
    "gone_at": None,
    "gone_reason": "",
    "gone_by": "",
    "ask_again_at": None,
}
# A run that is there already keeps what is ours: when it was first seen, asked for, or is to be kept.
_RUNS = Upsert(
    TestRun,
    ["stack_id", "run_id"],
    [
        *("load_test_id", "project_id", "starter_id", "zone_set_id", "status", "result", "active", "created", "ended"),
        *("duration", "max_vus", "total_vuh", "retention_expiry", "is_saved", "is_starred", "note", "digest"),
        "last_seen",
        *_PRESENT,
    ],
    # When we last learned anything of the run, in the minutes after the API was asked: what it said then is older.
    f"NOT (COALESCE({', '.join(f'runs_testrun.{column}' for column in _LEARNED)}) BETWEEN %s AND %s)",
)
_DOCUMENTS = Upsert(RunDocument, ["run_id"], ["body", "problems", "fetched_at"])


Writing = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Saved:
    """How many rows were kept, how many of them were new or different, and how many had no room."""

    rows: int
    changed: int
    left_out: int = 0


def save_runs(
    stack: Stack,
    records: Sequence[RunRecord],
    asked: datetime,
    writing: Writing = transaction.atomic,
    *,
    rejected: Sequence[RejectedRow] = (),
    last: Writing | None = None,
) -> Saved:
    """Upserts runs in transactions of its own, each opened by `writing`, the last one by `last`.

    What takes long (comparing, cleaning, redacting) is done before the first of them. `asked` is when the API was
    asked, before its answer was on its way: what was written to a run since then (a newer answer, a note, that it was
    deleted) stays. A run that came is there and readable: what said otherwise ends. A row whose document is the same
    as before is only marked as seen. A row that can't be written is set aside, like those that were `rejected` before.
    """
    unique = {record.run_id: record for record in sorted(records, key=lambda record: record.run_id)}
    known = dict(stack.runs.filter(run_id__in=unique).values_list("run_id", "digest"))
    left_out = leave_out(stack, unique, known)
    found = compare(unique.values(), known, tokens_of(stack))
    parts = list(batches(found.ready))
    for number, part in enumerate(parts, start=1):
        is_last = number == len(parts)
        with (last or writing)() if is_last else writing():
            failed = _write(stack, part, asked)
            if is_last:
                _mark_seen(stack, found.same, asked)
                read_again(stack, found.same)
                failed += [*found.broken, *rejected]
            set_aside(stack, failed, asked)
    return Saved(len(unique), len(found.ready), left_out)


def digest_of(document: object) -> str:
    """Of the document as the API gave it: tells whether a run has changed."""
    return digest_of_text(canonical(document))


def _write(stack: Stack, part: Sequence[Ready], asked: datetime) -> list[RejectedRow]:
    failures = write_each(part, lambda rows: _upsert(stack, rows, asked))
    broken = {ready.record.run_id: f"it could not be stored ({type(error).__name__})" for ready, error in failures}
    read_again(stack, [ready.record.run_id for ready in part if ready.record.run_id not in broken])
    return [RejectedRow(0, run_id, reason) for run_id, reason in broken.items()]


def _mark_seen(stack: Stack, run_ids: list[int], asked: datetime) -> None:
    if run_ids:
        learned = Coalesce(*_LEARNED, output_field=DateTimeField())
        rows = stack.runs.filter(run_id__in=run_ids).alias(learned=learned).exclude(learned__range=_since(asked))
        rows.update(last_seen=asked, **_PRESENT)


def _upsert(stack: Stack, found: Sequence[Ready], asked: datetime) -> None:
    shared = shared_rows(stack, [ready.record for ready in found])
    _RUNS.write((_row(stack, ready, shared, asked) for ready in found), *_since(asked))
    written = stack.runs.filter(run_id__in=[ready.record.run_id for ready in found], last_seen=asked)
    keys = dict(written.values_list("run_id", "pk"))
    _DOCUMENTS.write(
        _document(keys[ready.record.run_id], ready, asked) for ready in found if ready.record.run_id in keys
    )


def _since(asked: datetime) -> tuple[datetime, datetime]:
    return asked + timedelta(microseconds=1), asked + LATE


def _row(stack: Stack, ready: Ready, shared: Shared, asked: datetime) -> Row:
    record = ready.record
    return {
        "stack_id": stack.pk,
        "run_id": record.run_id,
        "load_test_id": shared.load_tests[record.test_id],
        "project_id": shared.projects[record.project_id],
        "starter_id": shared.starters.get(record.started_by or ""),
        "zone_set_id": shared.zone_set_of(record),
        "status": record.status,
        "result": record.result or "",
        "active": is_active(record.status, record.ended),
        "created": record.created,
        "ended": record.ended,
        "duration": _seconds(record),
        "max_vus": record.max_vus,
        "total_vuh": _vuh(record),
        "retention_expiry": record.retention_expiry,
        "is_saved": record.is_saved,
        "is_starred": bool(record.is_starred),
        "note": record.note[:NOTE_MAX],
        "digest": ready.digest,
        "first_seen": asked,
        "last_seen": asked,
        "keep_at": asked,
    }


def _document(run: int, ready: Ready, asked: datetime) -> Row:
    return {"run_id": run, "body": ready.text, "problems": json.dumps(ready.problems), "fetched_at": asked}


def _seconds(record: RunRecord) -> int | None:
    """Created to ended, never negative: an API whose clock jumps has no duration to show."""
    if record.ended is None or record.ended < record.created:
        return None
    return int((record.ended - record.created).total_seconds())


def _vuh(record: RunRecord) -> Decimal | None:
    total = record.cost.total_vuh if record.cost else None
    return total.quantize(VUH_PLACES) if total is not None else None
