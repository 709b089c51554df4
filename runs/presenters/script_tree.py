"""The files of an archive as folders: chains of folders with nothing else in them are one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

# Deeper folders share one line: a path is a stranger's, and may have a hundred levels.
MOST_LEVELS = 8


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file. `url` leads to its text on the page, empty where it is not shown; `note` then says why."""

    name: str
    url: str
    size: str
    note: str


@dataclass(frozen=True, slots=True)
class Folder:
    """Folders first, then files, each by name."""

    name: str
    folders: tuple[Folder, ...]
    files: tuple[Leaf, ...]


@dataclass
class _Growing:
    folders: dict[str, _Growing] = field(default_factory=dict)
    files: list[Leaf] = field(default_factory=list)


def tree(files: Iterable[tuple[str, Leaf]]) -> Folder:
    """By path; the names of leaves are those of their files."""
    root = _Growing()
    for path, leaf in files:
        *above, _ = path.split("/")
        if len(above) > MOST_LEVELS:
            above = [*above[: MOST_LEVELS - 1], "/".join(above[MOST_LEVELS - 1 :])]
        place = root
        for name in above:
            place = place.folders.setdefault(name, _Growing())
        place.files.append(leaf)
    return _grown("", root)


def _grown(name: str, place: _Growing) -> Folder:
    while name and not place.files and len(place.folders) == 1:
        ((inner, place),) = place.folders.items()
        name = f"{name}/{inner}"
    return Folder(
        name,
        tuple(_grown(inner, place.folders[inner]) for inner in sorted(place.folders)),
        tuple(sorted(place.files, key=lambda leaf: leaf.name)),
    )
