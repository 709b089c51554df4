"""Shared pages, for people without an account. The middleware below which they lie makes a stranger of everybody."""

import math
import threading
import time
from datetime import datetime

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from runs.client_ip import client_ip
from runs.models import ShareLink
from runs.presenters.shared_history import shared_history_page
from runs.presenters.shared_run import shared_run_page
from runs.sharing import VIEWS, SharedRun, find_link, restore
from runs.views.pace import Pace, network_of

WAIT_SECONDS = 60
# A page tells ages to the minute, so it is rendered once a minute at most, in each web process.
RENDERED_SECONDS = 60
READERS = Pace()  # by network address
_rendering = tuple(threading.Lock() for _ in range(16))


@login_not_required
@require_safe
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing is called and nothing written. Templates get no request, and so nobody's name or form token."""
    wait = READERS.wait(network_of(client_ip(request)), *settings.SHARED_PACE, time.monotonic())
    if wait:
        return _too_fast(math.ceil(wait))
    now = timezone.now()
    link = find_link(token, now)
    page = _page(link, now) if link else ""
    if not link or not page:
        return _nothing(request)
    if request.method == "GET":
        VIEWS.add(link.pk, now)
    return HttpResponse(page)


def _page(link: ShareLink, now: datetime) -> str:
    """The page of an open link, "" where the link ended in this moment. A run's page is kept for a minute.

    Other requests for the same page wait while it is rendered. A history is short, and loses the runs that are removed.
    """
    if link.run_id is None:
        return _render(link, now)
    cache, key = caches["rendered"], f"shared-{link.token_hash}-{now:%Y%m%d%H%M}"
    page: str | None = cache.get(key)
    if page is not None:
        return page
    with _rendering[link.pk % len(_rendering)]:
        page = cache.get(key)
        if page is None:
            page = _render(link, now)
            if page:
                cache.set(key, page, RENDERED_SECONDS)
    return page


def _render(link: ShareLink, now: datetime) -> str:
    snapshot = ShareLink.objects.open_at(now).filter(pk=link.pk).values_list("snapshot", flat=True).first()
    if not snapshot:
        return ""
    link.snapshot = snapshot
    shared = restore(link)
    if isinstance(shared, SharedRun):
        return render_to_string("sharing/run.html", {"page": shared_run_page(shared, now)})
    return render_to_string("sharing/load_test.html", {"page": shared_history_page(shared, now)})


def _nothing(request: HttpRequest) -> HttpResponse:
    """The same answer whether there never was such a link, or it ended; who tries one after the other has to wait.

    The public face of allauth's limits never counts a GET, so this asks behind it.
    """
    if ratelimit.consume(request, app="allauth.account", action="wrong_link", limit_get=True):
        return HttpResponse(render_to_string("sharing/gone.html"), status=404)
    return _too_fast(WAIT_SECONDS)


def _too_fast(wait: int) -> HttpResponse:
    response = HttpResponse(render_to_string("429.html"), status=429)
    response.headers["Retry-After"] = str(wait)
    return response
