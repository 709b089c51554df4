"""Rings of longitude and latitude out of a TopoJSON file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

Point = tuple[float, float]
Ring = list[Point]


def read_rings(topology: Mapping[str, Any], name: str) -> list[Ring]:
    """Every ring of the named object, in degrees east and north; holes count as rings like all others.

    A ring is a list of arcs; one with a negative number is walked backwards, and the first point of an arc
    is the last one of the arc before it (TopoJSON specification). KeyError without such an object.
    """
    arcs = [_arc(topology["transform"], arc) for arc in topology["arcs"]]
    return [_joined(arcs, numbers) for numbers in _rings_of(topology["objects"][name])]


def _rings_of(geometry: Mapping[str, Any]) -> Iterator[Sequence[int]]:
    if geometry["type"] == "GeometryCollection":
        for inner in geometry["geometries"]:
            yield from _rings_of(inner)
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon
    elif geometry["type"] == "Polygon":
        yield from geometry["arcs"]


def _arc(transform: Mapping[str, Any], arc: Sequence[Sequence[int]]) -> Ring:
    """Points are stored as whole steps from the one before."""
    (east, north), (left, bottom) = transform["scale"], transform["translate"]
    columns = accumulate(step[0] for step in arc)
    rows = accumulate(step[1] for step in arc)
    return [(column * east + left, row * north + bottom) for column, row in zip(columns, rows, strict=True)]


def _joined(arcs: Sequence[Ring], numbers: Sequence[int]) -> Ring:
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring
