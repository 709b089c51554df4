"""Runs written: upserted, never deleted and inserted again, in transactions of at most 100 rows by the caller."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import DateTimeField
from django.db.models.functions import Coalesce

from runs.domain.redaction import REDACTED, is_harmless, redact_document, redact_text
from runs.domain.status import is_active
from runs.k6api.records import RunRecord, read_run
from runs.models import RunDocument, Stack, TestRun
from runs.sealing import known_secrets
from runs.store.marks import read_again
from runs.store.shared import Shared, shared_rows
from runs.store.upserts import Row, Upsert

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

Clean = tuple[RunRecord, str]


@dataclass(frozen=True)
class Saved:
    """How many rows came, and how many of them were new or different."""

    rows: int
    changed: int


def save_runs(stack: Stack, records: Sequence[RunRecord], asked: datetime) -> Saved:
    """Upserts runs; call it inside a transaction. A run that came is there and readable: what said otherwise ends.

    `asked` is when the API was asked, before its answer was on its way: what was written to a run since then (a newer
    answer, a note, that it was deleted) stays. A row whose document is the same as before is only marked as seen.
    """
    unique = {record.run_id: record for record in sorted(records, key=lambda record: record.run_id)}
    known = dict(stack.runs.filter(run_id__in=unique).values_list("run_id", "digest"))
    texts = {run_id: _canonical(record.document) for run_id, record in unique.items()}
    digests = {run_id: _digest(text) for run_id, text in texts.items()}
    same = [run_id for run_id, digest in digests.items() if known.get(run_id) == digest]
    changed = [record for run_id, record in unique.items() if run_id not in set(same)]
    _mark_seen(stack, same, asked)
    read_again(stack, unique)
    if changed:
        _upsert(stack, [_without_secrets(record, texts[record.run_id]) for record in changed], digests, asked)
    return Saved(len(unique), len(changed))


def digest_of(document: object) -> str:
    """Of the document as the API gave it: tells whether a run has changed."""
    return _digest(_canonical(document))


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _without_secrets(record: RunRecord, text: str) -> Clean:
    """A record and its document's text fit to be written. Most hold nothing to redact, which the text tells at once."""
    tokens = [token for token in known_secrets() if token in text]
    if tokens:  # an API may echo one in any of its texts
        for token in tokens:
            text = text.replace(token, REDACTED)
        record = read_run(json.loads(text))
    return record, text if is_harmless(text) else _canonical(redact_document(record.document))


def _mark_seen(stack: Stack, run_ids: list[int], asked: datetime) -> None:
    if run_ids:
        learned = Coalesce(*_LEARNED, output_field=DateTimeField())
        rows = stack.runs.filter(run_id__in=run_ids).alias(learned=learned).exclude(learned__range=_since(asked))
        rows.update(last_seen=asked, **_PRESENT)


def _upsert(stack: Stack, found: list[Clean], digests: dict[int, str], asked: datetime) -> None:
    shared = shared_rows(stack, [record for record, _ in found])
    _RUNS.write((_row(stack, record, shared, digests[record.run_id], asked) for record, _ in found), *_since(asked))
    written = stack.runs.filter(run_id__in=digests, last_seen=asked)
    keys = dict(written.values_list("run_id", "pk"))
    _DOCUMENTS.write(
        _document(keys[record.run_id], record, text, asked) for record, text in found if record.run_id in keys
    )


def _since(asked: datetime) -> tuple[datetime, datetime]:
    return asked + timedelta(microseconds=1), asked + LATE


def _row(stack: Stack, record: RunRecord, shared: Shared, digest: str, asked: datetime) -> Row:
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
        "note": redact_text(record.note[:NOTE_MAX]),
        "digest": digest,
        "first_seen": asked,
        "last_seen": asked,
        "keep_at": asked,
    }


def _document(run: int, record: RunRecord, text: str, asked: datetime) -> Row:
    return {"run_id": run, "body": text, "problems": json.dumps(record.problems), "fetched_at": asked}


def _seconds(record: RunRecord) -> int | None:
    """Created to ended, never negative: an API whose clock jumps has no duration to show."""
    if record.ended is None or record.ended < record.created:
        return None
    return int((record.ended - record.created).total_seconds())


def _vuh(record: RunRecord) -> Decimal | None:
    total = record.cost.total_vuh if record.cost else None
    return total.quantize(VUH_PLACES) if total is not None else None
