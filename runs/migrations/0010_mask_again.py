"""What was stored before is masked by today's rules: documents, shared snapshots, sentences that quote the API.

Goes through each table by primary key, 100 rows at a time, and writes only rows that change, in one transaction. Masking is idempotent: a migration that was interrupted begins anew and writes what is left. Notes stay as they
are; kept scripts are stored as they came and masked when they are shown.
"""

from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from runs.domain.redaction import redact_document, redact_text

ROWS = 100
LARGE_ROWS = 10
# The columns' lengths: the mark may be longer than what it replaces.
SAID_MOST, TROUBLE_MOST = 300, 500


def mask_again(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    documents = apps.get_model("runs", "RunDocument")
    mask_rows(documents, {"body": masked_document, "problems": masked_sentences})
    mask_rows(apps.get_model("runs", "ShareLink"), {"snapshot": masked_snapshot}, LARGE_ROWS)
    mask_rows(apps.get_model("runs", "RunKeeping"), {"said": masked_sentence})
    mask_rows(apps.get_model("runs", "Stack"), {"trouble_said": masked_trouble})


def mask_rows(model: type[models.Model], masks: dict[str, Callable[[Any], Any]], most: int = ROWS) -> None:
    """The columns of a table masked. A row that changed while it was masked is read again, locked."""
    last = -1
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", *masks)[:most]):
        last = rows[-1][0]
        known = {key: (values, masked_all(masks, values)) for key, *values in rows}
        changed = [key for key, (values, masked) in known.items() if masked != values]
        if not changed:
            continue
        with transaction.atomic():
            found = list(model.objects.select_for_update().only(*masks).filter(pk__in=changed).order_by("pk"))
            for row in found:
                now = [getattr(row, name) for name in masks]
                read, masked = known[row.pk]
                for name, value in zip(masks, masked if now == read else masked_all(masks, now), strict=True):
                    setattr(row, name, value)
            model.objects.bulk_update(found, list(masks), batch_size=LARGE_ROWS)


def masked_all(masks: dict[str, Callable[[Any], Any]], values: list[Any]) -> list[Any]:
    return [mask(value) for mask, value in zip(masks.values(), values, strict=True)]


def masked_document(body: Any) -> Any:
    return redact_document(body) if isinstance(body, dict) else body


def masked_sentences(sentences: Any) -> Any:
    if not isinstance(sentences, list):
        return sentences
    return [redact_text(one) if isinstance(one, str) else one for one in sentences]


def masked_sentence(sentence: str) -> str:
    return redact_text(sentence)[:SAID_MOST]


def masked_trouble(sentence: str) -> str:
    return redact_text(sentence)[:TROUBLE_MOST]


def masked_snapshot(snapshot: Any) -> Any:
    """The page's document, notes, and the texts of its script by the names of their files."""
    if not isinstance(snapshot, dict):
        return snapshot
    masked = {name: masked_part(part) if name in ("document", "row") else part for name, part in snapshot.items()}
    script = snapshot.get("script")
    if isinstance(script, dict) and isinstance(script.get("files"), list):
        masked["script"] = {**script, "files": [masked_file(file) for file in script["files"]]}
    return masked


def masked_part(part: Any) -> Any:
    """A shared page masks the note too."""
    if not isinstance(part, dict):
        return part
    masked = redact_document(part)
    return {**masked, "note": redact_text(part["note"])} if isinstance(part.get("note"), str) else masked


def masked_file(file: Any) -> Any:
    if not isinstance(file, dict) or not isinstance(file.get("text"), str):
        return file
    return {**file, "text": redact_text(file["text"], path=str(file.get("path", "")))}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("runs", "0009_own_tokens_whole_notes"),
    ]

    operations = [
        migrations.RunPython(mask_again, migrations.RunPython.noop),
    ]
