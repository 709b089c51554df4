"""The stored document of a run, read with the same distrust as when it came."""

from runs.k6api.records import RunRecord, UnreadableRow, read_run
from runs.models import RunDocument

_READ = "_read_as"


def record_of(document: RunDocument | None) -> RunRecord | None:
    """None where nothing is stored, or nothing that can be read.

    Read once and remembered with the document: several parts of a page ask, and some documents are megabytes.
    """
    if document is None:
        return None
    if _READ not in vars(document):
        setattr(document, _READ, _read(document))
    record: RunRecord | None = getattr(document, _READ)
    return record


def _read(document: RunDocument) -> RunRecord | None:
    try:
        return read_run(document.body)
    except UnreadableRow:
        return None
