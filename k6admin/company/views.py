"""To the company's sign-in and back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal.flows.connect import disconnect, validate_disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from k6admin.company.issuer import the_issuer
from k6admin.company.provider import CompanyProvider
from k6admin.company.wire import AGAIN, CompanyWire
from runs.views.reauthentication import PasswordNeeded, is_fresh, password_again

View = Callable[..., HttpResponseBase]
TROUBLES = (OAuth2Error, OSError, KeyError, TypeError, ValueError)  # what goes wrong on a wire is an OSError


def leads_to_the_issuer(view: View) -> View:
    """For a page with a form that ends at the issuer: browsers ask whether it may, redirects included."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        wider = csp_update({"form-action": [settings.OIDC.origin]}) if settings.OIDC else None
        response: HttpResponseBase = (wider(view) if wider else view)(request, *args, **kwargs)
        return response

    return answer


@login_not_required
@require_POST
def login(request: HttpRequest) -> HttpResponse:
    return _send(request, "login")


@leads_to_the_issuer
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """Asks for the password before it shows its form, because that ends at the issuer."""
    if request.method == "POST" and is_fresh(request):
        return _send(request, "connect")
    if request.method == "POST":
        return redirect("company_connect")
    if not is_fresh(request):
        raise PasswordNeeded("connect another way to log in")
    return _page(request, "socialaccount/connect.html")


@leads_to_the_issuer
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Asked again, for somebody who has no password here."""
    if request.method == "POST":
        return _send(request, AGAIN)
    methods = get_account_adapter(request).get_reauthentication_methods(request.user)
    others = [
        {**method, "url": passthrough_next_redirect_url(request, method["url"], "next")}
        for method in methods
        if method["id"] != "company"
    ]
    return _page(request, "socialaccount/reauthenticate.html", reauthentication_alternatives=others)


@require_POST
@password_again("disconnect a way to log in")
def end(request: HttpRequest) -> HttpResponse:
    for account in SocialAccount.objects.filter(user=request.user):
        try:
            validate_disconnect(request, account)
            disconnect(request, account)
        except ValidationError as error:
            messages.error(request, f"{error.messages[0]} Set one first, else you could not log in any more.")
    return redirect("profile")


@login_not_required
@require_safe
def callback(request: HttpRequest) -> HttpResponseBase:
    """The issuer sends people here with a code."""
    wire = CompanyWire(request)
    try:
        response: HttpResponseBase = _Callback.adapter_view(wire)(request)
    except TROUBLES as trouble:  # an issuer whose answers are not what the standard says
        return _failed(request, wire.get_provider(), trouble)
    return response


class _Callback(OAuth2CallbackView):  # type: ignore[misc]
    """allauth's own, which keeps to itself what the token is to be held against."""

    def _get_state(self, request: HttpRequest, provider: CompanyProvider) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, response


def _send(request: HttpRequest, process: str) -> HttpResponse:
    """Limited like any other door: each of these costs a call to the issuer."""
    provider = _provider(request)
    closed: HttpResponse | None = ratelimit.consume_or_429(request, app="allauth.account", action="company_login")
    if closed:
        return closed
    try:
        response = provider.send(request, process, get_next_redirect_url(request))
    except TROUBLES as trouble:
        return _failed(request, provider, trouble)
    address = response.headers["Location"]
    if urlsplit(address)[:2] == urlsplit(the_issuer().origin)[:2]:
        return response
    # Browsers would not let a form end there; a link may.
    return render(request, "socialaccount/go_on.html", {"address": address, "host": urlsplit(address).hostname})


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    back = get_next_redirect_url(request) or ""
    return render(request, template, {"host": _provider(request).name, "back": back, **context})


def _provider(request: HttpRequest) -> CompanyProvider:
    the_issuer()
    provider: CompanyProvider = get_adapter().get_provider(request, "company")
    return provider


def _failed(request: HttpRequest, provider: CompanyProvider, trouble: Exception) -> HttpResponse:
    response: HttpResponse = render_authentication_error(request, provider, exception=trouble)
    return response
