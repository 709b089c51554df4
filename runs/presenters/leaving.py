"""A stack on its way out: what is asked before, and how far it is."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from runs.models import Stack
from runs.presenters.numbers import counted
from runs.stacks import Held


@dataclass(frozen=True, slots=True)
class Leaving:
    """The question before a stack is disconnected. `held` is what removing its record would remove.

    `is_connected` False: it was disconnected before, and only its record can go. `error` says what was not chosen.
    """

    name: str
    team_name: str
    held: tuple[str, ...]
    is_connected: bool
    url: str
    back_url: str
    error: str


@dataclass(frozen=True, slots=True)
class LeavingCard:
    """A stack whose record is being removed. `text`: "1,200 of 20,000 runs are gone"."""

    slug: str
    name: str
    team_name: str
    done: int
    total: int
    text: str
    progress_url: str


def leaving(stack: Stack, held: Held, error: str = "") -> Leaving:
    return Leaving(
        name=stack.name,
        team_name=stack.team.name,
        held=tuple(_held(held)),
        is_connected=stack.is_connected,
        url=reverse("stack_disconnect", args=[stack.slug]),
        back_url=reverse("stack_settings", args=[stack.slug]),
        error=error,
    )


def leaving_card(stack: Stack, left: int) -> LeavingCard:
    """`left` is the number of runs that are still there."""
    done, total = max(stack.removal_runs - left, 0), max(stack.removal_runs, 1)
    text = f"{done:,} of {counted(stack.removal_runs, 'run')} are gone" if stack.removal_runs else "Nearly done"
    return LeavingCard(
        slug=stack.slug,
        name=stack.name,
        team_name=stack.team.name,
        done=done,
        total=total,
        text=text,
        progress_url=reverse("stack_progress", args=[stack.slug]),
    )


def _held(held: Held) -> Iterator[str]:
    """What is there, in words; runs even where there are none."""
    yield counted(held.runs, "run")
    for number, one in (
        (held.notes, "note"),
        (held.scripts, "kept script"),
        (held.links, "shared page that is open"),
        (held.personal_tokens, "personal token"),
    ):
        if number:
            yield counted(number, one, one.replace("page that is", "pages that are") if "that" in one else "")
