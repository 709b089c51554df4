"""Durations as k6 writes and reads them, and durations as people read them.

k6 accepts Go's form (`1h2m3.5s`, units ns us µs ms s m h), the same behind whole days (`1d12h`), and a bare
number, which means milliseconds (observed in the k6 sources: `lib/types`).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

# Go keeps a duration in 64 bits of nanoseconds: a little more than 292 years.
LONGEST_SECONDS = (2**63 - 1) / 1e9
_MOST_CHARACTERS = 100

_UNITS = {
    "ns": 1e-9,
    "us": 1e-6,
    "\u00b5s": 1e-6,  # micro sign
    "\u03bcs": 1e-6,  # Greek mu
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
}
_PART = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h)")
_BARE = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_DAYS = re.compile(r"([+-]?)([0-9]{1,9})d(.*)", re.DOTALL)


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
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return Duration(None, "not a duration")
    try:
        seconds = _text_seconds(value) if isinstance(value, str) else value / 1000
    except OverflowError:
        return Duration(None, "too long")
    if seconds is None or math.isnan(seconds):
        return Duration(None, "not a duration")
    if seconds < 0:
        return Duration(None, "negative")
    if seconds > LONGEST_SECONDS:
        return Duration(None, "too long")
    return Duration(float(seconds))


def _text_seconds(text: str) -> float | None:
    """Seconds of a bare number, of days with or without a rest, or of Go's form; None if it is none of
    these.
    """
    if len(text) > _MOST_CHARACTERS:
        return None
    if _BARE.fullmatch(text):
        return float(text) / 1000
    days = _DAYS.fullmatch(text)
    if days is None:
        return _go_seconds(text)
    sign, count, rest = days.groups()
    hours = 0.0 if not rest else _go_seconds(rest)
    if hours is None or hours < 0:
        return None
    return (-1 if sign == "-" else 1) * (int(count) * 86_400 + hours)


def _go_seconds(text: str) -> float | None:
    """Seconds of Go's form, which is a sign and then numbers with units, nothing else."""
    sign = -1 if text.startswith("-") else 1
    body = text[1:] if text[:1] in ("+", "-") else text
    seconds, position = 0.0, 0
    while part := _PART.match(body, position):
        seconds += float(part.group(1)) * _UNITS[part.group(2)]
        position = part.end()
    return sign * seconds if body and position == len(body) else None


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
