"""One JSON object from the API, read field by field with distrust.

Absent and null give None silently. A value of the wrong type or out of range gives None too, and leaves one
sentence in `problems`, so that a single bad field never costs the rest of its row.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, TypeVar

from runs.k6api.records.document import INT64

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
Read = TypeVar("Read")
_WHOLE = re.compile(r"[+-]?\d{1,19}(?:\.0{1,18})?", re.ASCII)
_GREATEST_DECIMAL: Final = Decimal(10) ** 12
# Above it a float no longer tells one integer from the next.
_GREATEST_FLOAT: Final = 2.0**53


class Fields:
    """A JSON object under reading; `problems` may be shared with the objects inside it."""

    __slots__ = ("_name", "_row", "problems")

    def __init__(self, row: Mapping[str, object], problems: list[str] | None = None, name: str = "") -> None:
        self._row = row
        self._name = name
        self.problems = [] if problems is None else problems

    def names(self) -> list[str]:
        """The keys, in the order in which they came."""
        return list(self._row)

    def has(self, key: str) -> bool:
        return key in self._row

    def is_null(self, key: str) -> bool:
        """True where the key is there and its value is null: absent is something else."""
        return key in self._row and self._row[key] is None

    def text(self, key: str, longest: int) -> str | None:
        """A string of at most `longest` characters."""
        value = self._row.get(key)
        return self._told(key, value if isinstance(value, str) and len(value) <= longest else None)

    def trimmed(self, key: str, longest: int) -> str:
        """A string cut to `longest` characters, "" if there is none: a part of prose is of use."""
        value = self._row.get(key)
        text = self._told(key, value if isinstance(value, str) else None) or ""
        if len(text) > longest:
            self._complain(key, "was cut")
        return text[:longest]

    def full_text(self, key: str) -> str:
        """A string however long, "" if there is none."""
        value = self._row.get(key)
        return self._told(key, value if isinstance(value, str) else None) or ""

    def whole(self, key: str, least: int = 0) -> int | None:
        """An integer of 64 bits, not below `least`, also where it came as `60.0` or as text."""
        number = read_whole(self._row.get(key))
        return self._told(key, number if number is not None and least <= number else None)

    def flag(self, key: str) -> bool | None:
        """A boolean."""
        value = self._row.get(key)
        return self._told(key, value if isinstance(value, bool) else None)

    def percent(self, key: str) -> int | float | None:
        """A finite number as it stands, or the number that a text spells."""
        value = self._row.get(key)
        number = _spelled(value) if isinstance(value, str) else value
        finite = type(number) is int or (type(number) is float and math.isfinite(number))
        return self._told(key, number if isinstance(number, int | float) and finite else None)

    def decimal(self, key: str) -> Decimal | None:
        """A number or a numeric string (the API sends both) below 10^12 in size."""
        return self._told(key, read_decimal(self._row.get(key)))

    def amount(self, key: str) -> Decimal | None:
        """A decimal that is not negative."""
        number = read_decimal(self._row.get(key))
        return self._told(key, None if number is None or number < 0 else number)

    def moment(self, key: str) -> datetime | None:
        """A date and time, aware, in UTC."""
        return self._told(key, read_moment(self._row.get(key)))

    def inner(self, key: str) -> "Fields | None":
        """The object under `key`, whose problems count here as well."""
        value = self.mapping(key)
        return None if value is None else Fields(value, self.problems, f"{self._name}{key}.")

    def mapping(self, key: str) -> dict[str, object] | None:
        """The object under `key`, unread."""
        value = self._row.get(key)
        return self._told(key, value if isinstance(value, dict) else None)

    def words(self, key: str, longest: int) -> dict[str, str]:
        """An object of strings; entries that are not are left out."""
        kept: dict[str, str] = {}
        for name, value in (self.mapping(key) or {}).items():
            if isinstance(value, str) and len(value) <= longest:
                kept[name] = value
            else:
                self._complain(f"{key}.{name[:64]}")
        return kept

    def items(self, key: str, most: int) -> "Iterator[Fields] | None":
        """The objects in the list under `key`, the first `most` of them; None where there is no list."""
        value = self._row.get(key)
        rows = self._told(key, value if isinstance(value, list) else None)
        if rows is not None and len(rows) > most:
            self._complain(key, "was cut")
        return None if rows is None else self._objects(key, rows[:most])

    def _objects(self, key: str, values: list[object]) -> "Iterator[Fields]":
        for value in values:
            if isinstance(value, dict):
                yield Fields(value, self.problems, f"{self._name}{key}.")
            else:
                self._complain(key, "has an entry that could not be read")

    def _told(self, key: str, read: Read | None) -> Read | None:
        if read is None and self._row.get(key) is not None:
            self._complain(key)
        return read

    def _complain(self, key: str, what: str = "could not be read") -> None:
        sentence = f"{self._name}{key} {what}"
        if sentence not in self.problems:
            self.problems.append(sentence)


def read_moment(value: object) -> datetime | None:
    """An aware UTC datetime from RFC 3339 with 0 to 9 fractional digits; None if it is none.

    Without an offset it is UTC: load tests carry such times (OpenAPI description). Python keeps six digits.
    """
    match = _MOMENT.fullmatch(value) if isinstance(value, str) and len(value) <= 40 else None
    if match is None:
        return None
    offset = "+00:00" if match[2] in {None, "Z", "z"} else match[2]
    try:
        return datetime.fromisoformat(match[1] + offset).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_whole(value: object) -> int | None:
    """An integer of 64 bits from a JSON number or a text (`60`, `60.0`, `"60"`); None if it is none, or a boolean."""
    if isinstance(value, str):
        value = int(value.strip().partition(".")[0]) if _WHOLE.fullmatch(value.strip()) else None
    elif type(value) is float:
        value = int(value) if value.is_integer() and abs(value) <= _GREATEST_FLOAT else None
    return value if type(value) is int and -INT64 <= value < INT64 else None


def _spelled(text: str) -> int | float | None:
    number = read_decimal(text.strip())
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def read_decimal(value: object) -> Decimal | None:
    """A decimal from a JSON number or a numeric string; None if it is neither or beyond 10^12 in size."""
    if type(value) in {int, float}:
        value = str(value)
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        return None
    number = Decimal(value)
    return number if abs(number) < _GREATEST_DECIMAL else None
