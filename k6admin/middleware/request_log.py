"""One line in the log for each request, and an id that ties all of its lines together."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from k6admin.logs import REQUEST_ID
from k6admin.middleware.probes import PROBES
from runs.client_ip import client_ip

HEADER = "X-Request-Id"
SHAPE = re.compile(r"[\w.:-]{1,64}", re.ASCII)

log = logging.getLogger("k6admin.access")


class RequestLogMiddleware:
    """A request's id: its proxy's, else one of our own. It is in the answer, on each line of the log, in the audit.

    The address is logged without its query, which may hold what somebody searched for. What watches the site and
    files that never change leave a line only where something is wrong.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        ident = given if SHAPE.fullmatch(given) else uuid4().hex
        request.META["HTTP_X_REQUEST_ID"] = ident  # whoever reads it further down reads the one that counts
        REQUEST_ID.set(ident)
        began = perf_counter()
        response = self.get_response(request)
        if response.status_code >= 400 or not _is_routine(request.path_info):
            _write(request, response.status_code, perf_counter() - began)
        response.headers[HEADER] = ident
        return response


@receiver(request_finished)
def _forget(**_: Any) -> None:
    """Only now, because an answer that is streamed is written after it was given."""
    REQUEST_ID.set("")


def _is_routine(path: str) -> bool:
    return path in PROBES or path.startswith(str(settings.STATIC_URL))


def _write(request: HttpRequest, status: int, seconds: float) -> None:
    fields = {
        "method": request.method,
        "path": request.path,
        "status": status,
        "ms": round(seconds * 1000),
        "ip": client_ip(request),
    }
    level = logging.WARNING if status >= 500 else logging.INFO
    log.log(level, "%(method)s %(path)s %(status)s %(ms)s ms %(ip)s", fields, extra={"fields": fields})
