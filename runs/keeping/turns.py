"""Whose turn it is to keep: one stack at a time in the whole deployment, so that syncs never wait behind scripts.

A turn is held until a moment, and its holder knows it by that moment: a process that died loses it then, and one that
was taken for dead and wakes up late gives back nothing that is not its own.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from runs.models import Beat, Stack

TURN = "keeping"
HELD_FOR = timedelta(minutes=2)


def take_turn(now: datetime) -> datetime | None:
    """The turn, held until the moment returned; None where somebody has one."""
    Beat.objects.get_or_create(name=TURN, defaults={"at": now})
    return _until(now) if Beat.objects.filter(name=TURN, at__lte=now).update(at=_until(now)) else None


def take_up(held: datetime, now: datetime) -> datetime | None:
    """The same turn in another process, held anew: once."""
    return _until(now) if Beat.objects.filter(name=TURN, at=held).update(at=_until(now)) else None


def give_back(held: datetime) -> None:
    """The next one may begin."""
    Beat.objects.filter(name=TURN, at=held).update(at=timezone.now())


def rest(stack: Stack, pause: timedelta) -> None:
    """After trouble: nothing of this stack is kept for so long."""
    Stack.objects.filter(pk=stack.pk).update(keeping_until=timezone.now() + pause)


def _until(now: datetime) -> datetime:
    return now + HELD_FOR
