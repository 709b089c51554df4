"""Secrets in a run's options and document, masked before anything is stored or shown.

`k6 cloud run` writes the API token into `options.cloud.token`, every `-e` value into `env`, and client keys
into `tlsAuth` (observed in the k6 CLI); whether the API strips them is not documented, so nobody relies on
it here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from runs.domain.masking import REDACTED, SENSITIVE, redact_text

__all__ = ["REDACTED", "TOO_DEEP", "is_harmless", "redact_document", "redact_options", "redact_text"]

TOO_DEEP = "[nested too deeply]"
_MOST_LEVELS = 64
_LONGEST_KNOWN_NAME = 64
_NESTED = (dict, list, Mapping)  # in the order of how often and how quickly

_SENSITIVE = re.compile(SENSITIVE, re.IGNORECASE)
# What `masking` looks for has one of these in it, and so does every name that says secret.
_SIGNS = (
    *("token", "secret", "passw", "passp", "authorization", "credential", "key", "bearer", "basic", "://", "eyj"),
    *("glsa", "glc", "gho_", "ghp_", "ghs_", "ghu_", "sk_live", "xox"),
)
# Below these, keys are labels that people choose: a scenario called "get token" is no secret.
_LABELLED = frozenset({"scenarios", "thresholds", "distribution"})
_TLS_SECRETS = frozenset({"key", "password"})


def redact_options(options: Mapping[str, object]) -> dict[str, object]:
    """A deep copy of k6 options without secrets: the values of `env`, tokens, passwords, keys.

    Names stay, values become `REDACTED`; null, false, true and "" stay, because they tell nothing. Takes
    any JSON value in any place, never raises, and cuts what is nested deeper than 64 levels.
    """
    return _mapping(options, "", 0)


def redact_document(document: Mapping[str, object]) -> dict[str, object]:
    """A deep copy of a whole run document, or of an archive's metadata, by the same rules."""
    return _mapping(document, "", 0)


def is_harmless(text: str) -> bool:
    """True where a document is sure to hold nothing to redact, told from its JSON text alone.

    Most documents are, and a look at the text takes a tenth of the time of a copy.
    """
    lowered = text.lower()
    return (
        text.isascii()
        and not any(sign in lowered for sign in _SIGNS)
        and all(lowered.count(f'"{key}":') == lowered.count(f'"{key}":null') for key in ("env", "tlsauth"))
    )


def _mapping(values: Mapping[str, object], parent: str, level: int) -> dict[str, object]:
    shown: dict[str, object] = {}
    for key, value in values.items():
        name, is_secret = _name(str(key))
        tells_nothing = value is None or isinstance(value, bool)
        shown[name] = value if tells_nothing else _member(str(key), value, parent, level, says_secret=is_secret)
    return shown


def _name(key: str) -> tuple[str, bool]:
    """A key fit to be shown, and whether it says that its value is a secret."""
    return _known_name(key) if len(key) <= _LONGEST_KNOWN_NAME else _read_name(key)


def _read_name(key: str) -> tuple[str, bool]:
    return redact_text(key), bool(_SENSITIVE.search(key))


# Documents have the same keys again and again; reading each anew took a third of a sync's time.
_known_name = lru_cache(maxsize=2000)(_read_name)


def _member(key: str, value: object, parent: str, level: int, *, says_secret: bool) -> object:
    """A value by what its name says, and else by what it looks like."""
    if key == "env":
        return _env(value)
    label = parent in _LABELLED and isinstance(value, _NESTED)
    if not label and (says_secret or (parent == "tlsAuth" and key in _TLS_SECRETS)):
        return _hidden(value)
    return _value(value, "" if label else key, level + 1)


def _value(value: object, parent: str, level: int) -> object:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, int | float) or not isinstance(value, _NESTED):
        return value
    if level > _MOST_LEVELS:
        return TOO_DEEP
    if isinstance(value, list):
        return [_value(item, parent, level + 1) for item in value]
    return _mapping(value, parent, level)


def _env(value: object) -> object:
    """Environment variables: the names are worth reading, no value is."""
    if not isinstance(value, Mapping):
        return _hidden(value)
    return {redact_text(str(name)): _hidden(item) for name, item in value.items()}


def _hidden(value: object) -> object:
    if value is None or isinstance(value, bool) or value in ("", [], {}):
        return value
    return REDACTED
