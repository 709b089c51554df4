"""What watches the site is answered before anything else is looked at."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

PROBES = ("/healthz", "/readyz")


class ProbeMiddleware:
    """A load balancer asks by an address, not by the site's name, and has neither https nor a session.

    So its questions are answered above the check of the host, sessions and logins, below the headers that every answer
    has. They tell nothing about the site but whether it works, so that no name needs to guard them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in PROBES:
            return self.get_response(request)
        view: Callable[[HttpRequest], HttpResponse] = resolve(request.path_info).func
        return view(request)
