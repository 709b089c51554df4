"""Text from the API made fit to keep and to show, and tokens kept out of it."""

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

_SURROGATE = re.compile("[\ud800-\udfff]")
# After a bare "token" only what mixes letters and digits: "token authentication failed" is prose.
_SCHEME_AND_SECRET = re.compile(
    r"(\bbearer(?:\s+|\s*[:=]\s*)|\btoken\s*[:=]\s*|\btoken\s+(?=[^\s\"',;]*\d)(?=[^\s\"',;]*[a-z]))"
    r"[^\s\"',;]{8,}",
    re.IGNORECASE,
)
REDACTED = "[redacted]"


def storable(text: str) -> str:
    """The text without NUL and lone surrogates, which PostgreSQL and UTF-8 refuse."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else _SURROGATE.sub("", text)


def redact(text: str, secrets: Iterable[str]) -> str:
    """The text without the secrets, raw or percent-encoded, nor anything after `Bearer` or `Token`."""
    for secret in secrets:
        for form in {secret, quote(secret, safe=""), quote_plus(secret)}:
            if form:
                text = text.replace(form, REDACTED)
    return _SCHEME_AND_SECRET.sub(rf"\1{REDACTED}", text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
