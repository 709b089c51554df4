"""The document that is kept of a run: fit for every database, and otherwise the API's own."""

import contextlib
import json
from datetime import UTC
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runs.k6api.records import RunRecord, UnreadableRow, read_run
from tests.k6api.builders import make_row
from tests.samples import sample

WHOLE = sample("run_completed")


def read(**changes: object) -> RunRecord:
    return read_run(make_row(**changes))


def deep(levels: int) -> Any:
    inside: Any = 1
    for _ in range(levels):
        inside = {"a": inside}
    return inside


def test_the_document_loses_what_no_database_stores_and_nothing_else() -> None:
    options = {
        "text\x00": "a\x00b\ud83d",
        "fine": "🚀 é \u202e",
        "numbers": [float("nan"), float("inf"), 2**63, -(2**63), 2**63 - 1, 1.5, True, None],
    }
    assert read(options=options).document["options"] == {
        "text": "ab",
        "fine": "🚀 é \u202e",
        "numbers": [None, None, None, -(2**63), 2**63 - 1, 1.5, True, None],
    }


def test_the_document_ends_at_64_levels() -> None:
    assert read(options=deep(60)).document["options"] == deep(60)
    cut = json.dumps(read(options=deep(500)).document)
    assert cut.count('{"a": ') == 63
    assert "null" in cut


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2026-01-01T00:00:00Z", "running", "passed", "5.5", "\ud800", "\x00"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "entered",
                    "extra",
                    "code",
                    "message",
                    "breakdown",
                    "total_vuh",
                    "load_zone",
                    "nodes",
                ]
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), JSON, max_size=8))
def test_no_document_makes_the_parser_raise_anything_else(changes: dict[str, object]) -> None:
    with contextlib.suppress(UnreadableRow):
        check_kept(read_run(WHOLE | changes))


def check_kept(record: RunRecord) -> None:
    """It can be stored, read again, and comes out the same."""
    stored = json.dumps(record.document, allow_nan=False)
    assert "\\u0000" not in stored
    assert read_run(json.loads(stored)).document == record.document
    assert record.created.tzinfo is UTC
    str(record).encode()
