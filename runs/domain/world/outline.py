"""From rings on the globe to one path on a flat map."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot

from runs.domain.world.topology import Point, Ring
from runs.domain.zones import project

HALF, WHOLE = 180.0, 360.0


def cut(ring: Ring) -> list[Ring]:
    """The parts of a ring that lie between 180 degrees west and east, each closed along that line.

    Drawn as it is, a ring that crosses the line would streak over the whole map. ValueError for a ring
    around a pole, which a flat map has no place for.
    """
    whole = _unwrapped(ring)
    if abs(whole[-1][0] - whole[0][0]) > HALF:
        raise ValueError("the ring goes around a pole")
    shifted = ([(lon + turn, lat) for lon, lat in whole] for turn in (-WHOLE, 0.0, WHOLE))
    parts = (_below(_below(part, HALF, 1), HALF, -1) for part in shifted)
    return [part for part in parts if len(part) > 2]


def _unwrapped(ring: Ring) -> Ring:
    """Longitudes that go on past 180 instead of jumping to the other side."""
    points, turn, before = [], 0.0, ring[0][0]
    for lon, lat in ring:
        if abs(lon - before) > HALF:
            turn += WHOLE if lon < before else -WHOLE
        before = lon
        points.append((lon + turn, lat))
    return points


def _below(ring: Ring, limit: float, sign: int) -> Ring:
    """What of a ring lies where `sign * longitude <= limit` (a polygon clipped at one line)."""
    kept: Ring = []
    for (lon, lat), (next_lon, next_lat) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        is_in, next_is_in = sign * lon <= limit, sign * next_lon <= limit
        if is_in:
            kept.append((lon, lat))
        if is_in != next_is_in:
            share = (sign * limit - lon) / (next_lon - lon)
            kept.append((sign * limit, lat + share * (next_lat - lat)))
    return kept


def simplified(points: list[Point], tolerance: float) -> list[Point]:
    """The line with fewer points, none of those left out farther than `tolerance` from it (Douglas-Peucker)."""
    if len(points) < 3:
        return points
    distances = [_distance(point, points[0], points[-1]) for point in points[1:-1]]
    farthest = max(distances)
    if farthest <= tolerance:
        return [points[0], points[-1]]
    middle = distances.index(farthest) + 1
    return simplified(points[: middle + 1], tolerance)[:-1] + simplified(points[middle:], tolerance)


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to the line through two others, or to the one point that both are."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = hypot(x2 - x1, y2 - y1)
    if not length:
        return hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def path(rings: Iterable[Ring], width: float, height: float, tolerance: float) -> str:
    """SVG path data of all rings, in whole steps of half a unit of the map; what is too small to see is left out."""
    parts = []
    for ring in rings:
        line = simplified([project(lat, lon, width, height) for lon, lat in ring], tolerance)
        steps = list(dict.fromkeys((round(2 * x), round(2 * y)) for x, y in line))
        if len(steps) > 2:
            parts.append(_drawn(steps))
    return "".join(parts)


def _drawn(steps: list[tuple[int, int]]) -> str:
    """A closed line: where it begins, then from each point to the next. Numbers are halves."""
    (x, y), words = steps[0], []
    for next_x, next_y in steps[1:]:
        words.append(f"{_half(next_x - x)} {_half(next_y - y)}")
        x, y = next_x, next_y
    return f"M{_half(steps[0][0])} {_half(steps[0][1])}l{' '.join(words).replace(' -', '-')}z"


def _half(number: int) -> str:
    return f"{number / 2:g}"
