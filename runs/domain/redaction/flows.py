"""Constants that are used as secrets elsewhere in the same text: `const k = '…'; config.secretKey = k`."""

from __future__ import annotations

import re

from runs.domain.redaction.names import Level, secrecy
from runs.domain.redaction.values import LONGEST_READ, is_secret_value

Span = tuple[int, int]

# Behind these, a name alone is a value.
VALUE_SIGNS = frozenset({"=", ":", "+", "||", "??", "${"})
# The end of a value: nothing is called on it, and nothing is read from it.
_ENDS = re.compile(r"[^\S\n]*+(?:[;,)}\]\n]|\Z)")
# A name that is given more literals than this in one text is none of one thing.
_MOST_LITERALS = 4


class Flows:
    """The literals that names were given, and the highest level of the places where those names are used."""

    def __init__(self) -> None:
        self._literals: dict[str, list[Span]] = {}
        self._levels: dict[str, Level] = {}

    def define(self, text: str, name: str, at: int, end: int) -> None:
        """A name is given a literal, and nothing but it."""
        if name and end - at <= LONGEST_READ and _ENDS.match(text, end + 1):
            self._literals.setdefault(name, []).append((at, end))

    def use(self, text: str, name: str, end: int, level: Level) -> None:
        """A name stands where a value of this level belongs, and its name ends at `end`."""
        if level > self._levels.get(name, Level.NONE) and _ENDS.match(text, end):
            self._levels[name] = level

    def secrets(self, text: str) -> list[Span]:
        """Start and end of each literal that is used as a secret; a name is none: `const field = 'password'`."""
        return [
            (at, end)
            for name, level in self._levels.items()
            if len(self._literals.get(name, ())) <= _MOST_LITERALS
            for at, end in self._literals.get(name, ())
            if is_secret_value(text[at:end], level) and secrecy(text[at:end]) < Level.GROUP
        ]
