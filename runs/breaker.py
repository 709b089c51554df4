"""When a stack's API may be asked: the same answer for every process, because it stands in the stack's row.

After 429, or a 5xx that names a time, nobody asks before that time. After five attempts in a row without a usable
answer one attempt is made every 30 seconds, by whoever comes first, until one succeeds. Refusals like 404 are answers:
they say that the API is well. What is good is not written down, only its becoming so.
"""

from datetime import datetime, timedelta

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from runs.k6api.errors import BadAnswer, K6Error, LeftAlone, NoAnswer, RateLimited, ServerError
from runs.models import Stack
from runs.troubles import RATE_LIMITED, UNAVAILABLE, retry_time, word_of

MOST_FAILURES = 5
PROBE_EVERY = timedelta(seconds=30)
SAID_MAX = 500

ASKED_TO_WAIT = frozenset({RATE_LIMITED, UNAVAILABLE})
# What passes by itself, and is over with the next answer. Other words are the sync's, and end with its next success.
PASSING = ASKED_TO_WAIT | {
    "server_error",
    "unreachable",
    "timeout",
    "cut_short",
    "tls",
    "not_json",
    "redirect",
    "status",
}
_NOT_THE_API = frozenset({"not_json", "redirect", "status"})
_STATE = ("failures", "trouble", "trouble_said", "trouble_at", "retry_at")
WELL = {"failures": 0, "trouble": "", "trouble_said": "", "trouble_at": None, "retry_at": None}


def closed_until(stack: Stack, now: datetime) -> datetime | None:
    """Until when nothing is asked of the stack's API; None where it may be asked."""
    is_resting = stack.trouble in ASKED_TO_WAIT or stack.failures >= MOST_FAILURES
    return stack.retry_at if is_resting and stack.retry_at and stack.retry_at > now else None


def is_failure(error: K6Error) -> bool:
    """Whether the API is not well. One run that it tells badly, a spoiled script, a 200 for a 204 are none of that."""
    if isinstance(error, BadAnswer):
        is_odd_success = error.reason == "status" and error.status is not None and error.status < 300
        return error.reason in _NOT_THE_API and error.operation != "open_script" and not is_odd_success
    return isinstance(error, NoAnswer | ServerError | RateLimited)


class Breaker:
    """The gate of one stack's client. Keeps `stack`, whose row it reads and writes, current."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self._rows = Stack.objects.filter(pk=stack.pk)

    def enter(self, operation: str) -> None:
        """Raises `LeftAlone` while the breaker is open."""
        self._look()
        now = timezone.now()
        if closed_until(self.stack, now) or not self._is_my_turn(now):
            until = self.stack.retry_at or now
            seconds = max(1.0, (until - now).total_seconds())
            raise LeftAlone(operation, self.stack.trouble, seconds=seconds, api_message=self.stack.trouble_said)

    def leave(self, error: K6Error | None) -> None:
        if error is not None and is_failure(error):
            self._failed(error, timezone.now())
        elif self.stack.trouble in PASSING:
            # Another process may have been asked to wait since the attempt began: that stays.
            self._rows.filter(trouble=self.stack.trouble, retry_at=self.stack.retry_at).update(**WELL)
            self._look()
        elif self.stack.failures:
            self._rows.update(failures=0)
            self._look()

    def lets_in_after(self, seconds: float) -> bool:
        """One failure too many ends the attempts of a call as well."""
        then = timezone.now() + timedelta(seconds=seconds)
        return self.stack.failures < MOST_FAILURES and closed_until(self.stack, then) is None

    def _look(self) -> None:
        for columns in self._rows.values(*_STATE):
            for name, value in columns.items():
                setattr(self.stack, name, value)

    def _is_my_turn(self, now: datetime) -> bool:
        """Of all who would try a stack in trouble, the database lets one through."""
        if self.stack.failures < MOST_FAILURES:
            return True
        due = self._rows.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now))
        is_mine = bool(due.update(retry_at=now + PROBE_EVERY))
        self._look()
        return is_mine

    def _failed(self, error: K6Error, now: datetime) -> None:
        word, probe = word_of(error), now + PROBE_EVERY
        asked = retry_time(error, now) if word in ASKED_TO_WAIT else None
        opens = When(failures__gte=MOST_FAILURES - 1, then=Value(max(asked or probe, probe)))
        self._rows.update(
            failures=F("failures") + 1,
            trouble=word,
            trouble_said=error.api_message[:SAID_MAX],
            trouble_at=Case(When(trouble="", then=Value(now)), default=Coalesce("trouble_at", Value(now))),
            retry_at=Case(opens, default=Value(asked) if asked else F("retry_at")),
        )
        self._look()
