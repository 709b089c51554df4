"""Headers that stand on every answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from k6admin.promised_headers import PROMISED


class PromisedHeadersMiddleware:
    """On every answer, static files and errors too: no device is needed, nobody embeds, nothing private is shared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in PROMISED.items():
            response.headers.setdefault(name, value)
        return response
