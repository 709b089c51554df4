"""The sync against a bare loop over the same simulated API, and its memory at ten thousand runs and at all of them."""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TypedDict

from tests.bench.processes import FOLDER, run, simulator
from tests.bench.report import Line, at_least, at_most

FEW = 10_000
ROUNDS = 3
OURS, BARE = "sync_ours", "sync_bare"


class Outcome(TypedDict):
    """What a child tells: rows in its table, seconds that it took to get them, its peak memory in KiB."""

    rows: int
    seconds: float
    peak: int


def measure_sync(runs: int) -> Iterator[Line]:
    with simulator(FEW) as url:
        few = _outcome(OURS, FEW, url)
    with simulator(runs) as url:
        many = [{name: _outcome(name, runs, url) for name in (BARE, OURS)} for _ in range(ROUNDS)]
    speeds = {name: median(runs / turn[name]["seconds"] for turn in many) for name in (OURS, BARE)}
    what = f"sync of {runs:,} runs, rows/s: ours : bare loop"
    share = median(turn[BARE]["seconds"] / turn[OURS]["seconds"] for turn in many)
    yield at_least(what, f"{speeds[OURS]:,.0f}", f"{speeds[BARE]:,.0f}", share, 0.4)
    peak, base = median(turn[OURS]["peak"] for turn in many), few["peak"]
    yield at_most(f"peak memory, {runs:,} : {FEW:,} runs", _mb(peak), _mb(base), peak / base, 1.3)


def _outcome(name: str, runs: int, url: str) -> Outcome:
    """One sync into an empty database. RuntimeError where it did not bring all runs."""
    database = FOLDER / f"{name}.sqlite3"
    _remove(database)
    outcome: Outcome = json.loads(run(["-m", "tests.bench.child", f"tests.bench.{name}"], database, url))
    _remove(database)
    if outcome["rows"] != runs:
        raise RuntimeError(f"{name} brought {outcome['rows']} of {runs} runs")
    return outcome


def _remove(database: Path) -> None:
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()


def _mb(kib: float) -> str:
    return f"{kib / 1024:.0f} MB"
