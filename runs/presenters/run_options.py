"""A run's options as readable JSON, without secrets and of bounded length."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from runs.domain.redaction import redact_options

LONGEST = 100_000
FIRST = ("thresholds", "scenarios", "stages", "tags")


@dataclass(frozen=True, slots=True)
class Fold:
    """A part that opens on request. `cut` says what is missing from `text`, empty where nothing is."""

    title: str
    text: str
    cut: str


def option_folds(options: Mapping[str, object] | None) -> tuple[Fold, ...]:
    """What people look for first, then everything. Empty where the API gave no options."""
    if not options:
        return ()
    clean = redact_options(options)
    parts = [_fold(name.capitalize(), clean[name]) for name in FIRST if clean.get(name)]
    return (*parts, _fold("All options", clean))


def _fold(title: str, value: object) -> Fold:
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    if len(text) <= LONGEST:
        return Fold(title, text, "")
    return Fold(title, text[:LONGEST], f"Only the first {LONGEST:,} of {len(text):,} characters are shown.")
