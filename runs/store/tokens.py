"""The tokens of one stack cut out of what the API says of that stack. Tokens of other stacks are never looked for."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from django.conf import settings

from runs.domain.redaction import replace_tokens
from runs.models import PersonalToken, Stack
from runs.sealing import Unreadable, is_token_like, open_sealed

# Words and times that this program reads: a token that could be one of them is not looked for in them.
PARSED = frozenset({"status", "result", "type", "created", "entered", "ended", "retention_expiry"})


def tokens_of(stack: Stack) -> list[str]:
    """The stack's own token and the personal tokens stored for it, as far as they open; one query."""
    personal = list(PersonalToken.objects.filter(stack=stack))
    for row in personal:
        row.stack = stack
    rows: list[Stack | PersonalToken] = [stack, *personal]
    sealed = [(row.sealed_token, row.row_identity) for row in rows if row.sealed_token]
    return list(dict.fromkeys(token for pair in sealed if (token := _opened(*pair))))


def found_in(text: str, tokens: Sequence[str]) -> bool:
    """Whether a JSON text holds one of the tokens, as it is or percent-encoded."""
    return any(json.dumps(form)[1:-1] in text for token in tokens for form in (token, quote(token, safe="")))


def without_tokens(document: dict[str, object], tokens: Sequence[str]) -> dict[str, object]:
    """A copy of a run's document without the tokens. The note is its author's text and stays as it is."""
    shaped = [token for token in tokens if is_token_like(token)]
    clean: dict[str, object] = {}
    for key, value in document.items():
        if key == "note":
            clean[key] = value
        elif key == "options":
            clean[key] = replace_tokens(value, tokens)
        else:
            clean[key] = _told(value, shaped if key in PARSED else tokens, shaped)
    return clean


def _told(value: object, tokens: Sequence[str], shaped: Sequence[str]) -> object:
    if isinstance(value, dict):
        return {key: _told(item, shaped if key in PARSED else tokens, shaped) for key, item in value.items()}
    if isinstance(value, list):
        return [_told(item, tokens, shaped) for item in value]
    return replace_tokens(value, tokens)


def _opened(sealed: str, row: str) -> str:
    try:
        return open_sealed(sealed, row, settings.TOKEN_KEYS)
    except Unreadable:
        return ""
