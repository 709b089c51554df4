"""Secrets masked in texts, options and documents: `names` and `values` hold the vocabulary, `code` reads scripts."""

from runs.domain.redaction.documents import TOO_DEEP, is_harmless, redact_document, redact_options, replace_tokens
from runs.domain.redaction.text import redact_text
from runs.domain.redaction.values import REDACTED

__all__ = [
    "REDACTED",
    "TOO_DEEP",
    "is_harmless",
    "redact_document",
    "redact_options",
    "redact_text",
    "replace_tokens",
]
