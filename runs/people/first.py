"""The first person of a fresh site: made once, by whoever holds the code that the start printed.

The code is derived from SECRET_KEY and the day, so that every process knows it and none has to keep it. It is good
until the end of the next day, and for nothing any more once somebody has an account.
"""

import base64
import hmac
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from runs.audit import Actor
from runs.models import Beat, Proof, Team, User
from runs.teams import found_team
from runs.teams.people import AddressTaken, add_person

MARK = "first start"
CODE_BYTES = 10


class AlreadyBegun(Exception):
    """Somebody was first."""


def is_open() -> bool:
    """Whether nobody has an account here, nor ever made the first one."""
    return not User.objects.exists() and not Beat.objects.filter(name=MARK).exists()


def code_at(now: datetime) -> str:
    """Sixteen letters and digits in groups of four."""
    digest = salted_hmac("runs.people.first", f"{now:%Y-%m-%d}", algorithm="sha256").digest()
    letters = base64.b32encode(digest[:CODE_BYTES]).decode()
    return "-".join(re.findall("....", letters))


def is_right(typed: str, now: datetime) -> bool:
    """However it is written; today's code and yesterday's."""
    given = re.sub(r"[^A-Z2-7]", "", typed.upper())
    known = [code_at(day).replace("-", "") for day in (now, now - timedelta(days=1))]
    return any(hmac.compare_digest(given, code) for code in known)


def begin(user: User, team: str, ip: str = "", request_id: str = "") -> Team:
    """The drafted person with an account, leading a new team. Raises `AlreadyBegun` for everybody but the first."""
    with transaction.atomic():
        _, is_first = Beat.objects.get_or_create(name=MARK, defaults={"at": timezone.now()})
        if not is_first or User.objects.exists():
            raise AlreadyBegun
        try:
            add_person(user, Proof.OPERATOR)
        except AddressTaken:  # by a command at the same moment
            raise AlreadyBegun from None
        return found_team(team, user, Actor(user, ip, request_id))
