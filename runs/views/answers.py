"""API trouble as an answer: back to the page, with a sentence, and the cached rows still there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from runs.connection import NotConnected, Unreadable
from runs.k6api.errors import K6Error
from runs.presenters.troubles import TROUBLES, UNKNOWN
from runs.sync.troubles import TOKEN_UNREADABLE, word_of
from runs.views.people import PersonRequest

View = Callable[..., HttpResponse]


def api_trouble_goes_to(route: str) -> Callable[[View], View]:
    """Decorates a view that calls the API; `route` takes the same arguments as the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (NotConnected, Unreadable):
                messages.error(request, _words(TOKEN_UNREADABLE))
            except K6Error as error:
                messages.error(request, _words(word_of(error), error.api_message))
            back: HttpResponse = redirect(route, *args, **kwargs)
            return back

        return answer

    return decorate


def _words(word: str, said: str = "") -> str:
    trouble = TROUBLES.get(word, UNKNOWN)
    quote = f" Grafana said: “{said}”" if said else ""
    return f"{trouble.sentence}{quote} {trouble.advice}"
