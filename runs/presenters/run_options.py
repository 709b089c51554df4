"""A run's options as readable JSON, without secrets and of bounded length."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from runs.domain.redaction import redact_options

LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Fold:
    """A part that opens on request. `cut` says what is missing from `text`, empty where nothing is."""

    title: str
    text: str
    cut: str


def option_folds(options: Mapping[str, object] | None) -> tuple[Fold, ...]:
    """All of them, folded: what people look for first stands above in words. Empty where the API gave none."""
    if not options:
        return ()
    return (_fold("All options", redact_options(options)),)


def _fold(title: str, value: object) -> Fold:
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    if len(text) <= LONGEST:
        return Fold(title, text, "")
    return Fold(title, text[:LONGEST], f"Only the first {LONGEST:,} of {len(text):,} characters are shown.")
