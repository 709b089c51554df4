"""Stacks in the midst of something."""

from datetime import timedelta
from typing import Any

from runs.models import Stack
from tests.builders import NOON, make_stack


def stack_in(**fields: Any) -> Stack:
    """A connected stack, fresh as of 12 seconds before noon unless `fields` say otherwise."""
    token = {"token": fields.pop("token")} if "token" in fields else {}
    stack = make_stack(**token)
    for name, value in {"fresh_at": NOON - timedelta(seconds=12), **fields}.items():
        setattr(stack, name, value)
    stack.save()
    return stack
