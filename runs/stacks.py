"""Stacks connected, changed and checked."""

import secrets
import string
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.utils.text import slugify

from runs import audit
from runs.breaker import WELL
from runs.connection import Unreadable, open_token, set_token, trial_client
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
from runs.models import Stack, Team

Part = Literal["reachable", "token", "stack_id"]


@dataclass(frozen=True)
class Details:
    """What a person enters about a stack; the Grafana URL is an origin, the token cleaned, "" to leave it as it is."""

    name: str
    grafana_url: str
    stack_id: int
    token: str = ""


@dataclass(frozen=True)
class Finding:
    """One part of a check. `ok` is None where it could not be found out."""

    part: Part
    ok: bool | None
    sentence: str


def make_slug(name: str, otherwise: str = "stack") -> str:
    """From the name plus four random letters: unique in the deployment, and it never changes.

    `otherwise` stands for a name that has no letter of an address.
    """
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(4))
    return f"{slugify(name)[:59].strip('-') or otherwise}-{letters}"


def connect(team: Team, slug: str, details: Details, actor: audit.Actor) -> Stack:
    """A new stack; its history is read by the background work."""
    stack = Stack(team=team, slug=slug)
    return _write(stack, details, actor, "stack_connected")


def change(stack: Stack, details: Details, actor: audit.Actor) -> Stack:
    """A token belongs to one target: with another Grafana URL or stack id it must be entered again."""
    if (stack.grafana_url, stack.stack_id) != (details.grafana_url, details.stack_id) and not details.token:
        stack.sealed_token = stack.token_end = ""
    return _write(stack, details, actor, "stack_changed")


def _write(stack: Stack, details: Details, actor: audit.Actor, action: str) -> Stack:
    stack.name, stack.grafana_url, stack.stack_id = details.name, details.grafana_url, details.stack_id
    if details.token:
        set_token(stack, details.token)
    columns = None if stack.pk is None else [*SETTINGS, *TOKEN]
    with transaction.atomic():
        stack.save(update_fields=columns)
        audit.record(actor, action, stack=stack, token_entered=bool(details.token), stack_id=details.stack_id)
    return stack


SETTINGS = ["name", "grafana_url", "stack_id"]
TOKEN = ["sealed_token", "token_end", "token_set_at", *WELL]


def try_out(details: Details, stack: Stack | None) -> list[Finding]:
    """Checks what was entered before it is kept; an empty token means the stored one."""
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


def details_of(stack: Stack) -> Details:
    """What is stored, without the token."""
    return Details(stack.name, stack.grafana_url, stack.stack_id)


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
