"""What a person pastes, checked before anything is sent: API token, base URL, stack URL, ids.

Every sentence raised here is fit to be shown and never quotes a token.
"""

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

MAX_ID: Final = 2**63 - 1
LEAST_TOKEN: Final = 8  # far below any real one; a shorter text would be cut out of every line that holds it
_SCHEME = re.compile(r"(?:authorization\s*:\s*)?(?:bearer|token)\s+", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9])?\.?")
_QUOTES = "\"'`\u201c\u201d\u2018\u2019"


def clean_token(raw: str) -> str:
    """The token in what was pasted: without surrounding space, quotes and a leading `Bearer` or `Token`.

    ValueError with a sentence that does not contain the token if the rest is empty, has space inside, has
    characters that cannot stand in an HTTP header, or is too short to be a token.
    """
    text, before = raw, None
    while text != before:
        before = text
        text = _SCHEME.sub("", text.strip().strip(_QUOTES).strip(), count=1) if text else text
    if not text or _SCHEME.fullmatch(text + " "):
        raise ValueError("The token is empty.")
    if any(character.isspace() for character in text):
        raise ValueError("The token has a space or a line break inside. Copy it again, in one piece.")
    if not text.isascii() or not text.isprintable():
        raise ValueError("The token has characters that no API token has. Copy it again.")
    if len(text) < LEAST_TOKEN:
        raise ValueError("The token is too short to be one. Copy it again, all of it.")
    return text


def check_base_url(url: str) -> str:
    """The API's base URL without a trailing slash: https, or http towards this machine only.

    ValueError with a sentence if it is anything else, or has a user name, a query, a fragment or control
    characters. The value comes from the operator; it is not quoted, since it may hold a password.
    """
    parts = _split(url, "The API's URL")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        raise ValueError("The API's URL must start with https:// (http:// only towards this machine).")
    return url.rstrip("/")


def stack_origin(grafana_url: str) -> str:
    """Scheme and host of a stack's Grafana URL, which is how `X-Stack-Url` wants it (seen in the k6 CLI)."""
    parts = _split(grafana_url.strip(), "The stack's Grafana URL")
    if parts.scheme != "https":
        raise ValueError("The stack's Grafana URL must start with https://.")
    return f"https://{parts.netloc.lower()}"


def check_id(value: int, name: str) -> int:
    """`value` if it is an id: a positive 64-bit integer (OpenAPI description); else ValueError."""
    if type(value) is not int or not 0 < value <= MAX_ID:
        raise ValueError(f"The {name} must be a whole number between 1 and {MAX_ID}.")
    return value


def _split(url: str, name: str) -> SplitResult:
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise ValueError(f"{name} has spaces, line breaks or other characters that a URL cannot have.")
    if "?" in url or "#" in url:
        raise ValueError(f"{name} must not have a query or a fragment.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(f"{name} cannot be read as a URL.") from None
    if "@" in parts.netloc:
        raise ValueError(f"{name} must not contain a user name or a password.")
    if not _is_host(parts.hostname or "") or port == 0:
        raise ValueError(f"{name} has no usable host name.")
    return parts


def _is_host(host: str) -> bool:
    return _is_address(host) or _HOST.fullmatch(host) is not None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)
