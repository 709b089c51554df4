"""Small makers of what the domain reads, and the JSON that hypothesis throws at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    """A moment, in seconds after `START`."""
    return START + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Entry:
    type: str
    entered: datetime | None
    by_user: str | None = None
    code: int | None = None
    message: str | None = None


@dataclass(frozen=True)
class Details:
    message: str | None = None
    code: int | None = None


def make_history(*steps: tuple[str, float]) -> list[Entry]:
    """A history out of (status, seconds after the start)."""
    return [Entry(status, at(seconds)) for status, seconds in steps]


def finished_history() -> list[Entry]:
    """20 s of waiting, half an hour of load, 10 s of processing."""
    return make_history(
        ("created", 0),
        ("initializing", 10),
        ("running", 20),
        ("processing_metrics", 1820),
        ("completed", 1830),
    )


json_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30)
json_values = st.recursive(
    json_scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
statuses = st.sampled_from(
    [
        "created",
        "queued",
        "initializing",
        "running",
        "processing_metrics",
        "completed",
        "aborted",
        "frozen",
        "",
    ]
)
moments = st.integers(-5000, 5000).map(at)
entries = st.builds(
    Entry,
    type=statuses,
    entered=st.none() | moments,
    by_user=st.none() | st.just("ann@example.com"),
    code=st.none() | st.integers(8000, 8060),
    message=st.none() | st.text(max_size=20),
)
histories = st.lists(entries, max_size=8)
