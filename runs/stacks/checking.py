"""Stacks checked: whether the API answers, takes the token, and knows the stack by its id."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from runs.connection import Unreadable, open_token, trial_client
from runs.k6api.client import Client
from runs.k6api.errors import (
    BadAnswer,
    BadRequest,
    Forbidden,
    K6Error,
    NoAnswer,
    NotFound,
    Removed,
    Unauthorized,
)
from runs.models import Stack
from runs.stacks.changing import Details

Part = Literal["reachable", "token", "stack_id"]


@dataclass(frozen=True)
class Finding:
    """One part of a check. `ok` is None where it could not be found out."""

    part: Part
    ok: bool | None
    sentence: str


def try_out(details: Details, stack: Stack | None) -> list[Finding]:
    """Checks what was entered before it is stored; an empty token means the stored one.

    No token is stored before the API accepted it: where the API is busy or out of reach, nobody knows what it is.
    """
    try:
        token = details.token or (open_token(stack) if stack and stack.is_connected else "")
    except Unreadable:
        return [Finding("token", False, "The stored token can't be opened any more. Enter it again.")]
    if not token:
        return [Finding("token", False, "There is no token. Enter one.")]
    try:
        with trial_client(token, details.stack_id, stack) as client:
            return check(client, details.grafana_url, details.stack_id)
    except NoAnswer as error:  # too many wait already
        return _trouble(error)


def refusals(findings: Sequence[Finding]) -> list[Finding]:
    """What keeps a token from being stored: all but the API's own word that it is good for this stack."""
    return [finding for finding in findings if finding.ok is False]


def check(client: Client, grafana_url: str, stack_id: int) -> list[Finding]:
    """Whether the API answers, takes the token, and knows the stack by this id: a sentence each, in that order."""
    try:
        found = client.check_auth(grafana_url).stack_id
    except (NotFound, BadRequest, Removed):
        return [*_through(), _unknown_url(grafana_url)]
    except K6Error as error:
        return _trouble(error)
    if found == stack_id:
        return [*_through(), Finding("stack_id", True, f"{_host(grafana_url)} is stack {stack_id}.")]
    said = f"{_host(grafana_url)} is stack {found}, not {stack_id}. Correct the stack id or the Grafana URL."
    return [*_through(), Finding("stack_id", False, said)]


def _host(grafana_url: str) -> str:
    return grafana_url.removeprefix("https://")


def _through() -> list[Finding]:
    return [
        Finding("reachable", True, "The API answers."),
        Finding("token", True, "Grafana accepts the token."),
    ]


def _unknown_url(grafana_url: str) -> Finding:
    said = f"Grafana knows no stack at {_host(grafana_url)}. Correct the Grafana URL."
    return Finding("stack_id", False, said)


def _trouble(error: K6Error) -> list[Finding]:
    answers = Finding("reachable", True, "The API answers.")
    unknown = Finding("stack_id", None, "The stack id could not be checked.")
    if isinstance(error, Unauthorized):
        return [answers, Finding("token", False, "Grafana does not accept the token. Enter a valid one."), unknown]
    if isinstance(error, Forbidden):
        said = "The token is valid, but has no access to this stack. Use a token of this stack."
        return [answers, Finding("token", True, "Grafana accepts the token."), Finding("stack_id", False, said)]
    words = error.sentence().rstrip(".")
    reach = f"The API gave no usable answer: {words}." if isinstance(error, BadAnswer) else f"No luck: {words}."
    return [
        Finding("reachable", False, reach),
        Finding("token", None, "The token could not be checked."),
        unknown,
    ]
