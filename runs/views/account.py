"""A person's own page."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from runs.forms import ProfileForm
from runs.people.profile import change
from runs.people.sessions import end_others, end_sessions, sessions_of
from runs.people.tokens import stacks_to_act_on, tokens_of
from runs.presenters.account import factors, logins, team_rows
from runs.presenters.personal_tokens import token_rows
from runs.views.people import PersonRequest, actor


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, request.user)
    if form.is_valid():
        change(request.user, actor(request), **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("profile")
    return render(request, "account/profile.html", _context(request, form), status=422 if form.errors else 200)


@require_safe
def to_profile(request: PersonRequest) -> HttpResponse:  # noqa: ARG001
    """Where django-allauth has pages for what stands on the profile."""
    return redirect("profile")


@require_POST
def sessions_end(request: PersonRequest) -> HttpResponse:
    """Log out everywhere else, or everywhere."""
    if request.POST.get("which") == "others":
        ended = end_others(request.user, actor(request), request.session.session_key)
        messages.success(request, "That was your only login." if not ended else "All your other logins are ended.")
        return redirect("profile")
    end_sessions(request.user)
    logout(request)
    return redirect("account_login")


def _context(request: PersonRequest, form: ProfileForm) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    memberships = user.memberships.select_related("team").order_by("team__name", "team_id")
    return {
        "form": form,
        "email": user.email,
        "clock": timezone.localtime(now),
        "factors": factors(user, Authenticator.objects.filter(user=user).order_by("created_at", "pk"), now),
        "logins": logins(sessions_of(user), request.session.session_key, now),
        "teams": team_rows(memberships),
        "tokens": token_rows(stacks_to_act_on(user), tokens_of(user), now),
    }
