"""Reads the JSON values of options as k6 decodes them.

k6 is written in Go. Of its JSON decoder these rules matter here (observed in the k6 sources: `lib/types`,
`lib/options.go`, and the nullable types that k6 uses):
null leaves a default as it is; a whole number may be text; a duration may be text or a number of milliseconds;
a field's name matches whatever its case is; a value of another type refuses all of the options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from runs.domain.durations import DurationError, nanoseconds

_MOST_SHOWN = 40
_MOST_INT, _LEAST_INT = 2**63 - 1, -(2**63)
# In the order in which k6 looks for them.
_OPERATORS = ("<=", "<", ">=", ">", "===", "==", "!=")
_METHODS = frozenset({"value", "count", "rate", "avg", "min", "med", "max", "p"})
_PERCENTILE = re.compile(r"p\(\+?([0-9]+\.?[0-9]*|\.[0-9]+)\)")
_FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?inf(inity)?|nan", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")

Reader = Callable[[object], object]


class RefusedError(ValueError):
    """Options that k6 refuses; the message is the reason, for people."""


class TooLargeError(RefusedError):
    """Options that k6 may take and that are too much to be followed here."""


def whole_number(value: object, boxed: int = 0) -> int | None:
    """None for null and for empty text. A float without a fraction is that number, as in JavaScript.

    `boxed` is what an empty object stands for.
    """
    if type(value) is int:
        return _in_range(value, value)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return _in_range(int(value), value) if _WHOLE.fullmatch(value) else _refuse("not a whole number", value)
    if isinstance(value, float):
        return _in_range(int(value), value) if value.is_integer() else _refuse("not a whole number", value)
    return _boxed(value, boxed) if isinstance(value, Mapping) else _refuse("not a number", value)


def whole_number_or_one(value: object) -> int | None:
    return whole_number(value, 1)


def _boxed(value: Mapping[str, object], default: int) -> int:
    """k6's decoder also takes the inner form of its own type, `{"Int64": 5, "Valid": true}`."""
    inner = next((item for key, item in value.items() if folded(key) == "int64"), None)
    if inner is None:
        return default
    return _in_range(inner, inner) if type(inner) is int else _refuse("not a number", inner)


def _in_range(number: int, value: object) -> int:
    if not _LEAST_INT <= number <= _MOST_INT:
        raise RefusedError(f"is larger than k6 can count: {shown(value)}.")
    return number


def duration(value: object) -> int | None:
    """In nanoseconds; None for null."""
    if value is None:
        return None
    try:
        return nanoseconds(value)
    except DurationError as error:
        raise RefusedError(f"is {error}: {shown(value)}.") from None


def text(value: object) -> str | None:
    """An object is the inner form of k6's own type, `{"String": "x", "Valid": true}`."""
    if isinstance(value, Mapping):
        value = next((item for key, item in value.items() if folded(key) == "string"), "")
    return value if value is None or isinstance(value, str) else _refuse("not text", value)


def flag(value: object) -> bool | None:
    if value is None or isinstance(value, Mapping):
        return None
    return value if isinstance(value, bool) else _refuse("neither true nor false", value)


def texts(value: object) -> Mapping[str, object] | None:
    """An object whose values are text."""
    found = an_object(value)
    for item in (found or {}).values():
        if item is not None and not isinstance(item, str):
            _refuse("an object with a value that is not text", item)
    return found


def an_object(value: object) -> Mapping[str, object] | None:
    return value if value is None or isinstance(value, Mapping) else _refuse("not an object", value)


def a_list(value: object) -> list[object] | None:
    return value if value is None or isinstance(value, list) else _refuse("not a list", value)


def thresholds(value: object) -> Mapping[str, object] | None:
    """Each metric has a list of expressions, or of objects with an expression as `threshold`."""
    found = an_object(value)
    for item in (found or {}).values():
        for one in a_list(item) or ():
            inner = one
            if isinstance(one, Mapping):
                inner = next((part for key, part in one.items() if folded(key) == "threshold"), None)
            if not isinstance(inner, str) or not is_condition(inner):
                _refuse("an object with a condition that k6 cannot read", inner)
    return found


def is_condition(expression: str) -> bool:
    """Whether k6 can read a threshold's expression, such as `p(95)<500`."""
    parts = (expression.partition(operator) for operator in _OPERATORS)
    method, _, limit = next((part for part in parts if part[2]), ("", "", ""))
    percentile = _PERCENTILE.fullmatch(method.strip())
    is_method = method.strip() in _METHODS or (percentile is not None and float(percentile.group(1)) <= 100)
    return is_method and _FLOAT.fullmatch(limit.strip()) is not None


def a_list_of_text(value: object) -> list[object] | None:
    found = a_list(value)
    for item in found or ():
        if item is not None and not isinstance(item, str):
            _refuse("a list with an item that is not text", item)
    return found


def browser_options(value: object) -> bool:
    """Whether a scenario's `options` ask for a browser; nothing else may stand in them."""
    found = an_object(value)
    return bool(read(found, {"browser": an_object}, is_strict=True)) if found else False


def named(
    values: Mapping[str, object], known: Mapping[str, object], *, is_strict: bool
) -> Iterable[tuple[str, object]]:
    """The known fields of an object by their right names, in the order in which k6 gets them, so that of several
    spellings the last counts; strictly, k6 refuses any other field.
    """
    if values.keys() <= known.keys():
        return values.items()
    names = {folded(name): name for name in known}
    if is_strict and (strange := next((key for key in values if folded(key) not in names), None)) is not None:
        raise RefusedError(f"has a field that k6 does not know: {shown(str(strange))}.")
    found = sorted((key for key in values if key in known or folded(key) in names), key=str)
    return [(names[folded(key)], values[key]) for key in found]


def read(values: Mapping[str, object], readers: Mapping[str, Reader], *, is_strict: bool) -> dict[str, object]:
    """The fields that are not null, each read as its kind; RefusedError names the field that is wrong."""
    found: dict[str, object] = {}
    key = ""
    try:
        for key, item in named(values, readers, is_strict=is_strict):
            value = None if item is None else readers[key](item)
            if value is not None:
                found[key] = value
    except RefusedError as error:
        raise type(error)(f"“{key}” {error}" if key else str(error)) from None
    return found


def folded(key: object) -> str:
    """A field's name without regard to its case, as Go compares them."""
    return str(key).lower().replace("\u017f", "s")


def _refuse(what: str, value: object) -> NoReturn:
    raise RefusedError(f"is {what}: {shown(value)}.")


def shown(value: object) -> str:
    """A bad value for a sentence, cut short before it is spelt out."""
    if isinstance(value, str):
        return value[:_MOST_SHOWN]
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        return str(value)
    return {int: "a number", list: "a list", dict: "an object"}.get(type(value), "something else")
