"""What a successful write changes in our record at once, before the API shows it.

The row's digest is emptied, so that the API's next answer for the run replaces all of it; an answer that was on its
way already does not.
"""

from typing import Any

from django.utils import timezone

from runs.models import RunDocument, TestRun
from runs.store.runs import NOTE_MAX


def note_written(run: TestRun, note: str) -> None:
    _change(run, {"note": note[:NOTE_MAX]}, {"note": note})


def starred(run: TestRun, is_starred: bool) -> None:
    _change(run, {"is_starred": is_starred}, {"is_starred": is_starred})


def saved(run: TestRun, is_saved: bool) -> None:
    """Saved results have no expiry; which one they get when they are no longer saved, the API alone knows."""
    _change(run, {"is_saved": is_saved, "retention_expiry": None}, {"retention_expiry": None} if is_saved else {})


def _change(run: TestRun, columns: dict[str, Any], fields: dict[str, Any]) -> None:
    TestRun.objects.filter(pk=run.pk).update(**columns, digest="", last_seen=timezone.now())
    for name, value in columns.items():
        setattr(run, name, value)
    document = RunDocument.objects.filter(run=run).first()
    if document and fields:
        document.body = {**document.body, **fields}
        document.save(update_fields=["body"])
