"""How often somebody may do what others would feel: each limit is a rate of `ACCOUNT_RATE_LIMITS`."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpResponseBase

from runs.views.errors import too_many_requests
from runs.views.people import PersonRequest

View = Callable[..., HttpResponseBase]


def limited(action: str) -> Callable[[View], View]:
    """Counts a person's POSTs; one too many is answered with 429 and changes nothing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not ratelimit.consume(request, action=action, user=request.user):
                return too_many_requests(request)
            return view(request, *args, **kwargs)

        return answer

    return decorate
