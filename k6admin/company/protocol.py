"""OpenID Connect Core with one issuer: authorization code flow, PKCE, and the checks of an ID token.

Authlib checks signature, `iss`, `aud`, `azp`, `exp`, `iat`, `nbf`, `nonce` and `at_hash`; this module decides which
keys and algorithms count, how fresh a login must be, and what is taken over of a person.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.oidc.core import CodeIDToken
from cryptography.exceptions import UnsupportedAlgorithm
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet, import_key
from joserfc.jws import JWSRegistry

from k6admin.company.client import IssuerError, IssuerSession, known_code
from k6admin.company.issuer import the_issuer

ALGORITHMS: Final = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)] + ["EdDSA", "Ed25519"]
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
KEPT_SECONDS: Final = 3600
REFRESH_SECONDS: Final = 30  # an unknown key makes us read the keys again, at most this often
LEEWAY: Final = 60  # seconds between the issuer's clock and ours
MOST_KEYS: Final = 50
LONGEST_SUBJECT, LONGEST_NAME, LONGEST_CODE = 255, 100, 4096
LONGEST_UID: Final = 191  # what the table holds
# Authlib and joserfc raise these for answers of a wrong shape.
TROUBLES: Final = (
    AuthlibBaseError,
    JoseError,
    UnsupportedAlgorithm,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,  # what requests raises
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True)
class Question:
    """What must be known to check the answer: kept in the session while the person is at the issuer.

    `started` is a Unix time; `is_again` asks for a new login there, whose moment the answer must tell.
    """

    nonce: str
    verifier: str
    started: float
    is_again: bool


@dataclass(frozen=True)
class Person:
    """What the issuer says of a person, checked. `email` is "" where it names none that is usable."""

    sub: str
    email: str
    email_verified: bool
    name: str

    @property
    def uid(self) -> str:
        """The subject as it is stored: a hash where it is longer than the column."""
        if len(self.sub) <= LONGEST_UID and not self.sub.startswith("sha256:"):
            return self.sub
        return f"sha256:{hashlib.sha256(self.sub.encode()).hexdigest()}"


def authorization_url(question: Question, state: str) -> str:
    """The issuer's address that asks the person. Raises IssuerError."""
    again = {"prompt": "login", "max_age": "0"} if question.is_again else {}
    with _issuer_errors(), IssuerSession() as session:
        url, _ = session.create_authorization_url(
            _metadata(session)["authorization_endpoint"],
            state=state,
            nonce=question.nonce,
            code_verifier=question.verifier,
            **again,
        )
    return str(url)


def prove(question: Question, code: str, said_issuer: str | None) -> Person:
    """Who it is, by the code and the `iss` of the callback. Raises IssuerError."""
    if not (0 < len(code) <= LONGEST_CODE and code.isascii() and code.isprintable()):
        raise IssuerError("code")
    with _issuer_errors(), IssuerSession() as session:
        metadata = _metadata(session)
        if said_issuer != metadata["issuer"] and (said_issuer or metadata["says_issuer"]):
            raise IssuerError("another issuer answered")  # RFC 9207
        session.token_endpoint_auth_method = metadata["auth_method"]
        token = session.fetch_token(metadata["token_endpoint"], code=code, code_verifier=question.verifier)
        claims = _proven_claims(session, metadata, question, token)
        if "email" not in claims and metadata["userinfo_endpoint"]:
            about = session.document(metadata["userinfo_endpoint"], bearer=str(token["access_token"]))
            if about.get("sub") == claims["sub"]:  # else it may be somebody else's
                claims = {**about, **claims}
        return _person(claims)


@contextmanager
def _issuer_errors() -> Iterator[None]:
    """Of an error from a library only its class or code and the claim's name are kept: its text may hold a token."""
    try:
        yield
    except TROUBLES as error:
        code = known_code(getattr(error, "error", "")) or type(error).__name__
        reason = f"{code} {getattr(error, 'claim', '')}".strip()
    else:
        return
    raise IssuerError(reason)


def _metadata(session: IssuerSession) -> dict[str, Any]:
    """The issuer's description, as far as it is used, kept for an hour."""
    issuer = the_issuer().url
    name = f"oidc-metadata:{the_issuer().key}"
    found: dict[str, Any] | None = cache.get(name)
    if found is None:
        found = _checked(session.document(f"{issuer}/.well-known/openid-configuration"))
        cache.set(name, found, KEPT_SECONDS)
    return found


