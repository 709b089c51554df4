"""Rate limits of one person, or of one address where nobody is logged in, in each web process.

Counted in the process and not in the database: its threads are what others wait for, and whoever is refused must not
cost a write. Each limit is a pair in the settings: `burst` requests at once, and `per_second` after that.
"""

import ipaddress
import math
import re
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from runs.client_ip import client_ip
from runs.presenters.moments import wait_of
from runs.views.errors import too_many_requests
from runs.views.people import PersonRequest

View = Callable[..., HttpResponseBase]
Limit = tuple[int, float]  # burst, per second
MOST_REMEMBERED = 10_000
ROUNDING = 1e-6
SECRET_FIELD = re.compile(r"password|token|secret|credential|code", re.IGNORECASE)
MOST_REPEATED = 100_000  # characters of a refused form that its page offers to send again


class Pace:
    """One bucket for each key, filled at an even rate; a request takes one out."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._full_at: dict[int | str, float] = {}  # when each bucket will be full again

    def wait(self, key: int | str, burst: int, per_second: float, now: float) -> float:
        """Seconds until the next one is let in, 0 where this one is."""
        with self._lock:
            full_at = max(self._full_at.get(key, 0.0), now)
            over = (full_at - now) * per_second - (burst - 1)
            if over > ROUNDING:
                return over / per_second
            self._full_at[key] = full_at + 1 / per_second
            if len(self._full_at) > MOST_REMEMBERED:
                self._forget(now)
            return 0.0

    def _forget(self, now: float) -> None:
        self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}


PACE = Pace()  # of lists, scripts and the audit
REQUESTS = Pace()  # of all pages and changes


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


def refuse_too_fast(request: HttpRequest, route: str) -> HttpResponse | None:
    """The 429 for a request over its limit, None for one that is let in. `route` is the name of the URL pattern."""
    group, limit, key = _limit_of(request, route)
    if limit is None:
        return None
    seconds = REQUESTS.wait(f"{group} {key}", *limit, time.monotonic())
    if not seconds:
        return None
    return _too_fast(request, math.ceil(seconds))


def _limit_of(request: HttpRequest, route: str) -> tuple[str, Limit | None, str]:
    """Which limit counts: group, limit, and whose. A look without a login is not limited here."""
    is_change, user = request.method not in {"GET", "HEAD", "OPTIONS", "TRACE"}, request.user
    if user.is_authenticated:
        limit = settings.CHANGE_PACE if is_change else settings.PAGE_PACE
        return ("change" if is_change else "page"), limit, str(user.pk)
    network = network_of(client_ip(request))
    if route in settings.SESSION_PACED_ROUTES and not is_change:
        return "session", settings.SESSION_PACE, network
    return "anonymous", settings.ANONYMOUS_PACE if is_change else None, network


def network_of(address: str) -> str:
    """The address, and for IPv6 its /64, which is what one customer has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


def _too_fast(request: HttpRequest, wait: int) -> HttpResponse:
    """A form that was sent without htmx can be sent again from here, unless it holds a secret: that is never shown."""
    response = render(request, "429.html", {"wait": f"Wait {wait_of(wait)}", **_repeated(request)}, status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _repeated(request: HttpRequest) -> dict[str, object]:
    if request.method != "POST" or getattr(request, "htmx", None):
        return {}
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    fields = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
    has_secret = any(SECRET_FIELD.search(name) for name, _ in fields)
    if has_secret or sum(len(name) + len(value) for name, value in fields) > MOST_REPEATED:
        return {"is_form": True}
    return {"again": request.get_full_path(), "fields": fields}
