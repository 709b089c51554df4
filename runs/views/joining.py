"""Somebody opens the link of an invitation. Whoever only guesses or finds one learns nothing from it."""

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from runs import teams
from runs.client_ip import client_ip, request_id
from runs.forms import NewPersonForm
from runs.models import Invitation, User
from runs.presenters.joining import joining, why_not_joining
from runs.teams import InvitationRefused, Why
from runs.views.entering import enter
from runs.views.people import PersonRequest, actor

HELP_WITH_MAIL = (
    "You never made one? Set a password with “Forgotten password”: that removes every earlier way to log in to it."
)
HELP_WITHOUT_MAIL = "You never made one? Ask whoever runs this site to hand it over to you."


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: PersonRequest, token: str) -> HttpResponse:
    found = teams.find_invitation(token)
    if found is None:
        return _nothing(request)
    is_known = isinstance(request.user, User)
    is_mine = is_known and teams.uses_address(request.user, found.email)
    why = teams.why_not(found, timezone.now())
    if why:
        return _over(request, found, why) if is_mine else _nothing(request)
    if not is_known:
        return _new_person(request, found)
    if not is_mine:
        return _of_another(request, found)
    return _join(request, found) if request.method == "POST" else _asked(request, found)


def _asked(request: PersonRequest, found: Invitation) -> HttpResponse:
    if teams.needs_proof(found, request.user):
        return _prove_first(request, found)
    return render(request, "invitations/join.html", {"invitation": joining(found)})


def _join(request: PersonRequest, found: Invitation) -> HttpResponse:
    try:
        teams.accept(found, request.user, actor(request))
    except InvitationRefused as error:
        return _prove_first(request, found) if error.why is Why.ADDRESS else _over(request, found, error.why)
    messages.success(request, f"You are in {found.team.name} now.")
    return redirect("team_members", found.team.slug)


def _new_person(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewPersonForm(request.POST or None, email=found.email)
    if form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        try:
            user = teams.accept_as_new_person(found, name, password, client_ip(request), request_id(request))
        except InvitationRefused as error:
            if error.why is not Why.ACCOUNT:
                return _nothing(request)
            form.add_error(None, "There is an account with this address. Log in with it to accept the invitation.")
            form.add_error(None, HELP_WITH_MAIL if settings.SENDS_MAIL else HELP_WITHOUT_MAIL)
        else:
            return _welcome(request, user, found)
    context = {"invitation": joining(found), "form": form, "login_next": request.path}
    return render(request, "invitations/new_person.html", context, status=422 if form.errors else 200)


def _welcome(request: HttpRequest, user: User, found: Invitation) -> HttpResponse:
    """Logged in at once: they have just proved both, the address by the link and the password by choosing it."""
    response = enter(request, user, "/")
    messages.success(request, f"Welcome. You are in {found.team.name} now.")
    return response


def _of_another(request: PersonRequest, found: Invitation) -> HttpResponse:
    """The address that it is for stays untold: this person may have found the link somewhere."""
    if request.method == "POST":
        with suppress(InvitationRefused):  # it is in the audit
            teams.accept(found, request.user, actor(request))
    return render(request, "invitations/other.html", {"login_next": request.path}, status=403)


def _prove_first(request: PersonRequest, found: Invitation) -> HttpResponse:
    """The account was made with a link that was handed over; whoever made it may not be whom the sender means."""
    context = {"invitation": joining(found), "email": request.user.email, "has_issuer": settings.OIDC is not None}
    return render(request, "invitations/prove.html", context, status=403)


def _over(request: PersonRequest, found: Invitation, why: Why) -> HttpResponse:
    return render(request, "invitations/over.html", {"notice": why_not_joining(found, why)}, status=410)


def _nothing(request: HttpRequest) -> HttpResponse:
    """Unknown, used, expired or taken back: to a stranger all of them look alike."""
    return render(request, "invitations/nothing.html", status=404)
