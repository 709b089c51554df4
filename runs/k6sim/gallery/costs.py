"""Every shape of a cost: whole, reduced, in a browser, in strings, hardly anything, not told."""

from __future__ import annotations

from runs.k6sim.exhibit import Exhibit
from runs.k6sim.oddities import STRING_COST

from .making import FOREVER, Json, show
from .shelves import COSTS

_PARTS = ("protocol_vuh", "browser_vuh", "base_total_vuh", "reduction_rate", "reduction_rate_breakdown")


def _show(words: str, total: object, *parts: object) -> Exhibit:
    """`parts` in the order of the names above."""
    cost: Json = {"total_vuh": total, "breakdown": dict(zip(_PARTS, parts, strict=True))}
    return show(COSTS, words, fields={"cost": cost})


EXHIBITS: tuple[Exhibit, ...] = (
    _show("Without any reduction.", 12.5, 12.5, 0, 12.5, 0, None),
    _show("One reduction.", 11.25, 11.25, 0, 12.5, 10, {"volume": 10}),
    _show("Two reductions, which combine and do not add up.", 6.75, 6.75, 0, 10, 32.5, {"local_run": 25, "volume": 10}),
    _show("Protocol and browser.", 83.25, 8.25, 75, 92.5, 10, {"volume": 10}),
    _show("A browser alone.", 5, 0, 5, 5, 0, {}),
    show(
        COSTS, "Strings, a reduction without a rate, and one that nobody has told us of.", fields={"cost": STRING_COST}
    ),
    _show(
        "Five reductions.",
        "3.1",
        3.1,
        0,
        10,
        69,
        {"volume": 10, "local_run": 25, "loyalty": 20, "night": "12.5", "<i>": None},
    ),
    _show("Next to nothing.", 0.0004, 0.0004, 0, 0.0005, 20, {"volume": 20}),
    _show("Nothing.", 0, 0, 0, 0, 0, None),
    _show("A great deal.", 123_456_789.5, 23_456_789.5, 100_000_000, 137_174_210.55, 10, {"volume": 10}),
    _show("The total alone.", 4.2, None, None, None, None, None),
    _show("Numbers that are none.", "a lot", -3, [], True, "half", [10]),
    show(COSTS, "Not told.", fields={"cost": None}),
    show(COSTS, "An estimate: the run goes on.", running=FOREVER),
)
