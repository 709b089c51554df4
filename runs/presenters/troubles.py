"""Why a stack's data is not fresh, in words: what happened, and what a person can do about it."""

from dataclasses import dataclass, replace
from datetime import datetime

from runs.breaker import ASKED_TO_WAIT
from runs.connection import opens
from runs.models import Stack
from runs.presenters.moments import age, clock, until
from runs.presenters.notices import Notice
from runs.presenters.numbers import counted
from runs.troubles import NOT_CONNECTED, TOKEN_UNREADABLE, TOO_MANY_RUNS


@dataclass(frozen=True, slots=True)
class Trouble:
    sentence: str
    advice: str


_ASK_A_LEAD = "A lead can enter a new one in the stack's settings."
_BY_ITSELF = "It is tried again by itself; nothing needs to be done."
_TRY_AGAIN = "Try again in a moment. If this stays, tell whoever runs this site."
_TELL = "It is tried again by itself. If this stays, tell whoever runs this site."

TROUBLES: dict[str, Trouble] = {
    "token_unreadable": Trouble("The stored token can't be opened with the keys of this site.", _ASK_A_LEAD),
    NOT_CONNECTED: Trouble(
        "This stack is disconnected, so Grafana is not asked.",
        "What was read before stays here. A lead can connect it again in its settings.",
    ),
    TOO_MANY_RUNS: Trouble(
        "The stack has more runs than k6admin keeps for one stack, so new runs are not read.",
        "Runs that are here already are still kept up to date. Whoever runs this site can raise MAX_RUNS_PER_STACK.",
    ),
    "unauthorized": Trouble("Grafana does not accept the token.", _ASK_A_LEAD),
    "forbidden": Trouble(
        "The token is valid, but may not read this stack.",
        "A lead can check the stack id, or enter a token that belongs to this stack.",
    ),
    "not_found": Trouble(
        "Grafana does not know what was asked for.",
        "A lead can check the stack id in the stack's settings.",
    ),
    "rate_limited": Trouble("Grafana asked for fewer calls.", _BY_ITSELF),
    "unavailable": Trouble("Grafana is not available, and said when it will be.", _BY_ITSELF),
    "server_error": Trouble("Grafana reported an error of its own.", _BY_ITSELF),
    "unreachable": Trouble("Grafana could not be reached.", _TELL),
    "timeout": Trouble("Grafana took too long to answer.", _BY_ITSELF),
    "cut_short": Trouble("Grafana's answer broke off.", _BY_ITSELF),
    "tls": Trouble("The connection to Grafana was not secure, so it was given up.", _TELL),
    "not_json": Trouble("Something else than the API answered.", _TELL),
    "shape": Trouble("Grafana's answer was not what its documentation says.", _TELL),
    "too_large": Trouble("Grafana's answer was larger than any answer should be.", _TELL),
    "redirect": Trouble("Grafana pointed to another address, where no token is sent.", _TELL),
    "status": Trouble("Grafana's answer had a status that nobody expects there.", _TELL),
    "refused": Trouble("Grafana refused the request.", _TELL),
    "database_error": Trouble("The database of k6admin refused to store what Grafana sent.", _TELL),
    "internal_error": Trouble("The sync stopped because of an error in k6admin.", _TELL),
    "too_many_calls": Trouble("Too many calls to this stack were waiting already.", _BY_ITSELF),
    "left_alone": Trouble("Grafana is left alone for a moment.", _BY_ITSELF),
}
# To somebody who asked for one thing of a stack that works, the stack's settings are no help.
_MISSING = "It may have been deleted there, or be hidden from the stack's token. What was read before stays here."
_NO_SCRIPT = Trouble(
    "Grafana has no script for this run: it never had one, or its results have expired.",
    "Another run of the same load test may still have its script.",
)
UNKNOWN = Trouble("The sync met a problem that has no name here.", _TELL)


def for_person(word: str, operation: str = "") -> Trouble:
    """The same for somebody who waits for an answer to `operation`: nothing tries again by itself for them."""
    trouble = TROUBLES.get(word, UNKNOWN)
    if word == "not_found":
        return _NO_SCRIPT if operation == "open_script" else replace(trouble, advice=_MISSING)
    if trouble.advice in {_BY_ITSELF, _TELL}:
        return replace(trouble, advice=_TRY_AGAIN)
    return trouble


def left_alone(stack: Stack) -> str:
    """Why nothing is asked of a stack's API for now, as the beginning of a sentence."""
    if stack.trouble in ASKED_TO_WAIT:
        return "Grafana asked to wait"
    return f"Grafana gave no usable answer {counted(stack.failures, 'time')} in a row"


def trouble_notice(stack: Stack, now: datetime, *, named: bool = True, as_of: datetime | None = None) -> Notice | None:
    """The stack's trouble, since when, how old its data is, Grafana's words and advice; None where there is none.

    `named` for pages that may show several stacks; `as_of` where the page shows something older than the last sync.
    """
    name = f"{stack.name}: " if named else ""
    if not stack.is_connected:
        trouble, since = TROUBLES[NOT_CONNECTED], _since(stack, as_of or stack.fresh_at, now)
        return Notice("info", f"{name}{trouble.sentence} {since}", "", trouble.advice)
    word = stack.trouble if opens(stack) else TOKEN_UNREADABLE
    if not word:
        return None
    trouble = TROUBLES.get(word, UNKNOWN)
    text = f"{name}{trouble.sentence} {_since(stack, as_of or stack.fresh_at, now)}{_next_try(stack, now)}"
    return Notice("warn", text, stack.trouble_said, trouble.advice)


def _since(stack: Stack, as_of: datetime | None, now: datetime) -> str:
    old = f"what you see is as of {_when(as_of, now)}" if as_of else "what you see may be old"
    if stack.trouble_at is None:
        return f"{old[0].upper()}{old[1:]}."
    return f"In trouble since {_when(stack.trouble_at, now)}; {old}."


def _when(at: datetime, now: datetime) -> str:
    return f"{clock(at, now)} ({age(at, now)} ago)"


def _next_try(stack: Stack, now: datetime) -> str:
    if stack.retry_at is None or stack.retry_at <= now:
        return ""
    return f" Next try {until(stack.retry_at, now).relative}."
