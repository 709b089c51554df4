"""An API document made fit to be stored as JSON on sqlite and PostgreSQL."""

import math
from typing import Final

from runs.k6api.text import storable

DEPTH: Final = 64
INT64: Final = 2**63


class Cleaner:
    """Copies a decoded JSON value; `lost` counts the values that no database takes and that became null.

    Lost are numbers that are not finite, integers beyond 64 bits, and whatever lies deeper than 64 levels.
    Texts and keys lose NUL and lone surrogates. Nothing else changes.
    """

    __slots__ = ("lost",)

    def __init__(self) -> None:
        self.lost = 0

    def clean(self, value: object, depth: int = 0) -> object:
        if value is None or value is True or value is False:
            return value
        if isinstance(value, str):
            return storable(value)
        if isinstance(value, dict) and depth < DEPTH:
            return self.clean_object(value, depth)
        if isinstance(value, list) and depth < DEPTH:
            return [self.clean(item, depth + 1) for item in value]
        if _is_storable_number(value):
            return value
        self.lost += 1
        return None

    def clean_object(self, value: dict[str, object], depth: int = 0) -> dict[str, object]:
        """Looks at plain texts itself: most of a document is that, and a call for each took twice the time."""
        copy: dict[str, object] = {}
        for key, item in value.items():
            is_plain = item is None or (type(item) is str and item.isascii() and "\x00" not in item)
            copy[storable(key)] = item if is_plain else self.clean(item, depth + 1)
        return copy


def _is_storable_number(value: object) -> bool:
    if isinstance(value, int):
        return -INT64 <= value < INT64
    return isinstance(value, float) and math.isfinite(value)
