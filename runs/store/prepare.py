"""Runs made ready to be written, outside of any transaction: compared, cleaned, and parted into small batches.

A batch is what one transaction writes while it holds the database's write lock: at most 100 rows and about 256 KiB.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from runs.domain.redaction import is_harmless, redact_document
from runs.k6api.records import RejectedRow, RunRecord, read_run
from runs.store.tokens import found_in, without_tokens

BATCH_ROWS: Final = 100
BATCH_BYTES: Final = 256 * 1024
# Of one document, as canonical JSON. Options of real runs take some kilobytes.
DOCUMENT_MAX: Final = 2 * 1024 * 1024
# Up to so many characters a note is shown whole and may be edited here. Those of people have some hundred.
NOTE_WHOLE: Final = 100_000
_MEGABYTES: Final = DOCUMENT_MAX // (1024 * 1024)
_KEPT = frozenset({"id", "test_id", "project_id", "created", "status", "note"})


@dataclass(frozen=True)
class Ready:
    """A run as it is written. `text`: its document as JSON without secrets. `digest`: of what the API gave."""

    record: RunRecord
    text: str
    digest: str
    problems: tuple[str, ...]


@dataclass
class Compared:
    """`same`: ids of runs whose document is the one that is known. `broken`: those that could not be made ready."""

    same: list[int] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    broken: list[RejectedRow] = field(default_factory=list)


def compare(records: Iterable[RunRecord], known: dict[int, str], tokens: Sequence[str]) -> Compared:
    """`known`: digests by run id. What can't be made ready costs its own row alone."""
    found = Compared()
    for record in records:
        try:
            text = canonical(record.document)
            digest = digest_of_text(text)
            if known.get(record.run_id) == digest:
                found.same.append(record.run_id)
            else:
                found.ready.append(make_ready(record, text, digest, tokens))
        except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
            found.broken.append(RejectedRow(0, record.run_id, f"it could not be prepared ({type(error).__name__})"))
    return found


def make_ready(record: RunRecord, text: str, digest: str, tokens: Sequence[str]) -> Ready:
    """Most documents hold nothing to redact, which their text tells at once."""
    document, problems = record.document, record.problems
    if _size(text) > DOCUMENT_MAX:
        document, lost = _cut(document)
        text, problems = canonical(document), (*problems, *lost)
    if found_in(text, tokens):  # an API may echo one in any of its texts
        document = without_tokens(document, tokens)
        text, record = canonical(document), read_run(document)
    if not is_harmless(text):
        text = canonical(redact_document(document))
    return Ready(record, text, digest, problems)


def batches(ready: Sequence[Ready]) -> Iterator[list[Ready]]:
    """At least one, which may be empty."""
    batch: list[Ready] = []
    size = 0
    for one in ready:
        if batch and (len(batch) >= BATCH_ROWS or size + len(one.text) > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += len(one.text)
    yield batch


def canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of_text(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _cut(document: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    """The document without its options, and without other large fields as far as it is still too large.

    Each field that is left out is told in a sentence. What a row can't do without stays, and so does the note, unless
    it is too large all by itself.
    """
    sizes = {key: _size(canonical(value)) for key, value in document.items() if key not in _KEPT}
    total = sum(sizes.values()) + _size(canonical({key: document[key] for key in _KEPT if key in document}))
    kept, problems = dict(document), []
    for key in sorted(sizes, key=lambda name: (name != "options", -sizes[name])):
        if total <= DOCUMENT_MAX:
            break
        total -= sizes[key]
        del kept[key]
        problems.append(_not_kept(key))
    note = document.get("note")
    if total > DOCUMENT_MAX and isinstance(note, str) and len(note) > NOTE_WHOLE:
        kept["note"] = note[: NOTE_WHOLE + 1]  # still told from one that is whole, and so never written back
        problems.append(f"The note of this run is larger than {_MEGABYTES} MB; only its beginning is kept.")
    return kept, problems


def _not_kept(key: str) -> str:
    if key == "options":
        return f"The options of this run are larger than {_MEGABYTES} MB and are not kept."
    return f"{key[:64]} made this run's record larger than {_MEGABYTES} MB and is not kept."
