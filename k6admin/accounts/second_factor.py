"""Authenticator apps, passkeys and recovery codes: their secrets sealed, bound to this site's own address."""

import json
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from fido2.utils import websafe_decode

from runs.people.second_factors import open_secret, seal_secret

SITE = "k6admin"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The site's name and address come from BASE_URL, never from the request's Host."""

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_secret(encrypted_text)

    def get_totp_issuer(self) -> str:
        return f"{SITE} ({_host()})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": _host(), "name": SITE}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"


def is_from_here(credential: object) -> bool:
    """Whether a browser made this WebAuthn answer on a page of exactly this site, embedded in no other one.

    fido2 would take any port and any subdomain of the RP ID, and does not look at `crossOrigin`. False, too, for
    what is no answer at all. `topOrigin` is there only where the page was embedded.
    """
    try:
        told = json.loads(websafe_decode(credential["response"]["clientDataJSON"]))  # type: ignore[index]
    except (TypeError, KeyError, ValueError, RecursionError):
        return False
    if not isinstance(told, dict):
        return False
    return told.get("origin") == site_origin() and not told.get("crossOrigin") and "topOrigin" not in told


def site_origin() -> str:
    """BASE_URL's, as browsers write one: in lower case, without the scheme's own port."""
    parts = urlsplit(settings.BASE_URL)
    port = "" if parts.port in {None, {"http": 80, "https": 443}.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{_host()}{port}"


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
