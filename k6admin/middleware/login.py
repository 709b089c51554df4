"""A login comes first, and before what matters most the password once more."""

from collections.abc import Callable

from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from runs.people.second_factors import FactorUnreadable
from runs.views.addresses import page_of
from runs.views.reauthentication import ask_again


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Every page asks for a login unless its view says otherwise.

    htmx would put a login form into the middle of a page, so it is sent to the login page as a whole. It comes back to
    the page that it was on, never to the fragment's own address; so does a form, whose own may be no page.
    """

    def handle_no_permission(  # type: ignore[override]
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],  # noqa: ARG002
    ) -> HttpResponseBase:
        login = redirect_to_login(page_of(request), resolve_url("account_login"))
        return HttpResponseClientRedirect(login.url) if getattr(request, "htmx", None) else login


class PasswordAgainMiddleware:
    """Whatever asks for the password again, of ours or of django-allauth, asks in one way.

    It stands below allauth's own middleware, which would keep a form in the session as it was typed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, ReauthenticationRequired):
            return ask_again(request, getattr(exception, "deed", ""))
        if isinstance(exception, FactorUnreadable):  # outside a form, which would say it at its field
            messages.error(request, exception.message)
            return redirect("profile")
        return None
