"""The password asked again before what matters most: tokens, roles, stacks, second factors.

`password_again` decorates a view. A session whose person last proved who they are more than ten minutes ago is led to
the page that asks, and what was typed goes along, sealed: once they have answered, the same view gets the same form.
"""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, stash_and_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from allauth.utils import get_request_param
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django_htmx.http import HttpResponseClientRedirect

from runs.models import User
from runs.sealing import Unreadable, lock, unlock
from runs.views.addresses import page_of

View = Callable[..., HttpResponseBase]
PROVED = "proved_elsewhere"  # in the session: who proved elsewhere who they are, and when
MOST_TYPED = 100_000  # characters of a form that are kept while the password is asked


class PasswordNeeded(ReauthenticationRequired):  # type: ignore[misc]
    """Whoever sits there must be asked again; `deed` completes "Confirm that it is you, to …"."""

    def __init__(self, deed: str = "") -> None:
        super().__init__(deed)
        self.deed = deed


def password_again(deed: str, when: Callable[[HttpRequest], bool] | None = None) -> Callable[[View], View]:
    """For a view that changes something: asks before a POST (where `when` says so), never before a look.

    A page whose form may come back with errors names its own address in `action`: after the question it stands under
    the question's.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and (when is None or when(request)) and not is_fresh(request):
                raise PasswordNeeded(deed)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person logged in, or answered the question, within the last ten minutes."""
    records = [*get_authentication_records(request, request.user)]
    elsewhere = request.session.get(PROVED, {})
    if elsewhere.get("user") == request.user.pk:
        records.append(elsewhere)
    ages = [time.time() - float(record.get("at", 0)) for record in records]
    return any(0 <= age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for age in ages)


def proved_now(request: HttpRequest, user: User) -> None:
    """Somebody proved at a company's sign-in who they are. It counts once they are logged in, as a password does."""
    request.session[PROVED] = {"user": user.pk, "at": time.time()}


def ask_again(request: HttpRequest, deed: str) -> HttpResponse:
    """To the page that asks. What was typed waits in the session, unreadable for whoever reads the database."""
    back = page_of(request)
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    state = {"deed": deed, "back": back, "at": time.time(), "typed": _typed(request)}
    page = stash_and_reauthenticate(request, state, f"{__name__}.resume").url
    address = f"{methods[0]['url'] if methods else page}?{urlencode({'next': back})}"
    return HttpResponseClientRedirect(address) if getattr(request, "htmx", None) else redirect(address)


def resume(request: HttpRequest, state: dict[str, Any]) -> HttpResponseBase:
    """Called by django-allauth once the answer was right."""
    return _go_on(request, state, get_request_param(request, "next"))


def answered(request: HttpRequest, back: str) -> HttpResponseBase:
    """The same for an answer that was given elsewhere, to a question that was to lead `back` to a page."""
    state = request.session.pop(STATE_SESSION_KEY, {}).get("state")
    return _go_on(request, state, back) if state else redirect(back)


def _go_on(request: HttpRequest, state: dict[str, Any], back: str | None) -> HttpResponseBase:
    """The view that asked, with what was typed.

    Nothing typed, too old, or asked for by another page meanwhile: back to the page that it was typed on.
    """
    is_late = time.time() - state["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    typed = None if is_late or back != state["back"] else _opened(request, state["typed"])
    if typed is None:
        return redirect(state["back"])
    try:
        match = resolve(typed["path"])
    except Resolver404:
        return redirect(state["back"])
    request.method, request.path, request.path_info = "POST", typed["path"], typed["path"]
    request.META["QUERY_STRING"] = typed["query"]
    request.GET, request.POST = QueryDict(typed["query"]), QueryDict(typed["body"])
    request.resolver_match = match
    response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return response


def _typed(request: HttpRequest) -> str:
    """A form as it was sent, sealed for this person; empty for a look and for what is too long to keep."""
    if request.method != "POST":
        return ""
    body = request.POST.copy()
    body.pop("csrfmiddlewaretoken", None)
    typed = {"path": request.path, "query": request.GET.urlencode(), "body": body.urlencode()}
    text = json.dumps(typed)
    return lock(text, _row(request), settings.TOKEN_KEYS) if len(text) <= MOST_TYPED else ""


def _opened(request: HttpRequest, sealed: str) -> dict[str, str] | None:
    try:
        typed: dict[str, str] = json.loads(unlock(sealed, _row(request), settings.TOKEN_KEYS))
    except Unreadable:
        return None
    return typed


def _row(request: HttpRequest) -> str:
    return f"typed:{request.user.pk}"
