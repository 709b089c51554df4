"""JSON values as text of bounded length: never spelt out further than it is shown."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from runs.presenters.numbers import counted

_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
_STEP = "  "
# An object or a list that fits on a line of this length, and has no parts that have parts, stays on one.
_ONE_LINE, _MOST_INLINE = 72, 6
# A part with more lines of its own than this is folded at first.
_MOST_OPEN = 40


@dataclass(frozen=True, slots=True)
class JsonLine:
    """A line with its indent and its line end. `opens` and `closes` a part that can be folded.

    `inside` says how much the part has in it, `is_open` whether it is unfolded at first.
    """

    text: str
    opens: bool = False
    closes: bool = False
    inside: str = ""
    is_open: bool = True


def json_lines(value: object, most: int, longest: int) -> tuple[tuple[JsonLine, ...], bool]:
    """The lines of a value, at most `most` of at most `longest` characters together, and whether that is all.

    What was opened is closed, also where the rest is left out.
    """
    shown: list[JsonLine] = []
    length, depth, is_whole = 0, 0, True
    for line in islice(_lines(value, "", "", "\n"), most + 1):
        length += len(line.text)
        if len(shown) == most or length > longest:
            is_whole = False
            break
        shown.append(line)
        depth += line.opens - line.closes
    return (*shown, *[JsonLine("", closes=True)] * depth), is_whole


def short_json(value: object, longest: int) -> str:
    """The value on one line, cut with an ellipsis; a string is shown without its quotes."""
    text = value if isinstance(value, str) else _beginning(value, longest)
    return text if len(text) <= longest else f"{text[: longest - 1]}\u2026"


def _beginning(value: object, longest: int) -> str:
    """A little more than `longest` characters, where there are as many: the encoder gives one piece after another."""
    pieces, length = [], 0
    for piece in _ENCODER.iterencode(value):
        pieces.append(piece)
        length += len(piece)
        if length > longest:
            break
    return "".join(pieces)


def _lines(value: object, indent: str, name: str, end: str) -> Iterator[JsonLine]:
    """`name` stands before the value, `end` behind it."""
    if not isinstance(value, Mapping | list | tuple) or _fits(value):
        yield JsonLine(f"{indent}{name}{_ENCODER.encode(value)}{end}")
        return
    is_object = isinstance(value, Mapping)
    brackets = "{}" if is_object else "[]"
    count = counted(len(value), "entry", "entries") if is_object else counted(len(value), "item")
    yield JsonLine(f"{indent}{name}{brackets[0]}\n", opens=True, inside=count, is_open=len(value) <= _MOST_OPEN)
    last = len(value) - 1
    parts = value.items() if isinstance(value, Mapping) else (("", part) for part in value)
    for place, (key, part) in enumerate(parts):
        key_text = f"{_ENCODER.encode(str(key))}: " if is_object else ""
        yield from _lines(part, indent + _STEP, key_text, "\n" if place == last else ",\n")
    yield JsonLine(f"{indent}{brackets[1]}{end}", closes=True)


def _fits(value: Mapping[str, object] | list[object] | tuple[object, ...]) -> bool:
    parts = list(value.values()) if isinstance(value, Mapping) and len(value) <= _MOST_INLINE else value
    if len(parts) > _MOST_INLINE or any(isinstance(part, Mapping | list | tuple) and part for part in parts):
        return False
    return len(_beginning(value, _ONE_LINE)) <= _ONE_LINE
