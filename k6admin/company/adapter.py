"""Who comes in with the company's sign-in: whoever has an account or an invitation, by an address that it verified."""

import logging
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from k6admin.company.issuer import the_issuer
from k6admin.company.wire import AGAIN
from runs.models import User
from runs.people.doors import close_earlier_doors
from runs.teams import InvitationRefused, accept, open_invitation_for
from runs.views.people import acting_as
from runs.views.reauthentication import answered

log = logging.getLogger(__name__)


class CompanyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002
        provider: str | None = None,
        client_id: str | None = None,  # noqa: ARG002
    ) -> list[SocialApp]:
        """The one issuer of the environment, and none that a table may hold."""
        issuer = settings.OIDC
        if issuer is None or provider not in {None, "company", issuer.key}:
            return []
        app = SocialApp(provider="company", provider_id=issuer.key, name=issuer.host)
        app.client_id, app.secret, app.settings = issuer.client_id, issuer.client_secret, {"server_url": issuer.url}
        return [app]

    def get_requests_session(self) -> Any:
        """No proxy or password from this machine's own settings, and no address that an answer points to."""
        session = super().get_requests_session()
        session.trust_env, session.max_redirects = False, 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == AGAIN:
            raise ImmediateHttpResponse(_asked_again(request, sociallogin))
        if sociallogin.state.get("process") == "login":
            _let_in(request, sociallogin)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Whoever is not let in was told so already."""
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:  # noqa: ARG002
        user: User = sociallogin.user
        user.email = str(data.get("email", "")).lower()
        user.name = "".join(letter for letter in str(data.get("name", "")) if letter.isprintable())[:100]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: object = None) -> User:
        """A new person is in the team that they were invited into: the address proved that it is they."""
        user: User = super().save_user(request, sociallogin, form=form)
        invitation = open_invitation_for(user.email)
        try:
            if invitation:
                accept(invitation, user, acting_as(request, user))
        except InvitationRefused as error:
            log.warning("an invitation could not be used after all: %s", error)
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:  # noqa: ARG002
        return reverse("profile")

    def on_authentication_error(self, request: HttpRequest, provider: object, **details: Any) -> None:  # noqa: ARG002
        log.warning("the company's sign-in failed: %s", details.get("exception") or details.get("error"))


def _let_in(request: HttpRequest, sociallogin: SocialLogin) -> None:
    """Somebody with an account, or with an open invitation. Anybody else gets the refusal as the answer."""
    if not sociallogin.is_existing:
        address = sociallogin.email_addresses[0] if sociallogin.email_addresses else None
        if address is None or not address.verified or not open_invitation_for(address.email):
            raise ImmediateHttpResponse(_refusal(request, address))
        return
    user = sociallogin.user
    # Without mail a lead vouched for the address, and may have set up the account: its owner is known only now.
    is_first_time = sociallogin.account.pk is None and not settings.SENDS_MAIL
    if is_first_time and close_earlier_doors(user, acting_as(request, user)):
        messages.info(request, "You came in by the company's sign-in: your earlier password and passkeys ended.")


def _refusal(request: HttpRequest, address: EmailAddress | None) -> HttpResponse:
    context = {"address": address, "host": the_issuer().host}
    return render(request, "socialaccount/refused.html", context, status=403)


def _asked_again(request: HttpRequest, sociallogin: SocialLogin) -> HttpResponseBase:
    """The answer counts only where the issuer names the person who is logged in here."""
    if not request.user.is_authenticated or sociallogin.user != request.user:
        return render(request, "socialaccount/somebody_else.html", {"host": the_issuer().host}, status=403)
    provider, uid = sociallogin.account.provider, sociallogin.account.uid
    record_authentication(request, request.user, "socialaccount", provider=provider, uid=uid, reauthenticated=True)
    return answered(request, str(sociallogin.state.get("next") or reverse("profile")))
