"""Nodes of a run per load zone, as `GET /cloud/v6/test_runs/{id}/distribution` gives them."""

from __future__ import annotations

from .dice import Dice
from .rows import Row

Json = dict[str, object]

VUS_PER_NODE = 300


def nodes_of(row: Row, zones: list[object], max_vus: object) -> Json:
    """One entry per zone; addresses are from the blocks reserved for documentation (RFC 5737)."""
    vus = max_vus if isinstance(max_vus, int) else 1
    shown: Json = {}
    for number, zone in enumerate(zones):
        if isinstance(zone, dict):
            percent = zone.get("percent") if isinstance(zone.get("percent"), int) else 0
            nodes = 1 + vus * int(str(percent)) // 100 // VUS_PER_NODE
            shown[str(zone.get("load_zone"))] = {
                "percentage": percent,
                "nodes": [_node(row, number, node) for node in range(nodes)],
            }
    return shown


def _node(row: Row, zone: int, node: int) -> Json:
    dice = Dice("node", row.ordinal, zone, node)
    block = dice.pick(("192.0.2", "198.51.100", "203.0.113"))
    return {"size": dice.pick(("m5.large", "m5.xlarge")), "public_ip": f"{block}.{dice.between(1, 254)}"}
