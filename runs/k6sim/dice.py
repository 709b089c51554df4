"""Seeded chance: the same key always throws the same numbers, in every Python version."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1


class Dice:
    """A small generator (splitmix64) seeded by any key, cheap enough for one per run."""

    __slots__ = ("_state",)

    def __init__(self, *key: object) -> None:
        self._state = int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big")

    def number(self) -> int:
        """The next number, 0 <= n < 2**64."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return mixed ^ (mixed >> 31)

    def share(self) -> float:
        """A fraction, 0 <= x < 1."""
        return (self.number() >> 11) / (1 << 53)

    def between(self, low: int, high: int) -> int:
        """A whole number, low <= n <= high."""
        return low + self.number() % (high - low + 1)

    def chance(self, share: float) -> bool:
        return self.share() < share

    def pick(self, things: Sequence[T]) -> T:
        return things[self.number() % len(things)]
