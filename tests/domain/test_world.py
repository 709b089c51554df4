"""The outline of the world's land: how it is cut, thinned out and drawn."""

import io
import json
import re
from contextlib import redirect_stdout
from itertools import pairwise
from pathlib import Path

import pytest

from runs.domain.world.generate import HEIGHT, WIDTH, main, world
from runs.domain.world.outline import cut, path, simplified
from runs.domain.world.topology import Ring, read_rings

COMMITTED = Path(__file__).resolve().parents[2] / "templates" / "runs" / "world_path.txt"
ISLAND: Ring = [(0, 0), (20, 0), (20, 20), (0, 20), (0, 0)]
ACROSS: Ring = [(170, 0), (-170, 0), (-170, 20), (170, 20), (170, 0)]
TOPOLOGY = {
    "transform": {"scale": [10, 5], "translate": [-100, -50]},
    "arcs": [[[0, 0], [2, 0], [0, 2]], [[0, 0], [0, 2], [2, 0]]],
    "objects": {
        "land": {"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "arcs": [[[0, -2]]]}]},
        "lake": {"type": "Polygon", "arcs": [[0, -2]]},
        "buoy": {"type": "Point", "coordinates": [0, 0]},
    },
}


def longitudes(parts: list[Ring]) -> list[tuple[float, float]]:
    return [(min(lon for lon, _ in part), max(lon for lon, _ in part)) for part in parts]


@pytest.mark.parametrize("name", ["land", "lake"])
def test_arcs_are_joined_to_rings_forwards_and_backwards(name: str) -> None:
    [ring] = read_rings(TOPOLOGY, name)
    assert ring == [(-100, -50), (-80, -50), (-80, -40), (-100, -40), (-100, -50)]


def test_what_is_no_area_has_no_ring() -> None:
    assert read_rings(TOPOLOGY, "buoy") == []


def test_a_ring_within_the_map_stays_whole() -> None:
    [part] = cut(ISLAND)
    assert set(part) == set(ISLAND)


def test_a_ring_across_the_date_line_is_cut_in_two() -> None:
    assert sorted(longitudes(cut(ACROSS))) == [(-180, -170), (170, 180)]


def test_a_cut_lies_on_the_way_between_the_points_beside_it() -> None:
    [east] = [part for part in cut([(170, 0), (-170, 20), (170, 20), (170, 0)]) if part[0][0] > 0]
    assert (180, 10) in east


def test_a_ring_around_a_pole_is_refused() -> None:
    with pytest.raises(ValueError, match="around a pole"):
        cut([(-120, 80), (0, 80), (120, 80), (-120, 80)])


def test_points_on_a_line_are_left_out_and_corners_are_not() -> None:
    assert simplified([(0, 0), (5, 0.1), (10, 0), (10, 10)], 0.5) == [(0, 0), (10, 0), (10, 10)]


def test_how_far_a_point_may_lie_off_the_line_decides_whether_it_goes() -> None:
    zigzag = [(float(x), 2.0 * (x % 2)) for x in range(11)]
    assert simplified(zigzag, 0.5) == zigzag
    assert simplified(zigzag, 2.1) == [zigzag[0], zigzag[-1]]


def test_a_ring_is_drawn_as_a_closed_line_of_steps() -> None:
    assert path([ISLAND], 360, 180, 0.1) == "M180 90l20 0 0-20-20 0z"


def test_an_island_too_small_to_be_seen_is_not_drawn() -> None:
    assert path([[(0, 0), (0.01, 0), (0.01, 0.01), (0, 0)]], 360, 180, 0.1) == ""


def test_antarctica_is_left_out() -> None:
    south = [(lon, lat - 85) for lon, lat in ISLAND]
    assert world([ISLAND, south]) == world([ISLAND])


def test_the_command_prints_the_path_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "land.json"
    file.write_text(json.dumps(TOPOLOGY), encoding="utf-8")
    with redirect_stdout(io.StringIO()) as printed:
        main([str(file)])
    assert printed.getvalue() == world(read_rings(TOPOLOGY, "land")) + "\n"


def drawn() -> list[list[tuple[float, float]]]:
    """The lines of the committed path, as points of the map."""
    lines = []
    for part in re.findall(r"M([^z]+)z", COMMITTED.read_text(encoding="utf-8")):
        numbers = [float(word) for word in re.findall(r"-?[0-9.]+", part)]
        x, y, *steps = numbers
        points = [(x, y)]
        for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + step_x, y + step_y
            points.append((x, y))
        lines.append(points)
    return lines


def test_the_committed_outline_lies_on_the_map_and_streaks_nowhere() -> None:
    lines = drawn()
    assert len(lines) > 50
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for line in lines for x, y in line)
    steps = [abs(after[0] - before[0]) for line in lines for before, after in pairwise(line)]
    assert max(steps) < WIDTH / 4


def test_the_committed_outline_is_path_data_and_light() -> None:
    text = COMMITTED.read_text(encoding="utf-8")
    assert re.fullmatch(r"(M[-0-9. ]+l[-0-9. ]+z)+\n", text)
    assert len(text) <= 25_000
