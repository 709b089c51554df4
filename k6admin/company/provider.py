"""The issuer as django-allauth knows it: what is asked of it, and what is believed of its answer."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.oauth2.provider import OAuth2Provider
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from k6admin.company.wire import AGAIN, CompanyWire

ASK_AGAIN = {"prompt": "login", "max_age": "0"}
KEPT = ("sub", "email", "email_verified", "name")


class CompanyProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """PKCE and a nonce always; nothing that a visitor adds to an address reaches the issuer."""

    id = "company"
    name = "Company sign-in"
    oauth2_adapter_class = CompanyWire
    pkce_enabled_default = True

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002
        return reverse("company_login")

    def get_callback_url(self) -> str:
        return reverse("company_callback")

    def get_oauth2_adapter(self, request: HttpRequest) -> CompanyWire:
        return self.oauth2_adapter_class(request)

    def send(self, request: HttpRequest, process: str, back: str | None) -> HttpResponse:
        """To the issuer; its answer comes to the callback with this `process` and the page to go `back` to."""
        nonce = secrets.token_urlsafe(24)
        asked = {"nonce": nonce, **(ASK_AGAIN if process == AGAIN else {})}
        go = super(OpenIDConnectProvider, self).redirect
        response: HttpResponse = go(request, process, next_url=back, auth_params=asked, nonce=nonce)
        return response

    def extract_uid(self, data: dict[str, Any]) -> str:
        return str(data["sub"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """No more of a person than this site uses."""
        return {key: data[key] for key in KEPT if key in data}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"email": _text(data.get("email")), "name": _text(data.get("name"))}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """An address counts as verified only where the issuer says just that; some say it as text."""
        email = _text(data.get("email")).lower()
        is_verified = data.get("email_verified") in (True, "true")
        return [EmailAddress(email=email, verified=is_verified, primary=True)] if email else []


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


provider_classes: list[type[OAuth2Provider]] = [CompanyProvider]
