"""What is known of a stack's token, which itself is never shown again."""

from dataclasses import dataclass
from datetime import datetime

from runs.connection import opens
from runs.models import Stack
from runs.presenters.moments import Moment, ago


@dataclass(frozen=True, slots=True)
class StackToken:
    """`ending` are its last characters where it is long enough to show them. Moments are None where there was none."""

    ending: str
    is_there: bool
    is_readable: bool
    set_at: Moment | None
    set_by: str
    used_at: Moment | None
    used_by: str


def stack_token(stack: Stack, now: datetime) -> StackToken:
    return StackToken(
        ending=stack.token_end,
        is_there=stack.is_connected,
        is_readable=stack.is_connected and opens(stack),
        set_at=ago(stack.token_set_at, now) if stack.token_set_at else None,
        set_by=stack.token_set_by,
        used_at=ago(stack.token_used_at, now) if stack.token_used_at else None,
        used_by=stack.token_used_by,
    )
