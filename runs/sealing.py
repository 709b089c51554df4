"""Tokens sealed and opened.

What is sealed is the token together with the identity of the row that it belongs to, so that a ciphertext copied to
another row does not open there. Authenticated encryption by `cryptography`'s Fernet; the first key seals, all open.
"""

import json
import re
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

KNOWN_MAX = 200
# What real tokens look like: 64 hexadecimal digits, or a prefix such as `glc_` and base64.
_TOKEN = re.compile(r"(?=[^\s]*\d)(?=[^\s]*[A-Za-z])(?:(?:glc|glsa|eyJ)[\w.+/=~-]+|[\w+=~-]+)", re.ASCII)
SHORTEST_TOKEN = 16
_known: dict[str, None] = {}


class Unreadable(Exception):
    """The sealed text does not open: another key, another row, or damage. It must be entered again."""


def seal(secret: str, row: str, keys: Sequence[str]) -> str:
    """`secret` bound to `row` (for example `stack:acme-x1y2`), as ASCII text for the database."""
    return lock(_remember(secret), row, keys)


def open_sealed(sealed: str, row: str, keys: Sequence[str]) -> str:
    """The secret that was sealed for this very row. Raises `Unreadable`, which carries no part of either text."""
    return _remember(unlock(sealed, row, keys))


def lock(text: str, row: str, keys: Sequence[str]) -> str:
    """The same for a text that holds a secret among other things: the logs are not told to cut it out as a whole."""
    return _ring(keys).encrypt(json.dumps({"row": row, "secret": text}).encode()).decode("ascii")


def unlock(sealed: str, row: str, keys: Sequence[str]) -> str:
    """What `lock` made. Raises `Unreadable`."""
    try:
        payload = json.loads(_ring(keys).decrypt(sealed.encode()))
    except (InvalidToken, ValueError):
        raise Unreadable("the sealed token does not open with the configured keys") from None
    if payload.get("row") != row:
        raise Unreadable("the sealed token belongs to another row")
    return str(payload["secret"])


def is_current(sealed: str, row: str, keys: Sequence[str]) -> bool:
    """Whether the first key alone opens it."""
    try:
        unlock(sealed, row, keys[:1])
    except Unreadable:
        return False
    return True


def is_token_like(text: str) -> bool:
    """Whether a text has a token's shape: never a word, a number, an address, a time, or a piece of JSON.

    Only what has it is cut out of lines that tell of all teams.
    """
    return len(text) >= SHORTEST_TOKEN and _TOKEN.fullmatch(text) is not None


def known_secrets() -> list[str]:
    """What has a token's shape among what this process sealed or opened lately, to be cut out of log lines."""
    return list(_known)


def _remember(secret: str) -> str:
    if is_token_like(secret):
        _known.pop(secret, None)  # the one that was used last is forgotten last
        _known[secret] = None
    while len(_known) > KNOWN_MAX:
        _known.pop(next(iter(_known)), None)
    return secret


def _ring(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
