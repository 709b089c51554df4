"""Runs written: upserted, never deleted and inserted again, in transactions of at most 100 rows by the caller."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from runs.domain.redaction import REDACTED, redact_document, redact_text
from runs.domain.status import is_active
from runs.k6api.records import RunRecord, read_run
from runs.models import RunDocument, Stack, TestRun
from runs.sealing import known_secrets
from runs.store.shared import Shared, shared_rows

NOTE_MAX = 1000
VUH_PLACES = Decimal("0.0001")

RUN_COLUMNS = [
    *("load_test", "project", "starter", "zone_set", "status", "result", "active", "created", "ended"),
    *("duration", "max_vus", "total_vuh", "retention_expiry", "is_saved", "is_starred", "note", "digest"),
    *("last_seen", "not_visible_since", "archived", "gone_at", "gone_reason", "gone_by"),
]
DOCUMENT_COLUMNS = ["body", "problems", "fetched_at"]


@dataclass(frozen=True)
class Saved:
    """How many rows came, and how many of them were new or different."""

    rows: int
    changed: int


def save_runs(stack: Stack, records: Sequence[RunRecord], now: datetime) -> Saved:
    """Upserts runs; call it inside a transaction. A run that came is visible: marks to the contrary end.

    A row whose document is the same as before is only marked as seen.
    """
    unique = {record.run_id: record for record in records}
    known = dict(stack.runs.filter(run_id__in=unique).values_list("run_id", "digest"))
    texts = {run_id: _canonical(record.document) for run_id, record in unique.items()}
    digests = {run_id: _digest(text) for run_id, text in texts.items()}
    same = [run_id for run_id, digest in digests.items() if known.get(run_id) == digest]
    changed = [record for run_id, record in unique.items() if run_id not in set(same)]
    _mark_seen(stack, same, now)
    if changed:
        _upsert(stack, [_without_tokens(record, texts[record.run_id]) for record in changed], digests, now)
    return Saved(len(unique), len(changed))


def digest_of(document: object) -> str:
    """Of the document as the API gave it: tells whether a run has changed."""
    return _digest(_canonical(document))


def _canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _without_tokens(record: RunRecord, text: str) -> RunRecord:
    """The record without any token that this process knows: an API may echo one in any of its texts."""
    tokens = [token for token in known_secrets() if token in text]
    if not tokens:
        return record
    for token in tokens:
        text = text.replace(token, REDACTED)
    return read_run(json.loads(text))


def _mark_seen(stack: Stack, run_ids: list[int], now: datetime) -> None:
    if run_ids:
        stack.runs.filter(run_id__in=run_ids).update(
            last_seen=now, not_visible_since=None, archived=False, gone_at=None, gone_reason="", gone_by=""
        )


def _upsert(stack: Stack, records: list[RunRecord], digests: dict[int, str], now: datetime) -> None:
    shared = shared_rows(stack, records)
    rows = [_row(stack, record, shared, digests[record.run_id], now) for record in records]
    saved = TestRun.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["stack", "run_id"], update_fields=RUN_COLUMNS
    )
    documents = [_document(run, record, now) for run, record in zip(saved, records, strict=True)]
    RunDocument.objects.bulk_create(
        documents, update_conflicts=True, unique_fields=["run"], update_fields=DOCUMENT_COLUMNS
    )


def _row(stack: Stack, record: RunRecord, shared: Shared, digest: str, now: datetime) -> TestRun:
    return TestRun(
        stack=stack,
        run_id=record.run_id,
        load_test_id=shared.load_tests[record.test_id],
        project_id=shared.projects[record.project_id],
        starter_id=shared.starters.get(record.started_by or ""),
        zone_set_id=shared.zone_set_of(record),
        status=record.status,
        result=record.result or "",
        active=is_active(record.status, record.ended),
        created=record.created,
        ended=record.ended,
        duration=_seconds(record),
        max_vus=record.max_vus,
        total_vuh=_vuh(record),
        retention_expiry=record.retention_expiry,
        is_saved=record.is_saved,
        is_starred=bool(record.is_starred),
        note=redact_text(record.note[:NOTE_MAX]),
        digest=digest,
        first_seen=now,
        last_seen=now,
        keep_at=now,
    )


def _document(run: TestRun, record: RunRecord, now: datetime) -> RunDocument:
    return RunDocument(
        run_id=run.pk, body=redact_document(record.document), problems=list(record.problems), fetched_at=now
    )


def _seconds(record: RunRecord) -> int | None:
    """Created to ended, never negative: an API whose clock jumps has no duration to show."""
    if record.ended is None or record.ended < record.created:
        return None
    return int((record.ended - record.created).total_seconds())


def _vuh(record: RunRecord) -> Decimal | None:
    total = record.cost.total_vuh if record.cost else None
    return total.quantize(VUH_PLACES) if total is not None else None
