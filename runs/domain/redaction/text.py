"""Secrets in one text: a script, a data file, a message, a single value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import PurePosixPath

from runs.domain.redaction.code import Code
from runs.domain.redaction.data import (
    applied,
    secrets_in_headers,
    secrets_in_lines,
    secrets_in_markup,
    secrets_in_pairs,
    secrets_in_sentences,
    secrets_in_table,
)
from runs.domain.redaction.names import may_name_secret, vocabulary
from runs.domain.redaction.shapes import has_shape, secrets_by_shape
from runs.domain.redaction.tokens import unescaped
from runs.domain.redaction.values import REDACTED

# A known secret shorter than this would mask ordinary words everywhere.
SHORTEST_SECRET = 6
_MOST_SECRETS = 200
# Strings in comments, JSON in those strings.
_DEEPEST = 3
_LONGEST_KNOWN = 100
_MOST_PASSES, _SHORT = 4, 50_000

# Of functions whose arguments are secrets, beside those whose names say so: `sign`, `encrypt`, `loginAs`, `b64encode`.
_CALLS = ("sign", "crypt", "login", "logon", "pbkdf2", "authenticate", "b64", "base64", "btoa", "bind", "connect")
_CODE = re.compile(
    r"\b(?:import|export|const|let|var|function|return|class|interface|await)\b|=>|[;{}]\s*$", re.MULTILINE
)
_CODE_ENDINGS = vocabulary(
    """
    .js .mjs .cjs .jsx .ts .mts .cts .tsx .json
    """
)
_TABLE_ENDINGS = frozenset({".csv", ".tsv"})
_LINE_ENDINGS = vocabulary(
    """
    .yaml .yml .env .ini .toml .properties .conf .cfg .txt .md
    """
)
_MARKUP_ENDINGS = frozenset({".xml", ".html", ".htm", ".svg", ".xsd", ".wsdl"})
Span = tuple[int, int]


def redact_text(text: str, secrets: Iterable[str] = (), path: str = "") -> str:
    """The text with every secret replaced by `REDACTED`. Doing it twice changes nothing more.

    `secrets` are values known to be secret; those of fewer than `SHORTEST_SECRET` characters are not looked for.
    `path` is the name of the file it is from, whose ending tells how to read it; "" reads it as what it looks like.
    """
    if not secrets and len(text) <= _LONGEST_KNOWN:
        return _known_text(text, path)
    return _redacted(text, secrets, path)


def _redacted(text: str, secrets: Iterable[str], path: str) -> str:
    for secret in filter(text.__contains__, _worth_masking(secrets)):
        # One after the other, because a pattern of all of them tries each at every letter: for secrets that begin as
        # the text goes on, that takes hours.
        text = REDACTED.join(piece.replace(secret, REDACTED) for piece in text.split(REDACTED))
    # What is masked can change what is read behind it, though hardly in a file of some length.
    for _ in range(_MOST_PASSES if len(text) < _SHORT else 1):
        spans = _secrets(text, path) if is_suspect(text) else []
        masked = applied(text, spans)
        if masked == text:
            break
        text = masked
    return text


@lru_cache(maxsize=8000)
def _known_text(text: str, path: str) -> str:
    """Documents hold the same short texts again and again."""
    return _redacted(text, (), path)


def is_suspect(text: str) -> bool:
    """Whether a text can hold a secret at all; False is sure, and told fast."""
    if not text.isascii():
        return True
    lowered = text.lower()
    return may_call(lowered) or may_name_secret(text) or has_shape(text, lowered)


def may_call(lowered: str) -> bool:
    """Whether a text in lower case can hold a call whose arguments are secrets though no name says so."""
    return any(quote in lowered for quote in "'`\"") and any(call in lowered for call in _CALLS)


def _worth_masking(secrets: Iterable[str]) -> list[str]:
    """Longest first, so that a secret inside another one does not leave its ends behind."""
    worth = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET and secret not in REDACTED}
    return sorted(worth, key=lambda secret: (-len(secret), secret))[:_MOST_SECRETS]


def _secrets(text: str, path: str) -> list[Span]:
    spans = secrets_by_shape(text, text.lower())
    ending = PurePosixPath(path).suffix.lower() or (".env" if PurePosixPath(path).name.startswith(".env") else "")
    if ending in _TABLE_ENDINGS:
        return spans + secrets_in_table(text)
    is_code = ending in _CODE_ENDINGS or (not ending and bool(_CODE.search(text[:100_000])))
    if not is_code:
        spans += _as_data(text, ending)
    if ending not in _MARKUP_ENDINGS:
        spans += Code(text, lambda inner: _inside(inner, 1)).read()
    return spans


def _as_data(text: str, ending: str) -> list[Span]:
    spans = secrets_in_pairs(text) + secrets_in_headers(text) + secrets_in_sentences(text)
    if ending in _LINE_ENDINGS or (not ending and "\n" in text):
        spans += secrets_in_lines(text)
    if ending in _MARKUP_ENDINGS or "<" in text:
        spans += secrets_in_markup(text)
    return spans if ending else spans + secrets_in_table(text)


def _inside(content: str, depth: int) -> list[Span]:
    """Of what a string or a comment says: a query, a header, markup, JSON, code."""
    if depth > _DEEPEST or len(content) < 4 or not (may_name_secret(content) or may_call(content.lower())):
        return []
    plain = unescaped(content)
    spans = secrets_in_pairs(plain) + secrets_in_sentences(plain)
    if ":" in plain:
        spans += secrets_in_headers(plain)
    if "<" in plain:
        spans += secrets_in_markup(plain)
    if any(quote in plain for quote in "\"'`"):
        spans += Code(plain, lambda inner: _inside(inner, depth + 1)).read()
    return spans
