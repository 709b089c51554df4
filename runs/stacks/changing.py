"""Stacks connected and changed."""

import secrets
import string
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from runs import audit, caps, store
from runs.breaker import WELL
from runs.connection import clear_token, set_token
from runs.models import PersonalToken, Stack, Team
from runs.stacks.ending import BeingRemoved
from runs.sync import break_lease


@dataclass(frozen=True)
class Details:
    """What a person enters about a stack; the Grafana URL is an origin, the token cleaned, "" to leave it as it is."""

    name: str
    grafana_url: str
    stack_id: int
    token: str = ""

    @property
    def target(self) -> tuple[str, int]:
        """Where a token goes; one that was entered for another is never sent there."""
        return self.grafana_url, self.stack_id


SLUG_LETTERS, SLUG_NAME = 9, 50  # 26 ** 9 is 42 bits; a team's slug has room for 64 characters
SLUG_ATTEMPTS = 5
SETTINGS = ["name", "grafana_url", "stack_id"]
TOKEN = ["sealed_token", "token_end", "token_set_at", "token_set_by", "token_used_at", "token_used_by", *WELL]


def make_slug(name: str, otherwise: str = "stack") -> str:
    """From the name plus random letters (42 bits); it never changes. The database refuses one that is taken.

    `otherwise` stands for a name that has no letter of an address.
    """
    letters = "".join(secrets.choice(string.ascii_lowercase) for _ in range(SLUG_LETTERS))
    return f"{slugify(name)[:SLUG_NAME].strip('-') or otherwise}-{letters}"


def connect_new(team: Team, details: Details, actor: audit.Actor) -> Stack:
    """A new stack with a slug of its own."""
    for _ in range(SLUG_ATTEMPTS - 1):
        try:
            return connect(team, make_slug(details.name), details, actor)
        except IntegrityError:
            continue  # the slug is another stack's
    return connect(team, make_slug(details.name), details, actor)


def connect(team: Team, slug: str, details: Details, actor: audit.Actor) -> Stack:
    """A new stack; its history is read by the background work.

    Raises IntegrityError where the slug is taken, and `CapReached`.
    """
    stack = Stack(team=team, slug=slug)
    _take_over(stack, details, actor)
    with transaction.atomic():
        caps.stacks_of_team(Team.objects.select_for_update().get(pk=team.pk)).require()
        stack.save()
        _record(actor, "stack_connected", stack, details)
    return stack


def change(stack: Stack, details: Details, actor: audit.Actor) -> Stack:
    """A token belongs to one target: with another Grafana URL or stack id it must be entered again.

    So must the tokens of people for this stack. What counts is the stack as it is now: somebody else may have led it
    elsewhere since `stack` was read, with a token for there. Raises `BeingRemoved`.
    """
    with transaction.atomic():
        row = Stack.objects.select_for_update().filter(pk=stack.pk, removal_asked_at=None).first()
        if row is None:
            raise BeingRemoved
        has_moved = details_of(row).target != details.target
        event = "stack_changed" if row.is_connected or not details.token else "stack_connected_again"
        if has_moved:
            clear_token(row)
        _take_over(row, details, actor)
        row.save(update_fields=[*SETTINGS, *(TOKEN if has_moved or details.token else [])])
        if has_moved or details.token:
            break_lease(row.pk)  # what is being read with the old token must not be written any more
        tokens = PersonalToken.objects.filter(stack=row).delete()[0] if has_moved else 0
        _record(actor, event, row, details, personal_tokens_removed=tokens or None)
    stack.refresh_from_db()
    return stack


def forget_set_aside(stack: Stack, actor: audit.Actor) -> None:
    """The list of rows that could not be read begins anew."""
    with transaction.atomic():
        rows = store.forget_set_aside(stack)
        audit.record(actor, "set_aside_forgotten", stack=stack, rows=rows)


def details_of(stack: Stack) -> Details:
    """What is stored, without the token."""
    return Details(stack.name, stack.grafana_url, stack.stack_id)


def _take_over(stack: Stack, details: Details, actor: audit.Actor) -> None:
    stack.name, stack.grafana_url, stack.stack_id = details.name, details.grafana_url, details.stack_id
    if details.token:
        set_token(stack, details.token, by=actor.address)


def _record(actor: audit.Actor, event: str, stack: Stack, details: Details, **detail: Any) -> None:
    entered = bool(details.token)
    audit.record(actor, event, stack=stack, token_entered=entered, stack_id=details.stack_id, **detail)
