"""A run's options, in words and as JSON that folds, both of bounded length."""

from collections.abc import Mapping
from dataclasses import dataclass

from runs.models import RunDocument
from runs.presenters.json_text import JsonLine, json_lines
from runs.presenters.option_words import OptionWords, option_words
from runs.presenters.records import record_of

MOST_LINES, LONGEST = 2_500, 100_000


@dataclass(frozen=True, slots=True)
class OptionTree:
    """`cut` says that something is missing from the lines, and is empty where nothing is."""

    lines: tuple[JsonLine, ...]
    cut: str


@dataclass(frozen=True, slots=True)
class OptionsView:
    words: OptionWords | None
    tree: OptionTree | None


def run_options(document: RunDocument | None) -> OptionsView:
    """In words, then as they are: the part of a run's page that never changes while people watch it."""
    record = record_of(document)
    options = record.options if record else None
    return OptionsView(option_words(options, record.k6_version if record else ""), option_tree(options))


def option_tree(options: Mapping[str, object] | None) -> OptionTree | None:
    """All of them, as they are stored: without secrets. None where the API gave none."""
    if not options:
        return None
    lines, is_whole = json_lines(options, MOST_LINES, LONGEST)
    cut = "" if is_whole else f"Only the first {sum(not line.closes for line in lines):,} lines are shown."
    return OptionTree(lines, cut)
