"""The stored document of a run, read with the same distrust as when it came."""

from runs.k6api.records import RunRecord, UnreadableRow, read_run
from runs.models import RunDocument


def record_of(document: RunDocument | None) -> RunRecord | None:
    """None where nothing is stored, or nothing that can be read."""
    if document is None:
        return None
    try:
        return read_run(document.body)
    except UnreadableRow:
        return None
