"""How fast one person may ask for what is dear: lists, whose heaviest filters cost a hundred times what they look like,
the audit, which is searched as a whole, and scripts, which are read, masked and coloured anew for each look.

Counted in each web process for itself, because it is that process's threads that others wait for, and because a list
must not write to the database that it reads. A person gets `burst` at once and `per_second` after that: far more than
anybody clicks, far less than a program asks.
"""

import math
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase

from runs.views.errors import too_many_requests
from runs.views.people import PersonRequest

View = Callable[..., HttpResponseBase]
MOST_REMEMBERED = 10_000
ROUNDING = 1e-6


class Pace:
    """One bucket a person, filled at an even rate; what is asked takes one out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._full_at: dict[int, float] = {}  # when each bucket will be full again

    def wait(self, who: int, burst: int, per_second: float, now: float) -> float:
        """Seconds until the next one is let in, 0 where this one is."""
        with self._lock:
            full_at = max(self._full_at.get(who, 0.0), now)
            over = (full_at - now) * per_second - (burst - 1)
            if over > ROUNDING:
                return over / per_second
            self._full_at[who] = full_at + 1 / per_second
            if len(self._full_at) > MOST_REMEMBERED:
                self._forget(now)
            return 0.0

    def _forget(self, now: float) -> None:
        self._full_at = {who: full_at for who, full_at in self._full_at.items() if full_at > now}


PACE = Pace()


def at_a_human_pace(view: View) -> View:
    """One too many is answered with 429 and the time to wait, before anything is asked of the database for it."""

    @wraps(view)
    def answer(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        burst, per_second = settings.LIST_PACE
        seconds = PACE.wait(request.user.pk, burst, per_second, time.monotonic())
        if seconds:
            return too_many_requests(request, math.ceil(seconds))
        return view(request, *args, **kwargs)

    return answer
