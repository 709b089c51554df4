"""Rate limits on every page and every change, in one place."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from runs.callers import CALLER
from runs.views.pace import refuse_too_fast


class PaceMiddleware:
    """Limits requests before their view runs: of each person, or of each address where nobody is logged in.

    A new route is covered without doing anything for it. It stands below sessions and htmx, which it reads, and above
    everything that answers. It also says whose request a thread answers, for the limit on calls to the API.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mark = CALLER.set(request.user.pk)
        try:
            return self.get_response(request)
        finally:
            CALLER.reset(mark)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        return refuse_too_fast(request, match.view_name if match else "")
