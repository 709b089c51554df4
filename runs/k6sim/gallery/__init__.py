"""The gallery: runs that show one thing each, on shelves of their own, behind the team's everyday ones.

Each says in its note what it shows. `docs/gallery.md` has the shelves.
"""

from __future__ import annotations

from dataclasses import replace

from runs.k6sim.catalogue import Catalogue

from . import costs, ends, examples, executors, histories, hostile, neighbours, scripts, statuses, zones
from .making import placed
from .shelves import HOSTILE_PROJECT, PROJECT, SHELVES

GALLERY = placed(
    exhibit
    for shelf in (examples, statuses, ends, executors, zones, costs, histories, scripts, neighbours, hostile)
    for exhibit in shelf.EXHIBITS
)


def with_gallery(catalogue: Catalogue) -> Catalogue:
    """The same stack with the gallery's projects and load tests in it."""
    projects = (*catalogue.projects, PROJECT, HOSTILE_PROJECT)
    return replace(catalogue, projects=projects, tests=(*catalogue.tests, *SHELVES))
