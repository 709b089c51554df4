"""Which proxies are believed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from runs.client_ip import is_trusted

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REQUEST_ID")


class TrustedProxyMiddleware:
    """What a proxy says of a request (from where, whether by https, under which id) counts from TRUSTED_PROXIES alone.

    It stands above all others: Django would believe `X-Forwarded-Proto` of anybody who gets through to this process.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_trusted(request.META.get("REMOTE_ADDR", "")):
            for name in FORWARDED:
                request.META.pop(name, None)
        return self.get_response(request)
