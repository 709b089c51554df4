"""To the company's sign-in and back."""

import logging
from collections.abc import Callable
from functools import wraps
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url, perform_login
from allauth.core import ratelimit
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from k6admin.company import identities
from k6admin.company.asking import Asked, Process, ask, take
from k6admin.company.client import IssuerError, known_code
from k6admin.company.identities import Entry, IdentityRefused, Why
from k6admin.company.issuer import the_issuer
from k6admin.company.protocol import Person, prove
from runs.audit import Actor, Outcome, record, record_person_event
from runs.client_ip import client_ip, request_id
from runs.models import User
from runs.views.people import PersonRequest, acting_as, actor
from runs.views.reauthentication import PasswordNeeded, answered, is_fresh, password_again, proved_now

log = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
ACTIONS = {Process.LOGIN: "company_login", Process.CONNECT: "identity_connected", Process.AGAIN: "identity_confirmed"}
CLOSED = (
    "You logged in through the company's sign-in for the first time, so every earlier way to log in to this account "
    "was removed."
)
BUSY_SECONDS = 5


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
    return _send(request, Process.LOGIN)


@leads_to_the_issuer
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """Asks for the password before it shows its form, because that ends at the issuer."""
    if request.method == "POST" and is_fresh(request):
        return _send(request, Process.CONNECT)
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
        return _send(request, Process.AGAIN)
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    others = [
        {**method, "url": passthrough_next_redirect_url(request, method["url"], "next")}
        for method in methods
        if method["id"] != "company"
    ]
    return _page(request, "socialaccount/reauthenticate.html", reauthentication_alternatives=others)


@require_POST
@password_again("disconnect a way to log in")
def end(request: PersonRequest) -> HttpResponse:
    """`identity` is the primary key of the one to end; without it all end."""
    try:
        ended = identities.disconnect(request.user, actor(request), request.POST.get("identity", ""))
    except IdentityRefused:
        messages.error(request, "You have no password. Set one first, or you could not log in again.")
    else:
        if ended:
            messages.info(request, "It is disconnected.")
            _notify(request, request.user, "account_disconnected")
    return redirect("profile")


@login_not_required
@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    return render(request, "socialaccount/login_cancelled.html")


@login_not_required
@require_safe
@never_cache
def callback(request: HttpRequest) -> HttpResponseBase:
    """The issuer sends people here with a code."""
    the_issuer()
    asked = take(request)
    if asked is None:
        return _failed(request, None, IssuerError("no such question"))
    error = request.GET.get("error")
    if error:
        if error == "access_denied":
            return redirect("socialaccount_login_cancelled")
        return _failed(request, asked, IssuerError(known_code(error) or "unknown error"))
    try:
        person = prove(asked.question, request.GET.get("code", ""), request.GET.get("iss"))
    except IssuerError as trouble:
        return _failed(request, asked, trouble)
    steps = {Process.LOGIN: _log_in, Process.CONNECT: _connect, Process.AGAIN: _confirm}
    return steps[asked.process](request, asked, person)


def _log_in(request: HttpRequest, asked: Asked, person: Person) -> HttpResponseBase:
    try:
        entry = identities.enter(request, person)
    except IdentityRefused as refusal:
        return _refused(request, asked, refusal.why, person, refusal.user)
    return _go_in(request, asked, entry)


def _connect(request: HttpRequest, asked: Asked, person: Person) -> HttpResponseBase:
    user = request.user
    if not isinstance(user, User) or user.pk != asked.user:
        return _somebody_else(request, asked)
    if not is_fresh(request):  # the answer took so long that the password must be asked again
        return redirect("company_connect")
    try:
        entry = identities.connect(request, user, person)
    except IdentityRefused as refusal:
        return _refused(request, asked, refusal.why, person, user)
    if entry.has_closed:  # this login as well
        return _go_in(request, asked, entry)
    if entry.is_new:
        _notify(request, user, "account_connected")
    messages.info(request, "You can now log in with it." if entry.is_new else "It was connected already.")
    return redirect(asked.back or "profile")


