"""A person's own tokens: under whose name Grafana records what they do, and what is stored for each stack."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.connection import Hand, opens_personal
from runs.models import PersonalToken, Stack
from runs.presenters.moments import Moment, ago


@dataclass(frozen=True, slots=True)
class RecordedName:
    """A sentence, and the page where that can be changed."""

    sentence: str
    link: str
    url: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """What is stored for one stack. `state` says it in words; `used` is None where it never was."""

    stack: str
    team: str
    is_stored: bool
    state: str
    added: Moment | None
    used: Moment | None
    url: str


def recorded_name(hand: Hand) -> RecordedName:
    url = reverse("personal_token", args=[hand.stack.slug])
    if hand.is_personal:
        return RecordedName("Grafana will record your name: your personal token is used.", "Your token", url)
    return RecordedName("Grafana will record the owner of the stack's token.", "Have your own name there", url)


def token_row(stack: Stack, row: PersonalToken | None, now: datetime) -> TokenRow:
    return TokenRow(
        stack=stack.name,
        team=stack.team.name,
        is_stored=row is not None,
        state=_state(row),
        added=ago(row.set_at, now) if row else None,
        used=ago(row.used_at, now) if row and row.used_at else None,
        url=reverse("personal_token", args=[stack.slug]),
    )


def token_rows(stacks: Iterable[Stack], rows: Iterable[PersonalToken], now: datetime) -> list[TokenRow]:
    by_stack = {row.stack_id: row for row in rows}
    return [token_row(stack, by_stack.get(stack.pk), now) for stack in stacks]


def _state(row: PersonalToken | None) -> str:
    if row is None:
        return "None: you act under the stack's."
    if not opens_personal(row):
        return "It can't be opened any more. Enter it again."
    return f"Ends in {row.token_end}" if row.token_end else "Stored"
