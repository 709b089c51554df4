"""Times as people read them: how long ago, and exactly, in the reader's zone."""

import math
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

MINUTE, HOUR, DAY = 60, 3600, 86_400
RELATIVE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """`iso` is for `<time datetime>`, `relative` the text, `exact` the title, in the reader's zone."""

    iso: str
    relative: str
    exact: str


def ago(at: datetime, now: datetime) -> Moment:
    """A moment that lies behind us. One ahead is a clock's error and reads as now, one far ahead as its day."""
    seconds = (now - at).total_seconds()
    return _moment(at, _past(seconds) if abs(seconds) < RELATIVE_DAYS * DAY else _day(at, now))


def until(at: datetime, now: datetime) -> Moment:
    """A moment that may lie ahead, to the nearest unit: a link made for 7 days ends "in 7 days", not in 6."""
    seconds = (at - now).total_seconds()
    return _moment(at, f"in {span(_nearest(seconds))}") if seconds > 0 else ago(at, now)


def age(at: datetime, now: datetime) -> str:
    """How old something is: "12 s", "3 days"; never negative."""
    return span(max(0.0, (now - at).total_seconds()))


def clock(at: datetime, now: datetime) -> str:
    """The time of day in the reader's zone, with the day where it is not today's: "10:02", "3 Nov, 10:02"."""
    local = timezone.localtime(at)
    time = f"{local:%H:%M}"
    return time if local.date() == timezone.localtime(now).date() else f"{_day(at, now)}, {time}"


def span(seconds: float) -> str:
    """A length of time by its largest unit, rounded down: "45 s", "3 min", "5 h", "2 days"."""
    whole = int(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min"
    if whole < 2 * DAY:
        return f"{whole // HOUR} h"
    return f"{whole // DAY} days"


def wait_of(seconds: float) -> str:
    """A time to wait by its largest unit, rounded up, so that nobody who waits as long comes too early."""
    whole = math.ceil(seconds)
    if whole <= MINUTE:
        return f"{max(1, whole)} s"
    if whole <= HOUR:
        return f"{math.ceil(whole / MINUTE)} min"
    return f"{math.ceil(whole / HOUR)} h"


def exact(at: datetime) -> str:
    """In the reader's zone: "Thu 3 Dec 2026, 05:19:10 UTC"."""
    local = timezone.localtime(at)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S %Z}"


def _moment(at: datetime, relative: str) -> Moment:
    return Moment(at.isoformat(timespec="seconds"), relative, exact(at))


def _nearest(seconds: float) -> float:
    """What `span` rounds down to the nearest of its units."""
    unit = DAY if seconds >= 2 * DAY else HOUR if seconds >= HOUR else MINUTE if seconds >= MINUTE else 1
    return seconds + unit / 2


def _past(seconds: float) -> str:
    return "just now" if seconds < 5 else f"{span(seconds)} ago"


def _day(at: datetime, now: datetime) -> str:
    """The year only where it is not this one."""
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime(now).year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"
