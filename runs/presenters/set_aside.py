"""Rows of the API's lists that could not be read, for the lead who wants to know what is missing and why."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from runs.models import SetAsideRow, Stack
from runs.presenters.moments import Moment, ago
from runs.presenters.numbers import counted

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class SetAsideLine:
    run: str
    why: str
    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class SetAside:
    """`count` says how many there are; `more` that not all of them are shown, empty where they are."""

    count: str
    more: str
    lines: tuple[SetAsideLine, ...]
    forget_url: str


def set_aside(stack: Stack, now: datetime) -> SetAside | None:
    """None where every row could be read."""
    rows = list(stack.set_aside.order_by("-last_seen", "pk")[: MOST_SHOWN + 1])
    if not rows:
        return None
    number = len(rows) if len(rows) <= MOST_SHOWN else stack.set_aside.count()
    return SetAside(
        count=counted(number, "row"),
        more=f"The {MOST_SHOWN} that were seen last are shown." if number > MOST_SHOWN else "",
        lines=tuple(_line(row, now) for row in rows[:MOST_SHOWN]),
        forget_url=reverse("set_aside_forget", args=[stack.slug]),
    )


def _line(row: SetAsideRow, now: datetime) -> SetAsideLine:
    run = f"#{row.run_id}" if row.run_id else "not told"
    return SetAsideLine(run, row.reason, ago(row.first_seen, now), ago(row.last_seen, now))
