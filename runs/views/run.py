"""One run, and the parts of its page that come on their own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseStopPolling

from runs import access
from runs.connection import NotConnected, Unreadable
from runs.distribution import distribution_of
from runs.k6api.errors import K6Error
from runs.live import refresh
from runs.presenters.run_distribution import run_distribution
from runs.views.answers import trouble_words
from runs.views.people import PersonRequest
from runs.views.run_context import NOTHING_TO_SAY, Reply, live_part, whole


@require_safe
def run(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    return whole(request, access.run_or_404(request.user, stack, run_id))


@require_safe
@vary_on_headers("HX-Request")
def live(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    """What changes while a run goes on; polled until it has ended and nothing asked of it is open."""
    watched = refresh(access.run_or_404(request.user, stack, run_id))
    found, trouble = watched.run, watched.trouble
    response = live_part(request, found, Reply(trouble_words(trouble), "warn") if trouble else NOTHING_TO_SAY)
    if found.active or found.actions.open().exists():
        return response
    return HttpResponseStopPolling(response.content)


@require_safe
@vary_on_headers("HX-Request")
def distribution(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    """Planned and actual distribution; a page of its own without JavaScript."""
    found, trouble, actual = access.run_or_404(request.user, stack, run_id), "", None
    try:
        actual = distribution_of(found)
    except (K6Error, NotConnected, Unreadable) as error:
        trouble = trouble_words(error)
    template = "runs/_distribution.html" if request.htmx else "runs/distribution.html"
    return render(request, template, {"distribution": run_distribution(found, actual, trouble)})
