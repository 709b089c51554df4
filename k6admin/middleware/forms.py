"""A form comes whole and in good time, or nothing is done with it."""

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError

from runs.k6api.deadline import Deadline
from runs.views.errors import busy

# Of a process's eight threads: whoever sends a byte now and then must not take them all.
MOST_COMING = 4
TOO_MANY = "Too many forms are on their way to this site just now."


class WholeFormMiddleware:
    """Reads what is sent before anybody looks at it.

    A connection that breaks off leaves the beginning of a form, which looks like a form. And gunicorn waits for ever
    for one that comes byte by byte, so its socket is shut once `PATIENCE_WITH_READERS` is over.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._places = threading.BoundedSemaphore(MOST_COMING)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length == "0":
            return self.get_response(request)
        if not self._places.acquire(blocking=False):
            return busy(TOO_MANY)
        try:
            is_whole = _came(request) >= int(length)
        finally:
            self._places.release()
        return self.get_response(request) if is_whole else HttpResponseBadRequest()


def _came(request: HttpRequest) -> int:
    """Bytes that came. Django's refusal of what is too large is passed on."""
    connection = request.META.get("gunicorn.socket")
    with Deadline(settings.PATIENCE_WITH_READERS) as deadline:
        if connection:
            deadline.hold(connection)
        try:
            return len(request.body)
        except UnreadablePostError:
            return 0
