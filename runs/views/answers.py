"""API trouble as an answer: back to the page, with a sentence, and the cached rows still there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from runs.connection import NotConnected, Unreadable
from runs.k6api.errors import K6Error, LeftAlone, Refused
from runs.presenters.moments import wait_of
from runs.presenters.troubles import for_person
from runs.scripts import NotKept
from runs.troubles import NOT_CONNECTED, TOKEN_UNREADABLE, word_of
from runs.views.people import PersonRequest

View = Callable[..., HttpResponseBase]


def api_trouble_goes_to(route: str) -> Callable[[View], View]:
    """Decorates a view that calls the API; `route` takes the same arguments as the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except (K6Error, NotConnected, Unreadable, NotKept) as error:
                messages.error(request, trouble_words(error))
            back: HttpResponse = redirect(route, *args, **kwargs)
            return back

        return answer

    return decorate


def trouble_words(error: K6Error | NotConnected | Unreadable | NotKept) -> str:
    """What happened, what the API said, and what the person can do."""
    if isinstance(error, NotKept):
        return str(error)
    word, said, operation = (NOT_CONNECTED if isinstance(error, NotConnected) else TOKEN_UNREADABLE), "", ""
    if isinstance(error, K6Error):
        word, said, operation = word_of(error), error.api_message, error.operation
    trouble = for_person(error.cause if isinstance(error, LeftAlone) and error.cause else word, operation)
    quote = f" Grafana said: “{said}”" if said else ""
    return f"{trouble.sentence}{quote} {_when_again(error) or trouble.advice}"


def _when_again(error: Exception) -> str:
    """Where the API named a time, or we did."""
    seconds = error.seconds if isinstance(error, LeftAlone) else None
    if isinstance(error, Refused):
        seconds = error.retry_after
    return f"Nothing is asked of it for another {wait_of(seconds)}; try again then." if seconds else ""


def varied(response: HttpResponse) -> HttpResponse:
    """The same address answers a page or a part of it alone: caches must know what decides."""
    response.headers["Vary"] = "HX-Request, Cookie"
    response.headers["Cache-Control"] = "private, no-store"
    return response
