"""Answers too long to be made before they are sent."""

import socket
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from runs.line import downloads
from runs.views.errors import busy

# Exports share the line of the downloads, as if all of them were of one stack.
EXPORTS = 0


def download_of(
    request: HttpRequest, pieces: Iterable[bytes | str], filename: str, content_type: str = "application/octet-stream"
) -> StreamingHttpResponse:
    """A file to keep, under a name that is ours; nobody between keeps it, and no browser takes it for a page."""
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    _give_up_on_readers_that_stall(request)
    return response


def export_of(
    request: HttpRequest, pieces: Iterable[bytes | str], filename: str, content_type: str
) -> HttpResponseBase:
    """The same for what is written while it is read; 503 where as many stream already as a web process bears."""
    if not downloads.enter(EXPORTS):
        return busy("Too many files are being downloaded.")
    return download_of(request, _Placed(pieces), filename, content_type)


class _Placed:
    """Gives its place in the line back when the answer is over, however it ends."""

    def __init__(self, pieces: Iterable[bytes | str]) -> None:
        self._pieces = pieces

    def __iter__(self) -> Iterator[bytes | str]:
        return iter(self._pieces)

    def close(self) -> None:
        downloads.leave(EXPORTS)


def _give_up_on_readers_that_stall(request: HttpRequest) -> None:
    """A reader who takes longer than this for one piece loses the connection, and with it frees the thread.

    gunicorn hands over the socket; under another server this is a proxy's work.
    """
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(settings.PATIENCE_WITH_READERS)
