"""Addresses of this site that somebody may be led to: pages to look at, never what changes something."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

SAFE = {"GET", "HEAD"}


def is_a_page(address: str) -> bool:
    """Whether a path of this site, with or without its query, is answered when somebody looks at it."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return False
    try:
        return _answers_looks(resolve(urlsplit(address).path).func)
    except (Resolver404, ValueError):
        return False


def page_of(request: HttpRequest) -> str:
    """Where to come back to from this request: itself, or for a form or an htmx call the page that it stood on.

    What a browser says of that may be anything; the start page stands in for what is no page of ours.
    """
    htmx = getattr(request, "htmx", None)
    if request.method in SAFE and not htmx:
        return request.get_full_path()
    said = _own_part_of(htmx) if htmx else _own_part(request, request.headers.get("Referer", ""))
    known = [said, *([] if htmx else [request.get_full_path()])]
    return next((address for address in known if is_a_page(address)), "/")


def _own_part_of(htmx: HtmxDetails) -> str:
    """The same of the page that an htmx call came from; its header may hold what is no address at all."""
    try:
        return htmx.current_url_abs_path or ""
    except ValueError:
        return ""


def _own_part(request: HttpRequest, url: str) -> str:
    """Path and query of an address of this host."""
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _answers_looks(view: Callable[..., Any] | None) -> bool:
    """What `require_http_methods` keeps to itself, below other decorators; a view without it answers everything."""
    while view is not None:
        code, cells = getattr(view, "__code__", None), getattr(view, "__closure__", None) or ()
        kept = dict(zip(code.co_freevars, cells, strict=True)) if code else {}
        if "request_method_list" in kept:
            return "GET" in kept["request_method_list"].cell_contents
        view = getattr(view, "__wrapped__", None)
    return True
