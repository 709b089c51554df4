"""HTTP calls to the issuer: Authlib's client with the API client's deadlines and limits."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.urls import reverse

from k6admin.company.issuer import the_issuer
from runs.concurrency import WAIT_SECONDS, ConcurrencyLimit
from runs.k6api.bounded import HEADERS, BoundedAdapter, Bounds
from runs.k6api.errors import BadAnswer, NoAnswer

CONNECT_SECONDS: Final = 3.0
CALL_SECONDS: Final = 5.0
SIGN_IN_SECONDS: Final = 10.0  # all calls of one sign-in
MOST_BYTES: Final = 256 * 1024
WITH_DOCUMENT: Final = frozenset({200, 400, 401})  # the token endpoint explains a refusal with 400 or 401
# Of a process's eight threads: an issuer that hangs holds two.
calls = ConcurrencyLimit(most_of_one=2, most_in_all=2)


class IssuerError(Exception):
    """No usable answer. `reason` is a few words of ours or an OAuth error code, never text with a token or a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def known_code(said: object) -> str:
    """An OAuth error code as it is; "" for any other text, which may hold what no log should."""
    return said if isinstance(said, str) and re.fullmatch(r"[a-z_]{1,40}", said) else ""


class IssuerSession(OAuth2Session):  # type: ignore[misc]
    """For one sign-in. Every answer is a complete JSON object, every failure to get one an `IssuerError`."""

    def __init__(self) -> None:
        issuer = the_issuer()
        super().__init__(
            issuer.client_id,
            issuer.client_secret,
            scope="openid profile email",
            redirect_uri=f"{settings.BASE_URL}{reverse('company_callback')}",
            code_challenge_method="S256",
        )
        self.trust_env = False
        self.headers.clear()
        self.headers.update(HEADERS)
        bounds = Bounds(CONNECT_SECONDS, CALL_SECONDS, SIGN_IN_SECONDS, MOST_BYTES, WITH_DOCUMENT, _place)
        adapter = BoundedAdapter("issuer", bounds)
        for scheme in ("https://", "http://"):
            self.mount(scheme, adapter)

    def request(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().request(*args, **kwargs)
        except (NoAnswer, BadAnswer) as error:
            reason = f"{error.reason} {error.status or ''}".strip()
        raise IssuerError(reason)

    def document(self, url: str, bearer: str = "") -> dict[str, Any]:
        """The JSON object at `url`."""
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        response = self.get(url, headers=headers, withhold_token=True)
        if response.status_code != 200:
            raise IssuerError(f"status {response.status_code}")
        found: dict[str, Any] = response.json()
        return found


@contextmanager
def _place() -> Iterator[None]:
    slot = calls.acquire(0, WAIT_SECONDS)
    if slot is None:
        raise IssuerError("busy")
    with slot:
        yield
