"""A run's options as JSON that folds, of bounded length."""

from collections.abc import Mapping
from dataclasses import dataclass

from runs.presenters.json_text import JsonLine, json_lines

MOST_LINES, LONGEST = 2_500, 100_000


@dataclass(frozen=True, slots=True)
class OptionTree:
    """`cut` says that something is missing from the lines, and is empty where nothing is."""

    lines: tuple[JsonLine, ...]
    cut: str


def option_tree(options: Mapping[str, object] | None) -> OptionTree | None:
    """All of them, as they are stored: without secrets. None where the API gave none."""
    if not options:
        return None
    lines, is_whole = json_lines(options, MOST_LINES, LONGEST)
    cut = "" if is_whole else f"Only the first {sum(not line.closes for line in lines):,} lines are shown."
    return OptionTree(lines, cut)
