"""Answers too long to be made before they are sent."""

import socket
from collections.abc import Iterable

from django.http import HttpRequest, StreamingHttpResponse

PIECE_SECONDS = 30.0


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


def _give_up_on_readers_that_stall(request: HttpRequest) -> None:
    """A reader who takes longer than this for one piece loses the connection, and with it frees the thread.

    gunicorn hands over the socket; under another server this is a proxy's work.
    """
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(PIECE_SECONDS)
