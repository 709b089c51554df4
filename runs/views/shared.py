"""Shared pages, for people without an account. The middleware below which they lie makes a stranger of everybody."""

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from runs.presenters.shared_history import shared_history_page
from runs.presenters.shared_run import shared_run_page
from runs.sharing import VIEWS, SharedRun, find_link, restore

WAIT_SECONDS = 60


@login_not_required
@require_safe
def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """One query, no call, and nothing is written. Templates get no request, and so nobody's name or form token."""
    now = timezone.now()
    link = find_link(token, now)
    if link is None:
        return _nothing(request)
    if request.method == "GET":
        VIEWS.add(link.pk, now)
    shared = restore(link)
    if isinstance(shared, SharedRun):
        return HttpResponse(render_to_string("sharing/run.html", {"page": shared_run_page(shared, now)}))
    return HttpResponse(render_to_string("sharing/load_test.html", {"page": shared_history_page(shared, now)}))


def _nothing(request: HttpRequest) -> HttpResponse:
    """The same answer whether there never was such a link, or it ended; who tries one after the other has to wait.

    The public face of allauth's limits never counts a GET, so this asks behind it.
    """
    if ratelimit.consume(request, app="allauth.account", action="wrong_link", limit_get=True):
        return HttpResponse(render_to_string("sharing/gone.html"), status=404)
    response = HttpResponse(render_to_string("429.html"), status=429)
    response.headers["Retry-After"] = str(WAIT_SECONDS)
    return response
