"""A run's script: to read, and to download as it came."""

import socket

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from runs import access
from runs.access import Attempt, Deed
from runs.audit import Outcome, record_run_event
from runs.presenters.run_script import run_script
from runs.scripts import open_download, read_run_script
from runs.views.answers import api_trouble_goes_to
from runs.views.people import PersonRequest, actor

PIECE_SECONDS = 30.0


@require_safe
@api_trouble_goes_to("run")
def read(request: PersonRequest, stack: str, run_id: int) -> HttpResponse:
    found = access.run_or_404(request.user, stack, run_id)
    may_download = access.may(request.user, found.stack.team, Deed.DOWNLOAD_SCRIPT)
    shown = run_script(found, read_run_script(found), may_download=may_download)
    return render(request, "runs/script.html", {"script": shown})


@require_safe
@api_trouble_goes_to("run")
def download(request: PersonRequest, stack: str, run_id: int) -> HttpResponseBase:
    """The raw script may hold secrets: for members, and in the audit. Our own headers, none of the API's."""
    found = access.run_or_404(request.user, stack, run_id)
    access.require(request.user, found.stack.team, Deed.DOWNLOAD_SCRIPT, Attempt("script_downloaded", run=found))
    script = open_download(found)
    record_run_event(actor(request), found, "script_downloaded", Outcome.DONE)
    response = StreamingHttpResponse(script, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="k6-run-{found.run_id}.{script.suffix}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Encoding"] = "identity"
    response.headers["Cache-Control"] = "private, no-store"
    _give_up_on_readers_that_stall(request)
    if script.length is not None:
        response.headers["Content-Length"] = str(script.length)
    return response


def _give_up_on_readers_that_stall(request: PersonRequest) -> None:
    """A reader who takes longer than this for one piece loses the connection, and with it frees the thread.

    gunicorn hands over the socket; under another server this is a proxy's work.
    """
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(PIECE_SECONDS)
