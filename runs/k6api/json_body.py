"""JSON from somebody else, decoded so that nothing but one `ValueError` can come of it."""

import json
import math
from typing import Final

_LONGEST_INTEGER: Final = 40


def decode(body: bytes) -> object:
    """The JSON value in `body`, which must be UTF-8 without a byte order mark; else ValueError.

    `NaN`, `Infinity`, 1e999 and integers of more than 40 characters decode to a float that is not finite:
    no reader of a record accepts one, so the field is lost and not the page. Python's own decoder takes
    the first three for numbers and raises on an integer of 5,000 digits (an attack on quadratic time).
    """
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else math.nan


def _not_a_number(_word: str) -> float:
    return math.nan


_DECODER: Final = json.JSONDecoder(parse_int=_integer, parse_constant=_not_a_number)
