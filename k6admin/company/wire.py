"""What is said to the issuer, and the proof of what it says: its documents, its keys, a person's signed token."""

import time
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from k6admin.company.issuer import the_issuer

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KEPT_SECONDS = 3600
LEEWAY = 60
AGAIN = "again"  # the process in which the issuer asks somebody who is logged in once more


class CompanyWire(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """`state` is what was kept when the person was sent to the issuer; the callback sets it."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, the_issuer().key)
        self.state: dict[str, Any] = {}

    @property
    def openid_config(self) -> dict[str, Any]:
        """The issuer's own description, kept for an hour. Raises OAuth2Error where it is not to be used."""
        issuer = the_issuer().url
        config = self._document(f"{issuer}/.well-known/openid-configuration")
        if str(config.get("issuer", "")).rstrip("/") != issuer:
            raise OAuth2Error("the description is another issuer's")
        for name in (*ENDPOINTS, *(["userinfo_endpoint"] if "userinfo_endpoint" in config else [])):
            if not _is_safe(config.get(name)):
                raise OAuth2Error(f"{name} is no https address")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002
        return f"{settings.BASE_URL}{reverse('company_callback')}"

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = self.proven(str(kwargs["response"].get("id_token", "")), app.client_id)
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            about = self._fetch_user_info(token.token)
            if about.get("sub") == claims["sub"]:  # else it may be somebody else's
                claims |= {key: about[key] for key in ("email", "email_verified", "name") if key in about}
        return self.get_provider().sociallogin_from_response(request, claims)

    def proven(self, id_token: str, client_id: str) -> dict[str, Any]:
        """The claims of a token that this issuer signed, for this site, in answer to this very question."""
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                raise OAuth2Error("the token is not signed as it should be")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(header),
                algorithms=[header["alg"]],
                audience=client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise OAuth2Error(f"the token proves nothing: {type(error).__name__}") from None
        if claims.get("nonce") != self.state.get("nonce"):
            raise OAuth2Error("the token answers another question")
        if self.state.get("process") == AGAIN and not _is_late_enough(claims.get("auth_time")):
            raise OAuth2Error("the issuer did not ask again")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """By its id; the keys are read anew where the issuer signs with one that was not there before."""
        address = self.openid_config["jwks_uri"]
        for kept in (True, False):
            keys = jwt.PyJWKSet.from_dict(self._document(address, kept=kept)).keys
            named = [key for key in keys if key.key_id == header.get("kid")] if header.get("kid") else keys
            if named:
                return named[0]
        raise OAuth2Error("the issuer has no such key")

    def _document(self, address: str, *, kept: bool = True) -> dict[str, Any]:
        name = f"oidc:{address}"
        found = cache.get(name) if kept else None
        if found is None:
            with get_adapter().get_requests_session() as session:
                response = session.get(address)
                response.raise_for_status()
                found = response.json()
            if not isinstance(found, dict):
                raise OAuth2Error("the issuer's answer is no document")
            cache.set(name, found, KEPT_SECONDS)
        return dict(found)


def _is_late_enough(auth_time: object) -> bool:
    """Whether the issuer asked the person within the time that an answer counts; not every issuer tells."""
    if not isinstance(auth_time, int | float):
        return True
    return bool(time.time() - auth_time < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + LEEWAY)


def _is_safe(address: object) -> bool:
    """https; towards a loopback issuer http will do, as it does for the issuer itself."""
    parts = urlsplit(address if isinstance(address, str) else "")
    return bool(parts.hostname) and parts.scheme in {"https", urlsplit(the_issuer().url).scheme}
