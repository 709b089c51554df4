"""Somebody who got an account a moment ago is in at once."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse

from runs.models import User


def enter(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """They have just chosen their password, so nobody asks for it again."""
    response: HttpResponse = perform_login(request, user, redirect_url=to)
    record_authentication(request, user, method="password", email=user.email)
    return response