def _confirm(request: HttpRequest, asked: Asked, person: Person) -> HttpResponseBase:
    """The answer counts only where the issuer names the person who is logged in here."""
    user = request.user
    if not isinstance(user, User) or user.pk != asked.user or not identities.is_of(user, person):
        return _somebody_else(request, asked)
    proved_now(request, user)
    record_person_event(acting_as(request, user), user, ACTIONS[Process.AGAIN])
    return answered(request, asked.back or reverse("profile"))


def _go_in(request: HttpRequest, asked: Asked, entry: Entry) -> HttpResponse:
    """With allauth's steps of a login, the second factor among them; in a new session."""
    if request.user.is_authenticated:
        request.session.flush()
        request.user = AnonymousUser()
    if not entry.user.is_active:
        _record(request, asked, Outcome.REFUSED, entry.user, reason="closed")
    elif entry.is_new:
        _notify(request, entry.user, "account_connected")
    if entry.has_closed:
        messages.info(request, CLOSED)
    proved_now(request, entry.user)
    response: HttpResponse = perform_login(
        request, entry.user, email_verification="none", redirect_url=asked.back or None
    )
    return response


def _send(request: HttpRequest, process: Process) -> HttpResponse:
    """Limited like any other door: each of these may cost a call to the issuer."""
    the_issuer()
    closed: HttpResponse | None = ratelimit.consume_or_429(request, action="company_login")
    if closed:
        return closed
    try:
        address = ask(request, process, get_next_redirect_url(request))
    except IssuerError as error:
        return _failed(request, None, error)
    if urlsplit(address)[:2] == urlsplit(the_issuer().origin)[:2]:
        return redirect(address)
    # Browsers would not let a form end there; a link may.
    return render(request, "socialaccount/go_on.html", {"address": address, "host": urlsplit(address).hostname})


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    back = get_next_redirect_url(request) or ""
    return render(request, template, {"host": the_issuer().host, "back": back, **context})


def _refused(request: HttpRequest, asked: Asked, why: Why, person: Person, user: User | None) -> HttpResponse:
    _record(request, asked, Outcome.REFUSED, user, reason=why.value)
    if why is Why.OTHER_ACCOUNT:
        messages.error(request, "That sign-in belongs to another account here. Nothing was changed.")
        return redirect("profile")
    if why is Why.OVERTAKEN:
        messages.warning(request, "The password was changed meanwhile. Log in again.")
        return redirect("account_login")
    context = {"host": the_issuer().host, "why": why.value, "address": person.email}
    return render(request, "socialaccount/refused.html", context, status=403)


def _somebody_else(request: HttpRequest, asked: Asked) -> HttpResponse:
    user = request.user if isinstance(request.user, User) else None
    _record(request, asked, Outcome.REFUSED, user, reason="somebody_else")
    return render(request, "socialaccount/somebody_else.html", {"host": the_issuer().host}, status=403)


def _failed(request: HttpRequest, asked: Asked | None, error: IssuerError) -> HttpResponse:
    """Nothing was proved. In the audit are only answers to a question of ours: others cost their sender nothing."""
    log.warning("the company's sign-in failed: %s", error.reason)
    if asked:
        user = request.user if isinstance(request.user, User) else None
        _record(request, asked, Outcome.FAILED, user, reason="issuer", said=error.reason)
    status = 503 if error.reason == "busy" else 401
    context = {"reason": error.reason, "host": the_issuer().host}
    response = render(request, "socialaccount/authentication_error.html", context, status=status)
    if error.reason == "busy":
        response["Retry-After"] = str(BUSY_SECONDS)
    return response


def _record(request: HttpRequest, asked: Asked, outcome: Outcome, user: User | None, **detail: Any) -> None:
    """`user` is the account that it was about; who acted is known only where somebody is logged in."""
    who = Actor(request.user if isinstance(request.user, User) else None, client_ip(request), request_id(request), "")
    if user:
        record_person_event(who, user, ACTIONS[asked.process], outcome, **detail)
    else:
        record(who, ACTIONS[asked.process], outcome, kind="person", **detail)


def _notify(request: HttpRequest, user: User, what: str) -> None:
    """By mail, as of every change of how one logs in. A mail server that is down keeps nobody out."""
    try:
        get_adapter(request).send_notification_mail(
            f"socialaccount/email/{what}", user, {"provider": the_issuer().host}
        )
    except (SMTPException, OSError) as error:
        log.warning("a mail about a company's sign-in could not be sent: %s", type(error).__name__)
