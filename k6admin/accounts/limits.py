"""Failed logins: three limits at once, and what they answer.

Five in five minutes for one account from one address, so that a stranger who tries passwords locks out nobody but
himself; thirty in a quarter of an hour for one account from anywhere; twenty in five minutes from one address. The
numbers stand in the settings: ACCOUNT_RATE_LIMITS.
"""

from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest

WAIT_SECONDS = {"login_failed_account": 900}


class Attempt:
    """One attempt to log in, counted before it is known how it ends; `rollback` takes it back where it went well.

    `closed` names the limit that lets nobody through, or is empty.
    """

    def __init__(self, request: HttpRequest, login: str) -> None:
        self.taken: list[Any] = []
        self.closed = ""
        here = ratelimit.get_ip(request)
        for action, key in (
            ("login_failed", f"{login} from {here}"),
            ("login_failed_account", login),
            ("login_failed_ip", None),
        ):
            usage = ratelimit.consume(request, app="allauth.account", action=action, key=key)
            if not usage:
                self.closed = action
                self.rollback()
                return
            self.taken.append(usage)

    def rollback(self) -> None:
        for usage in self.taken:
            usage.rollback()