def _checked(document: dict[str, Any]) -> dict[str, Any]:
    if str(document.get("issuer", "")).rstrip("/") != the_issuer().url:
        raise IssuerError("the description is of another issuer")
    used = {name: document.get(name) for name in ENDPOINTS}
    used["userinfo_endpoint"] = document.get("userinfo_endpoint", "")
    for name, address in used.items():
        if not _is_safe(address) and address != "":
            raise IssuerError(f"{name} is no https address")
    methods = document.get("token_endpoint_auth_methods_supported")
    is_basic = isinstance(methods, list) and "client_secret_basic" in methods and "client_secret_post" not in methods
    return {
        **used,
        "issuer": document["issuer"],
        "auth_method": "client_secret_basic" if is_basic else "client_secret_post",
        "says_issuer": document.get("authorization_response_iss_parameter_supported") is True,
    }


def _is_safe(address: object) -> bool:
    """https; http only where the issuer itself is on http, which is allowed on loopback alone."""
    parts = urlsplit(address if isinstance(address, str) and address.isprintable() else "")
    return bool(parts.hostname) and parts.scheme in {"https", urlsplit(the_issuer().url).scheme}


def _proven_claims(
    session: IssuerSession, metadata: dict[str, Any], question: Question, token: dict[str, Any]
) -> dict[str, Any]:
    signed = _signed(session, metadata["jwks_uri"], str(token["id_token"]))
    client_id = the_issuer().client_id
    expected = {"iss": {"essential": True, "value": metadata["issuer"]}, "aud": {"essential": True, "value": client_id}}
    context = {
        "nonce": question.nonce,
        "client_id": client_id,
        "access_token": token.get("access_token"),
    }
    claims = CodeIDToken(signed.claims, signed.header, expected, context)
    claims.validate(leeway=LEEWAY)
    if question.is_again and not _is_new_login(claims.get("auth_time"), question.started):
        raise IssuerError("auth_time")
    return dict(claims)


def _is_new_login(auth_time: object, since: float) -> bool:
    """Core 2: with `max_age` the issuer must say when the person logged in there."""
    return isinstance(auth_time, int | float) and since - LEEWAY <= auth_time <= time.time() + LEEWAY


def _signed(session: IssuerSession, jwks_uri: str, id_token: str) -> jwt.Token:
    """The token's contents, once its signature is right. New keys of the issuer are found at once."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    name = f"oidc-keys:{the_issuer().key}"
    keys = cache.get(name)
    if keys is not None:
        with suppress(InvalidKeyIdError, BadSignatureError):
            return jwt.decode(id_token, _key_set(keys), registry=registry)
        if not cache.add(f"{name}:read", value=True, timeout=REFRESH_SECONDS):
            raise IssuerError("unknown key")
    keys = session.document(jwks_uri)
    key_set = _key_set(keys)
    cache.set(name, keys, KEPT_SECONDS)
    return jwt.decode(id_token, key_set, registry=registry)


def _key_set(document: dict[str, Any]) -> KeySet:
    """The keys that can be used; of an algorithm that is unknown here there may be some."""
    found = []
    for entry in document["keys"][:MOST_KEYS]:
        with suppress(*TROUBLES):
            if entry["kty"] != "oct" and entry.get("use", "sig") == "sig":
                found.append(import_key(entry))
    if not found:
        raise IssuerError("no keys")
    return KeySet(found)


def _person(claims: dict[str, Any]) -> Person:
    sub = claims["sub"]
    if not (sub and len(sub) <= LONGEST_SUBJECT and sub.isprintable()):
        raise IssuerError("sub")
    name = claims.get("name")
    printable = "".join(letter for letter in name if letter.isprintable()) if isinstance(name, str) else ""
    # Some issuers say it as text.
    is_verified = claims.get("email_verified") is True or claims.get("email_verified") == "true"
    return Person(sub, _email(claims.get("email")), is_verified, printable.strip()[:LONGEST_NAME])


def _email(value: object) -> str:
    """The address in lower case, "" for what is none.

    Letters outside ASCII stay as they are: in lower case some become an ASCII letter, and the address somebody else's.
    """
    text = value.strip() if isinstance(value, str) else ""
    text = text.lower() if text.isascii() else text
    if not text.isprintable() or text != text.lower():
        return ""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text
