"""Status histories as nobody promised them: out of order, twice, with gaps, unknown, empty."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit

from .making import Json, entry, show, told
from .shelves import HISTORIES

PASSED: Json = {"result": "passed", "result_details": {"type": "passed"}}
_WHOLE = (
    entry("created", 0),
    entry("queued", 4),
    entry("initializing", 95),
    entry("running", 140),
    entry("processing_metrics", 1940),
    entry("completed", 1975),
)


def _show(words: str, *entries: Json, ended: float | None = 1975) -> Exhibit:
    return show(HISTORIES, words, timed=told(*entries, ended=ended, **PASSED))


def _flapping() -> tuple[Json, ...]:
    """Two hundred turns between two statuses."""
    turns = [entry("initializing" if turn % 2 else "queued", 4 + 9 * turn) for turn in range(200)]
    return (entry("created", 0), *turns, entry("running", 1850), entry("completed", 1975))


EXHIBITS: tuple[Exhibit, ...] = (
    _show("As it should be.", *_WHOLE),
    _show("Out of order.", _WHOLE[3], _WHOLE[0], _WHOLE[4], _WHOLE[2], _WHOLE[1], _WHOLE[5]),
    _show(
        "Entries twice, one of them with more to say.",
        *(one for one in _WHOLE for _ in range(2)),
        entry("completed", 1975, "Finished", None, "dana.whitfield@example.com"),
    ),
    _show("A gap: from created straight to processing.", _WHOLE[0], _WHOLE[4], _WHOLE[5]),
    _show("It begins late: what went before is not told.", *_WHOLE[3:]),
    _show(
        "Statuses that nobody has told us of.",
        _WHOLE[0],
        entry("warming_up", 30),
        _WHOLE[3],
        entry("cooling_down", 1900),
        _WHOLE[5],
    ),
    _show("Without times.", entry("created", None), entry("running", "yesterday"), entry("completed", 1975)),
    _show("Nothing in it."),
    _show("It ends before it begins.", *_WHOLE[:2], entry("completed", -3600), ended=-3600),
    _show("Entries after the end.", *_WHOLE, ended=1500),
    _show("Entries before the beginning.", entry("created", -7200), *_WHOLE[1:]),
    _show("Back to an earlier status.", *_WHOLE[:4], entry("queued", 900), entry("running", 1000), *_WHOLE[4:]),
    _show("All at one instant.", *(entry(one["type"], 0) for one in _WHOLE), ended=0),
    _show("Two hundred turns.", *_flapping()),
    _show(
        "Four days of waiting, a minute under load.",
        _WHOLE[0],
        entry("queued", 2),
        entry("running", 345_600),
        entry("completed", 345_660),
        ended=345_660,
    ),
    _show(
        "Somebody had something to say at every step.",
        entry("created", 0, "Started from the pipeline “nightly”", None, "t.okonkwo@example.com"),
        entry("queued", 4, "Waiting for a runner in berlin-dc-plz; 3 runs are before this one", 0),
        entry("running", 140, "All 4 instances are ready"),
        entry("completed", 1975, "Finished", 0),
    ),
)
