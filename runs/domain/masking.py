"""Secrets in running text: scripts, messages, log lines, single values.

What is masked: strings known to be secret, PEM private keys, credentials of an Authorization header, tokens
that can be told by their own shape, user info in URLs, and values written behind a name that says secret.
Code that only names a secret (`__ENV.TOKEN`) stays readable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

REDACTED = "[redacted]"

# A known secret shorter than this would mask ordinary words everywhere.
SHORTEST_SECRET = 6
_MOST_SECRETS = 200

SENSITIVE = (
    r"token|secret|passw(?:or)?d|passphrase|authorization|api[_-]?key|access[_-]?key"
    r"|private[_-]?key|credential"
)
_CREDENTIAL = r"[A-Za-z0-9._~+/=-]"

_ASSIGNED = rf"(?:{SENSITIVE})[\w-]{{0,32}}[\"'\]]{{0,2}}\s{{0,4}}[:=]{{1,3}}\s{{0,4}}"

# Each pattern keeps group 1 (what leads to the secret) and group 2 (what closes it). None may take more than
# linear time on hostile text: a repeat without a limit ends in something that cannot fail.
_PATTERNS: tuple[re.Pattern[str], ...] = (
    # A key that is cut off before its end is masked to the end of the text.
    re.compile(
        r"()-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)()",
        re.DOTALL,
    ),
    re.compile(
        rf"(?i)(\bBearer\s{{1,4}}|\bBasic\s{{1,4}}(?={_CREDENTIAL}{{8}})|\bAuthorization: ?Token\s{{1,4}})"
        rf"(?!(?:token|authentication|authorization)(?!{_CREDENTIAL})){_CREDENTIAL}{{4,}}()"
    ),
    re.compile(r"()(?<![\w-])eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?()", re.ASCII),
    re.compile(r"()\b(?:glsa|glc|gh[opsu]|sk_live|xox[abp])[_-][\w=+/~-]{10,}()", re.ASCII),
    re.compile(r"(://)[^/\s@\"'`]{1,256}(@)"),
    re.compile(rf"(?i)({_ASSIGNED}\")(?!\")[^\"\\\n]*(?:\\.[^\"\\\n]*)*(\")"),
    re.compile(rf"(?i)({_ASSIGNED}')(?!')[^'\\\n]*(?:\\.[^'\\\n]*)*(')"),
    re.compile(rf"(?i)({_ASSIGNED}`)[^`$]+(`)"),
    re.compile(rf"(?i)([?&][\w-]{{0,32}}(?:{SENSITIVE})[\w-]{{0,32}}=)[^&\s\"'`#$]+()"),
    re.compile(
        r"(\b[A-Z0-9_]{0,32}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_?KEY)[A-Z0-9_]{0,32}=)"
        r"(?!__ENV|process\.|\$)[^\s\"'`;,&)(=]+()"
    ),
)

# Most strings of a document hold none of this: one look spares them the patterns above.
_SUSPECT = re.compile(rf"bearer|basic|private key|eyj|gl(?:sa|c)[_-]|gh[opsu]_|sk_live|xox|://|{SENSITIVE}")


def redact_text(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with every secret replaced by `REDACTED`. Doing it twice changes nothing more.

    `secrets` are values known to be secret; those of fewer than `SHORTEST_SECRET` characters are not looked
    for.
    """
    if not secrets and not _is_suspect(text):
        return text
    patterns = _PATTERNS if _is_suspect(text) else ()
    for secret in filter(text.__contains__, _worth_masking(secrets)):
        # One after the other, because a pattern of all of them tries each at every letter: for secrets that begin as
        # the text goes on, that takes hours.
        text = REDACTED.join(piece.replace(secret, REDACTED) for piece in text.split(REDACTED))
    for pattern in patterns:
        # Piece by piece, so that no pattern reads across what is masked already.
        text = REDACTED.join(_masked(pattern, piece) for piece in text.split(REDACTED))
    return text


def _is_suspect(text: str) -> bool:
    """In lower case, because a search that ignores case takes ten times as long; letters whose lower case is not
    what such a search takes them for are only beyond ASCII."""
    return not text.isascii() or _SUSPECT.search(text.lower()) is not None


def _worth_masking(secrets: Iterable[str]) -> list[str]:
    """Longest first, so that a secret inside another one does not leave its ends behind."""
    worth = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET and secret not in REDACTED}
    return sorted(worth, key=lambda secret: (-len(secret), secret))[:_MOST_SECRETS]


def _masked(pattern: re.Pattern[str], piece: str) -> str:
    return pattern.sub(lambda match: f"{match.group(1)}{REDACTED}{match.group(2)}", piece)
