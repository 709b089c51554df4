"""Stacks: connected, changed, checked, disconnected, and their record removed for good."""

from runs.stacks.changing import (
    SLUG_ATTEMPTS,
    Details,
    change,
    connect,
    connect_new,
    details_of,
    forget_set_aside,
    make_slug,
)
from runs.stacks.checking import Finding, check, refusals, try_out
from runs.stacks.ending import BeingRemoved, Held, disconnect, held_by, remove, remove_some

__all__ = [
    "SLUG_ATTEMPTS",
    "BeingRemoved",
    "Details",
    "Finding",
    "Held",
    "change",
    "check",
    "connect",
    "connect_new",
    "details_of",
    "disconnect",
    "forget_set_aside",
    "held_by",
    "make_slug",
    "refusals",
    "remove",
    "remove_some",
    "try_out",
]
