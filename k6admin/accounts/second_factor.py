"""Authenticator apps, passkeys and recovery codes: their secrets sealed, bound to this site's own address."""

from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

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


def _host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"
