"""Pages for what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import permission_denied

from runs import audit
from runs.access import Refused
from runs.audit import Outcome
from runs.views.people import PersonRequest, actor

WAIT_SECONDS = 300  # the window of the limit on failed logins


def forbidden(request: PersonRequest, exception: Exception) -> HttpResponse:
    """A refused change is in the audit; a page that somebody may not look at is not a deed."""
    if isinstance(exception, Refused) and request.method == "POST":
        audit.record(actor(request), exception.deed, Outcome.REFUSED, team=exception.team, reason="role")
    return permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long, or it came from another site."""
    return render(request, "errors/csrf.html", status=403)


def too_many_requests(request: HttpRequest, wait: int | None = None) -> HttpResponse:
    """Also django-allauth's answer wherever one of its limits is met. `wait`: seconds until it is open again."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(wait or WAIT_SECONDS)
    return response
