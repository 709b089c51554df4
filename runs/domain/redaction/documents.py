"""Secrets in a run's options and document, masked before anything is stored or shown.

`k6 cloud run` writes the API token into `options.cloud.token`, every `-e` value into `env`, and client keys
into `tlsAuth` (observed in the k6 CLI); whether the API strips them is not documented, so nobody relies on
it here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from runs.domain.redaction.calls import NAME_KEYS, VALUE_KEYS
from runs.domain.redaction.names import (
    LABELLED,
    LONGEST_NAME,
    Level,
    holds_credentials,
    is_plain_below_credentials,
    may_name_secret,
    secrecy,
)
from runs.domain.redaction.shapes import has_shape
from runs.domain.redaction.text import may_call, redact_text
from runs.domain.redaction.values import REDACTED, is_secret_value

TOO_DEEP = "[nested too deeply]"
NOTE = "note"
_MOST_LEVELS = 64
_NESTED = (dict, list, Mapping)  # in the order of how often and how quickly

_TLS_SECRETS = frozenset({"key", "password"})
# In every document, and nearly always so.
_PLAIN_OPTIONS = ('"tlsAuth":null', '"noCookiesReset":null', '"noCookiesReset":true', '"noCookiesReset":false')


def redact_options(options: Mapping[str, object]) -> dict[str, object]:
    """A deep copy of k6 options without secrets: the values of `env`, tokens, passwords, keys.

    Names stay, values become `REDACTED`; null, false, true and "" stay, because they tell nothing. Takes
    any JSON value in any place, never raises, and cuts what is nested deeper than 64 levels.
    """
    return _mapping(options, "", 0)


def redact_document(document: Mapping[str, object]) -> dict[str, object]:
    """A deep copy of a whole run document, or of an archive's metadata, by the same rules.

    The note at its top is what a person wrote and stays as it is.
    """
    redacted = _mapping({key: value for key, value in document.items() if key != NOTE}, "", 0)
    if NOTE in document:
        redacted[NOTE] = document[NOTE]
    return {key: redacted[key] for key in document if key in redacted} | redacted


def is_harmless(text: str) -> bool:
    """True where a document is sure to hold nothing to redact, told from its JSON text alone.

    Most documents are, and a look at the text takes a tenth of the time of a copy.
    """
    if not text.isascii() or may_name_secret(_without_plain_options(text)):
        return False
    lowered = text.lower()
    if any(sign in lowered for sign in "'`\\") and may_call(lowered):  # a quote inside a string of JSON
        return False
    return not has_shape(text, lowered) and lowered.count('"env":') == lowered.count('"env":null')


def _without_plain_options(text: str) -> str:
    for option in _PLAIN_OPTIONS:
        text = text.replace(option, "")
    return text


def _mapping(values: Mapping[str, object], parent: str, level: int, below: Level = Level.NONE) -> dict[str, object]:
    """`below`: what stands above these members says of all of them: `credentials`."""
    shown: dict[str, object] = {}
    named = _named(values)
    for key, value in values.items():
        name, secret = _name(str(key))
        if named and str(key).lower() in VALUE_KEYS:
            secret = max(secret, named)
        if below and not is_plain_below_credentials(str(key)):
            secret = max(secret, below)
        tells_nothing = value is None or isinstance(value, bool)
        shown[name] = value if tells_nothing else _member(str(key), value, parent, level, secret, below=below)
    return shown


def _named(values: Mapping[str, object]) -> Level:
    """Of `{"name": "password", "value": …}`: what the name says of the value."""
    names = [value for key, value in values.items() if isinstance(value, str) and str(key).lower() in NAME_KEYS]
    return max((secrecy(name) for name in names), default=Level.NONE)


def _name(key: str) -> tuple[str, Level]:
    """A key fit to be shown, and what it says of its value."""
    return _known_name(key) if len(key) <= LONGEST_NAME else _read_name(key)


def _read_name(key: str) -> tuple[str, Level]:
    return redact_text(key), secrecy(key)


# Documents have the same keys again and again; reading each anew took a third of a sync's time.
_known_name = lru_cache(maxsize=2000)(_read_name)


def _member(key: str, value: object, parent: str, level: int, secret: Level, *, below: Level) -> object:
    """A value by what its name says, and else by what it looks like."""
    if key == "env":
        return _env(value)
    if parent == "tlsAuth" and key in _TLS_SECRETS:
        return _hidden(value)
    is_label = parent in LABELLED and (isinstance(value, _NESTED) or parent == "hosts")
    if secret and not is_label:
        if isinstance(value, str):
            return REDACTED if is_secret_value(value, secret) else redact_text(value)
        if secret == Level.SECRET:
            return _hidden(value)
    group = secret if secret == Level.GROUP else Level.NONE
    below = group if below or holds_credentials(key) else Level.NONE
    return _value(value, "" if is_label else key, level + 1, group, below)


def _value(value: object, parent: str, level: int, secret: Level = Level.NONE, below: Level = Level.NONE) -> object:
    if isinstance(value, str):
        return REDACTED if secret and is_secret_value(value, secret) else redact_text(value)
    if isinstance(value, int | float) or not isinstance(value, _NESTED):
        return value
    if level > _MOST_LEVELS:
        return TOO_DEEP
    if isinstance(value, list):
        return [_value(item, parent, level + 1, secret, below) for item in value]
    return _mapping(value, parent, level, below)


def _env(value: object) -> object:
    """Environment variables: the names are worth reading, no value is."""
    if not isinstance(value, Mapping):
        return _hidden(value)
    return {redact_text(str(name)): _hidden(item) for name, item in value.items()}


def _hidden(value: object) -> object:
    """What tells nothing stays, and so does what was masked before."""
    if (
        value is None
        or isinstance(value, bool)
        or value in ("", [], {})
        or (isinstance(value, str) and _is_plain(value))
    ):
        return value
    return REDACTED


def _is_plain(value: str) -> bool:
    return value == REDACTED


def replace_tokens(document: object, tokens: Sequence[str]) -> object:
    """A deep copy of a JSON value without the tokens, raw or percent-encoded, in its strings; keys stay as they are."""
    if isinstance(document, str):
        for token in tokens:
            for form in (token, quote(token, safe="")):
                document = document.replace(form, REDACTED)
        return document
    if isinstance(document, Mapping):
        return {key: replace_tokens(value, tokens) for key, value in document.items()}
    if isinstance(document, list):
        return [replace_tokens(value, tokens) for value in document]
    return document
