"""Reading the values of options, which come from anywhere: k6's rules, null is absent, bad values have a
reason.
"""

from __future__ import annotations

from collections.abc import Mapping

from runs.domain.durations import parse_duration

# Past these nothing can be a plan; they keep sums finite and pictures readable.
MOST_VUS = 10_000_000
MOST_RATE = 1e12
LONGEST_PLAN = 366 * 86_400.0
_MOST_SHOWN = 40


class UnplottableError(ValueError):
    """A scenario that cannot be drawn; the message is the reason, for people."""


def number(values: Mapping[str, object], key: str, default: float | None, most: float = MOST_VUS) -> float:
    """A number of 0 or more, or the default where it is absent (None: it may not be absent)."""
    value = values.get(key)
    if value is None:
        if default is None:
            raise UnplottableError(f"“{key}” is missing.")
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124
        raise UnplottableError(f"“{key}” is not a number: {shown(value)}.")
    if value < 0:
        raise UnplottableError(f"“{key}” is negative.")
    if value > most:
        raise UnplottableError(f"“{key}” is larger than any plan can be.")
    return float(value)


def seconds(values: Mapping[str, object], key: str, default: float | None) -> float:
    """A duration in seconds, or the default where it is absent (None: it may not be absent)."""
    value = values.get(key)
    if value is None:
        if default is None:
            raise UnplottableError(f"“{key}” is missing.")
        return default
    duration = parse_duration(value)
    if duration.seconds is None:
        raise UnplottableError(f"“{key}” is {duration.problem}: {shown(value)}.")
    if duration.seconds > LONGEST_PLAN:
        raise UnplottableError(f"“{key}” is longer than a year: {shown(value)}.")
    return duration.seconds


def word(values: Mapping[str, object], key: str, default: str) -> str:
    """A string, or the default where there is none."""
    value = values.get(key)
    return value if isinstance(value, str) and value else default


def shown(value: object) -> str:
    """A bad value for a sentence, cut short before it is spelt out."""
    if isinstance(value, str):
        return value[:_MOST_SHOWN]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return str(value)
    return {int: "a number", list: "a list", dict: "an object"}.get(type(value), "something else")
