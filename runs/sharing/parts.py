"""What somebody who shares a page may add to what it shows in any case."""

from enum import StrEnum


class Part(StrEnum):
    """All of them are off until somebody ticks them."""

    NOTE = "note"
    SCRIPT = "script"
    OPTIONS = "options"
    NAMES = "names"
    ADDRESSES = "addresses"


Shows = frozenset[Part]
OF_RUN: Shows = frozenset(Part)
OF_HISTORY: Shows = frozenset({Part.NOTE, Part.NAMES})
NOTHING_MORE: Shows = frozenset()


def read_shows(words: object) -> Shows:
    """As stored with a link; words that are unknown show nothing."""
    return frozenset(part for part in Part if isinstance(words, list) and part.value in words)
