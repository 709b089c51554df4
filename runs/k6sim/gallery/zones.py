"""One to 21 load zones, private and unknown ones, and what really ran beside what was planned."""

from __future__ import annotations

from runs.k6sim.catalogue import EVERYWHERE, THREE, WEST
from runs.k6sim.exhibit import Exhibit
from runs.k6sim.oddities import UNKNOWN_ZONE

from .making import Json, show
from .shelves import ZONES

PRIVATE = (("berlin-dc-plz", 40), ("ops-playground-plz", 20), ("amazon:de:frankfurt", 40))


def _nodes(zone: int, count: int, size: str = "m5.large") -> list[Json]:
    """Addresses out of the blocks reserved for documentation (RFC 5737)."""
    blocks = ("192.0.2", "198.51.100", "203.0.113")
    return [{"size": size, "public_ip": f"{blocks[zone % 3]}.{zone * 37 % 250 + node}"} for node in range(count)]


def _actual(*zones: tuple[str, float, int]) -> Json:
    """Each zone with its percentage and its number of nodes."""
    return {
        zone: {"percentage": share, "nodes": _nodes(place, count)} for place, (zone, share, count) in enumerate(zones)
    }


_MOVED = _actual(("amazon:us:ashburn", 50, 4), ("amazon:gb:london", 30, 2), ("amazon:sg:singapore", 20, 2))
_CUT = _actual(("amazon:us:ashburn", 71.43, 5), ("amazon:sg:singapore", 28.57, 2))
_CROWD: Json = {
    "amazon:ie:dublin": {
        "percentage": 100,
        "nodes": [
            {"size": "c5n.4xlarge" if node % 4 else "m5.24xlarge", "public_ip": f"198.51.100.{node}"}
            for node in range(140)
        ],
    }
}
_SHY: Json = {
    "berlin-dc-plz": {"percentage": 60, "nodes": [{"size": "", "public_ip": ""}, {"size": "m5.large"}]},
    "amazon:ie:dublin": {"percentage": 40, "nodes": []},
}
_ODD_SHARES: list[Json] = [
    {"load_zone": "amazon:jp:tokyo", "percent": 140},
    {"load_zone": "amazon:jp:osaka", "percent": -20},
    {"load_zone": "amazon:kr:seoul", "percent": None},
    {"load_zone": "amazon:in:mumbai", "percent": 0},
]

EXHIBITS: tuple[Exhibit, ...] = (
    show(ZONES, "One zone."),
    show(ZONES, "Two zones, near each other.", zones=WEST),
    show(ZONES, "Three zones on three continents.", zones=THREE),
    show(ZONES, "All 21 public zones.", zones=EVERYWHERE),
    show(ZONES, "Two private zones and a public one.", zones=PRIVATE),
    show(ZONES, "A private zone alone.", zones=(("berlin-dc-plz", 100),)),
    show(
        ZONES, "A zone that nobody has told us of, and Dublin by another name.", fields={"distribution": UNKNOWN_ZONE}
    ),
    show(ZONES, "Planned for Dublin; London took its place.", zones=THREE, nodes=_MOVED),
    show(ZONES, "One zone of three fell out; the others took its share.", zones=THREE, nodes=_CUT),
    show(ZONES, "140 addresses for a firewall.", nodes=_CROWD),
    show(ZONES, "Nodes without a size, without an address, and none at all.", zones=PRIVATE[:1], nodes=_SHY),
    show(ZONES, "Shares beyond all bounds.", fields={"distribution": _ODD_SHARES}),
    show(
        ZONES, "No distribution: it ran on somebody's own machine.", fields={"distribution": None, "started_by": None}
    ),
    show(ZONES, "An empty distribution.", fields={"distribution": []}),
    show(ZONES, "No distribution: it was never validated.", "validation_error"),
)
