"""A company's own sign-in, as the environment names it."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from runs.k6api.client import check_base_url


@dataclass(frozen=True)
class Issuer:
    """A company's own sign-in by OpenID Connect. `url` has no slash at its end.

    `key` stands beside each person's id there: another issuer's ids are other people.
    """

    url: str
    client_id: str
    client_secret: str

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def key(self) -> str:
        return f"oidc-{hashlib.sha256(self.url.encode()).hexdigest()[:16]}"


def oidc(env: environ.Env) -> Issuer | None:
    """All three keys, or none."""
    given = [
        env.str("OIDC_ISSUER", default="").strip().rstrip("/"),
        env.str("OIDC_CLIENT_ID", default="").strip(),
        env.str("OIDC_CLIENT_SECRET", default="").strip(),
    ]
    if not any(given):
        return None
    if not all(given):
        raise ImproperlyConfigured("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three.")
    try:
        return Issuer(check_base_url(given[0]), *given[1:])
    except ValueError as error:
        said = str(error).replace("The API's URL", "It")
        raise ImproperlyConfigured(f"OIDC_ISSUER: {said}") from None
