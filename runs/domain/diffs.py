"""How one run differs from another: any nested values, told path by path, changed things first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Pairs of values looked at, and differences told: past these a comparison says that it is not whole.
MOST_COMPARED, MOST_FOUND = 20_000, 1_000
_MOST_LEVELS = 40
_LONGEST_STEP = 100

_ORDER = {"changed": 0, "added": 1, "removed": 2}


@dataclass(frozen=True, slots=True)
class Difference:
    """One path and its value in both; `kind` is "changed", "added" or "removed", None stands for absent.

    What is on one side alone is told as a whole: a new scenario is one difference, not one for each of its values.
    """

    path: str
    before: object
    after: object
    kind: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs. `is_partial` says that the two sides were too large to be compared as a whole."""

    items: tuple[Difference, ...]
    is_partial: bool


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> Differences:
    """Compare two runs' values (any JSON, numbers and dates), in the order in which `after` names them.

    A key with null is the same as no key, as for k6; lists are compared place by place.
    """
    walk = _Walk()
    found: list[Difference] = []
    for item in walk.compare(before, after, "", 0):
        if len(found) == MOST_FOUND:
            walk.is_partial = True
            break
        found.append(item)
    return Differences(tuple(sorted(found, key=lambda item: _ORDER[item.kind])), walk.is_partial)


class _Walk:
    """Goes down both sides at once, and remembers how far it went."""

    def __init__(self) -> None:
        self.compared = 0
        self.is_partial = False

    def compare(self, before: object, after: object, path: str, level: int) -> Iterator[Difference]:
        self.compared += 1
        if self.compared > MOST_COMPARED or level > _MOST_LEVELS:
            self.is_partial = True
        elif isinstance(before, Mapping) and isinstance(after, Mapping):
            for key in dict.fromkeys([*after, *before]):
                step = str(key)[:_LONGEST_STEP]
                below = f"{path}.{step}" if path else step
                yield from self.compare(before.get(key), after.get(key), below, level + 1)
        elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
            for place in range(max(len(before), len(after))):
                yield from self.compare(_item(before, place), _item(after, place), f"{path}[{place}]", level + 1)
        else:
            yield from _one(before, after, path)


def _item(values: list[object] | tuple[object, ...], place: int) -> object:
    return values[place] if place < len(values) else None


def _one(before: object, after: object, path: str) -> Iterator[Difference]:
    """Two values of which at most one has parts."""
    was_there, is_there = not _is_nothing(before, 0), not _is_nothing(after, 0)
    if was_there and is_there and not _same(before, after):
        yield Difference(path, before, after, "changed")
    elif was_there != is_there:
        yield Difference(path, before if was_there else None, after if is_there else None, _kind(is_there))


def _kind(is_there: bool) -> str:
    return "added" if is_there else "removed"


def _is_nothing(value: object, level: int) -> bool:
    """Null, or parts that are all nothing; an empty list or object says something."""
    if isinstance(value, Mapping | list | tuple) and value and level <= _MOST_LEVELS:
        parts = value.values() if isinstance(value, Mapping) else value
        return all(_is_nothing(part, level + 1) for part in parts)
    return value is None


def _same(before: object, after: object) -> bool:
    """Equal, but true is not 1."""
    return isinstance(before, bool) == isinstance(after, bool) and before == after
