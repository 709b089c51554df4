"""Placeholder."""
from collections.abc import Iterator
from tests.bench.report import Line
def measure_sync(runs: int) -> Iterator[Line]:
    yield from ()
