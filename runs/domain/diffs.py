"""How one run differs from another: any nested values, told path by path, changed things first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_LEAVES = 5_000
_MOST_LEVELS = 40

_ORDER = {"changed": 0, "added": 1, "removed": 2}


@dataclass(frozen=True, slots=True)
class Difference:
    """One path and its value in both; `kind` is "changed", "added" or "removed", None stands for absent."""

    path: str
    before: object
    after: object
    kind: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs. `is_partial` says that one side was too large to be compared as a whole."""

    items: tuple[Difference, ...]
    is_partial: bool


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> Differences:
    """Compare two runs' values (any JSON, numbers and dates), in the order in which `after` names them.

    A key with null is the same as no key, as for k6; lists are compared place by place.
    """
    old, old_cut = flattened(before)
    new, new_cut = flattened(after)
    found = [
        Difference(path, old.get(path), new.get(path), _kind(path in old, path in new))
        for path in dict.fromkeys([*new, *old])
        if not _same(old.get(path), new.get(path))
    ]
    return Differences(tuple(sorted(found, key=lambda item: _ORDER[item.kind])), old_cut or new_cut)


def flattened(values: Mapping[str, object]) -> tuple[dict[str, object], bool]:
    """Leaves by path (`stages[0].duration`), and whether there were too many; empty lists and objects are
    leaves.
    """
    leaves: dict[str, object] = {}
    for path, value in _leaves(values, "", 0):
        if len(leaves) >= MOST_LEAVES:
            return leaves, True
        if value is not None:
            leaves[path] = value
    return leaves, False


def _leaves(value: object, path: str, level: int) -> Iterator[tuple[str, object]]:
    if level > _MOST_LEVELS:
        yield path, "nested too deeply to compare"
    elif isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key), level + 1)
    elif isinstance(value, list | tuple) and value:
        for position, item in enumerate(value):
            yield from _leaves(item, f"{path}[{position}]", level + 1)
    elif path:
        yield path, value


def _kind(was_there: bool, is_there: bool) -> str:
    if was_there and is_there:
        return "changed"
    return "added" if is_there else "removed"


def _same(before: object, after: object) -> bool:
    """Equal, but true is not 1."""
    return isinstance(before, bool) == isinstance(after, bool) and before == after
