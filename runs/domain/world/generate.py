"""Writes the outline of the world's land as path data: run by hand, once, and committed with what it wrote.

    python -m runs.domain.world.generate land-110m.json > templates/runs/world_path.txt

The data is Natural Earth's land at 1:110 million, version 4.1.0, which is in the public domain, as TopoJSON
in the npm package `world-atlas` 2.0.2.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from runs.domain.world.outline import cut, path
from runs.domain.world.topology import Ring, read_rings

# The map that the presenter of the distribution places its circles on.
WIDTH, HEIGHT = 1000.0, 500.0
TOLERANCE = 0.5
# The map ends north of Antarctica, where nobody has ever put a load generator.
SOUTH = -58.0


def world(rings: list[Ring]) -> str:
    """SVG path data of all land but Antarctica."""
    parts = [part for ring in rings if max(lat for _, lat in ring) > SOUTH for part in cut(ring)]
    return path(parts, WIDTH, HEIGHT, TOLERANCE)


def main(arguments: list[str]) -> None:
    topology = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    sys.stdout.write(world(read_rings(topology, "land")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
