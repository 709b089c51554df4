"""Pages for what went wrong."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import bad_request as plain_bad_request
from django.views.defaults import permission_denied
from django.views.defaults import server_error as plain_server_error

from runs import audit
from runs.access import Refused
from runs.audit import Outcome
from runs.database import is_out_of_reach
from runs.presenters.moments import wait_of
from runs.views.people import PersonRequest, actor

WAIT_SECONDS = 300  # the window of the limit on failed logins
BUSY_SECONDS = 5  # until a busy database is worth another try


def forbidden(request: PersonRequest, exception: Exception) -> HttpResponse:
    """A refused deed is in the audit, once; a page that somebody may not look at is not a deed."""
    if isinstance(exception, Refused) and (request.method == "POST" or exception.attempt.action):
        _record(request, exception)
    return permission_denied(request, exception)


def _record(request: PersonRequest, refused: Refused) -> None:
    """With the one thing that it was about, where there was one."""
    attempt, who = refused.attempt, actor(request)
    action = attempt.action or refused.deed.value
    if attempt.run:
        audit.record_run_event(who, attempt.run, action, Outcome.REFUSED, reason="role")
    elif attempt.test:
        audit.record_test_event(who, attempt.test, action, Outcome.REFUSED, reason="role")
    else:
        audit.record(who, action, Outcome.REFUSED, team=refused.team, stack=attempt.stack, reason="role")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was open too long, or it came from another site."""
    return render(request, "errors/csrf.html", status=403)


def too_many_requests(request: HttpRequest, wait: int | None = None) -> HttpResponse:
    """Also django-allauth's answer wherever one of its limits is met. `wait`: seconds until it is open again."""
    words = f"Wait {wait_of(wait)}" if wait else ""
    response = render(request, "429.html", {"wait": words}, status=429)
    response.headers["Retry-After"] = str(wait or WAIT_SECONDS)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A session that can't be written now is told by Django as a bad request, which it is not."""
    return busy() if is_out_of_reach(exception) else plain_bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is busy or away is no bug, wherever in a request it shows."""
    return busy() if is_out_of_reach(sys.exc_info()[1]) else plain_server_error(request)


def busy(reason: str = "") -> HttpResponse:
    """Stands on nothing: no person, no session, no database. Without a reason it is the database that is busy."""
    response = HttpResponse(render_to_string("503.html", {"reason": reason}), status=503)
    response.headers["Retry-After"] = str(BUSY_SECONDS)
    return response
