"""Durations as k6 writes and reads them, and durations as people read them.

k6 accepts Go's form (`1h2m3.5s`, units ns us µs ms s m h), the same behind whole days (`1d12h`), and a bare
number, which means milliseconds (observed in the k6 sources: `lib/types`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

# Go keeps a duration in 64 bits of nanoseconds: a little more than 292 years.
MOST_NANOSECONDS = 2**63 - 1
LONGEST_SECONDS = MOST_NANOSECONDS / 1e9
SECOND = 1_000_000_000
_MOST_CHARACTERS = 100

_UNITS = {
    "ns": 1,
    "us": 1_000,
    "\u00b5s": 1_000,  # micro sign
    "\u03bcs": 1_000,  # Greek mu
    "ms": 1_000_000,
    "s": SECOND,
    "m": 60 * SECOND,
    "h": 3_600 * SECOND,
}
_PART = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)")
# A number as Go writes it in programs: underscores between digits, and hexadecimal with an exponent.
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_BARE = re.compile(rf"[+-]?(?:{_DIGITS}\.?(?:{_DIGITS})?|\.{_DIGITS})(?:[eE][+-]?[0-9]{{1,3}})?")
_HEX = re.compile(r"[+-]?0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?[0-9]{1,3}")
_DAYS = re.compile(r"([+-]?[0-9]{1,9})d(.*)", re.DOTALL)


class DurationError(ValueError):
    """A value that is not a duration of k6; the message says why, to stand behind "is"."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A duration in seconds, or None with the reason why it could not be read."""

    seconds: float | None
    problem: str = ""


def parse_duration(value: object) -> Duration:
    """Read a duration of k6's options; never raises.

    Negative durations and those past Go's range are refused with a reason: none of the options has a use
    for them.
    """
    try:
        found = nanoseconds(value)
    except DurationError as error:
        return Duration(None, str(error))
    return Duration(None, "negative") if found < 0 else Duration(found / SECOND)


def nanoseconds(value: object) -> int:
    """The value as k6 keeps it, negative ones too. DurationError for null and for what k6 cannot read."""
    if isinstance(value, str):
        if len(value) > _MOST_CHARACTERS:
            raise DurationError("not a duration")
        return _in_range(_text(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124
        raise DurationError("not a duration")
    return _from_milliseconds(value)


def _in_range(found: int) -> int:
    if found < -MOST_NANOSECONDS:
        raise DurationError("negative")
    if found > MOST_NANOSECONDS:
        raise DurationError("too long")
    return found


def _from_milliseconds(value: float) -> int:
    """k6 multiplies as a float and cuts what is left of a nanosecond."""
    try:
        return _in_range(int(float(value) * 1e6))
    except OverflowError:
        raise DurationError("negative" if value < 0 else "too long") from None


@lru_cache(maxsize=4_096)
def _text(text: str) -> int:
    """Nanoseconds of a bare number, of days with or without a rest, or of Go's form."""
    if _BARE.fullmatch(text):
        return _from_milliseconds(float(text))
    if _HEX.fullmatch(text):
        return _from_milliseconds(float.fromhex(text))
    days = _DAYS.fullmatch(text)
    if days is None:
        return _go_form(text)
    count, rest = int(days.group(1)), _go_form(days.group(2)) if days.group(2) else 0
    if rest < 0:
        raise DurationError("not a duration")
    return count * 86_400 * SECOND + (-rest if count < 0 else rest)


def _go_form(text: str) -> int:
    """Nanoseconds of Go's form, which is a sign and then numbers with units, nothing else."""
    if text in ("0", "+0", "-0"):
        return 0
    body = text[1:] if text[:1] in ("+", "-") else text
    found, position = 0, 0
    while part := _PART.match(body, position):
        whole, _, fraction = part.group(1).partition(".")
        unit = _UNITS[part.group(2)]
        found += int(whole or 0) * unit
        if fraction := fraction[:18]:
            found += int(int(fraction) * (unit / 10 ** len(fraction)))
        position = part.end()
    if not body or position != len(body):
        raise DurationError("not a duration")
    return -found if text.startswith("-") else found


def spell_seconds(seconds: float | None) -> str:
    """A duration for a page, by its two largest units: "45 s", "3 min 05 s", "1 h 02 min", "2 d 03 h"."""
    if seconds is None or not math.isfinite(seconds) or seconds < 0:
        return "unknown"
    if 0 < seconds < 1:
        return "under 1 s"
    whole = int(seconds)
    minutes, second = divmod(whole, 60)
    if not minutes:
        return f"{second} s"
    hours, minute = divmod(minutes, 60)
    if not hours:
        return f"{minute} min {second:02} s" if second else f"{minute} min"
    days, hour = divmod(hours, 24)
    if not days:
        return f"{hour} h {minute:02} min" if minute else f"{hour} h"
    return f"{days:,} d {hour:02} h" if hour else f"{days:,} d"
