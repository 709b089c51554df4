"""Sizes of files as people read them."""

from runs.presenters.numbers import NONE


def size_words(size: int) -> str:
    """ "312 B", "4.0 KB", "1.2 MB", "3.4 GB"; powers of 1,000."""
    if size < 0:
        return NONE
    if size < 1000:
        return f"{size} B"
    for unit, power in (("KB", 1e3), ("MB", 1e6)):
        if size < power * 1000:
            return f"{size / power:,.1f} {unit}"
    return f"{size / 1e9:,.1f} GB"
