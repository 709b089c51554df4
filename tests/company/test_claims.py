"""What an ID token, a page about a person and an answer may say: a clear refusal or a login, whatever it is."""

import base64
import hashlib
import json
import time
from typing import Any

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from django.test import Client

from runs.models import AuditEvent, User
from tests.builders import make_user
from tests.company.little_issuer import CLIENT_ID, Claims, LittleIssuer
from tests.company.signing_in import back_from, sent, sign_in
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db
DEEP = '{"a":' * 100_000 + "1" + "}" * 100_000
JSON = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def ada() -> User:
    return make_user(email="ada@example.com")


def is_in(client: Client) -> bool:
    return bool(client.get("/stacks/").status_code == 200)


def hash_of(access_token: str) -> str:
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


WRONG: dict[str, Claims] = {
    "azp of another client": {"azp": "another-client"},
    "azp of another client in a list": {"aud": [CLIENT_ID], "azp": "another-client"},
    "two audiences and no azp": {"aud": [CLIENT_ID, "another-client"]},
    "two audiences and another azp": {"aud": [CLIENT_ID, "another-client"], "azp": "another-client"},
    "azp that is a list": {"azp": [CLIENT_ID, "x"]},
    "an audience that is a number": {"aud": 7},
    "an audience that is an object": {"aud": {"a": CLIENT_ID}},
    "an audience list with a null": {"aud": [CLIENT_ID, None]},
    "no audience": {"aud": []},
    "an access token's hash of another": {"at_hash": hash_of("another")},
    "an access token's hash that is a list": {"at_hash": [1]},
    "an access token's hash that is a number": {"at_hash": 7},
    "an access token's hash with a surrogate": {"at_hash": "\ud800"},
    "exp that is no number": {"exp": float("nan")},
    "exp without an end": {"exp": float("inf")},
    "exp that is true": {"exp": True},
    "exp that is a list": {"exp": [int(time.time()) + 300]},
    "exp that is null": {"exp": None},
    "iat without an end": {"iat": 10**400},
    "iat that is text": {"iat": "now"},
    "nbf that is an object": {"nbf": {}},
    "nbf to come": {"nbf": int(time.time()) + 3600},
    "an issuer that is a list": {"iss": ["https://x.example"]},
    "a nonce that is a list": {"nonce": ["x"]},
    "a subject that is a number": {"sub": 7},
    "a subject that is a list": {"sub": ["ada-1"]},
    "a subject that is empty": {"sub": ""},
    "a subject with a NUL": {"sub": "ada\0-1"},
    "a subject with a surrogate": {"sub": "ada\ud800"},
    "a subject with a line end": {"sub": "ada\n1"},
    "a subject that is too long": {"sub": "a" * 256},
    "amr that is text": {"amr": "pwd"},
}


@pytest.mark.parametrize("twist", WRONG.values(), ids=WRONG.keys())
def test_a_token_with_a_claim_that_is_wrong_is_refused_clearly(issuer: LittleIssuer, twist: Claims) -> None:
    issuer.twist = lambda claims: {**claims, **twist}
    client = Client()
    answer = sign_in(client)

    assert (answer.status_code, "You were not logged in" in visible(answer)) == (401, True)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


RIGHT: dict[str, Claims] = {
    "one audience in a list": {"aud": [CLIENT_ID]},
    "two audiences and our azp": {"aud": [CLIENT_ID, "another-client"], "azp": CLIENT_ID},
    "our azp": {"azp": CLIENT_ID},
    "the access token's hash": {"at_hash": hash_of("at-1")},
    "times with a fraction": {"iat": time.time() - 0.5, "exp": time.time() + 3600.5},
    "a clock that is half a minute ahead": {"iat": int(time.time()) + 30},
    "a far end": {"exp": 10**30},
    "a long subject": {"sub": "a" * 255},
    "a name that is a list": {"name": ["Ada"]},
    "a name with a NUL and a surrogate": {"name": "A\0d\ud800a"},
    "a long name": {"name": "A" * 5000},
    "more claims": {"groups": ["a"] * 1000, "picture": {"x": [None]}, "locale": 7, "auth_time": int(time.time())},
}


@pytest.mark.parametrize("twist", RIGHT.values(), ids=RIGHT.keys())
def test_a_token_that_is_right_lets_in_whatever_else_it_says(issuer: LittleIssuer, twist: Claims) -> None:
    issuer.twist = lambda claims: {**claims, **twist}
    for _ in range(2):
        client = Client()
        sign_in(client)
        assert is_in(client)
    assert SocialAccount.objects.count() == 1


ODD_EMAILS = ["a\0@example.com", "\ud800@example.com", ["ada@example.com"], {"a": 1}, 7, True, "no address", "a" * 9000]


@pytest.mark.parametrize("email", ODD_EMAILS, ids=lambda value: ascii(value)[:20])
def test_an_address_that_is_none_is_said_to_be_missing(issuer: LittleIssuer, email: object) -> None:
    issuer.person["email"] = email
    answer = sign_in(Client())
    assert (answer.status_code, "named no e-mail address" in visible(answer)) == (403, True)


@pytest.mark.parametrize("email", ["bac\u212a@example.com", "bac\u017f@example.com", "\uff41da@example.com"], ids=ascii)
def test_a_letter_that_only_looks_like_another_is_another(issuer: LittleIssuer, email: str) -> None:
    for known in ("back@example.com", "bacs@example.com"):
        make_user(email=known)
    issuer.person["email"] = email
    client = Client()
    assert sign_in(client).status_code == 403
    assert not is_in(client)


def raw_token(issuer: LittleIssuer, payload: bytes, header: Claims | None = None) -> str:
    """Signed by the issuer, whatever it contains."""
    return jwt.PyJWS().encode(payload, issuer.key, algorithm="ES256", headers={"kid": issuer.kid, **(header or {})})


@pytest.mark.parametrize(
    "payload", [DEEP.encode(), b"[]", b"null", b"7", b"", b"\xff\xfe", b'{"exp": ' + b"9" * 5000 + b"}"]
)
def test_a_signed_token_that_is_no_object_is_refused(issuer: LittleIssuer, payload: bytes) -> None:
    issuer.sign = lambda _claims: raw_token(issuer, payload)
    assert sign_in(Client()).status_code == 401


@pytest.mark.parametrize("header", [{"kid": ["key-1"]}, {"kid": 7}, {"kid": None}, {"crit": ["x"], "x": 1}], ids=str)
def test_a_token_with_an_odd_header_is_no_error_of_ours(issuer: LittleIssuer, header: Claims) -> None:
    def sign(claims: Claims) -> str:
        head = base64.urlsafe_b64encode(json.dumps({"alg": "ES256", **header}).encode()).rstrip(b"=")
        body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
        mac = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).sign(head + b"." + body, issuer.key)
        return b".".join([head, body, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()

    issuer.sign = sign
    assert sign_in(Client()).status_code in {302, 401}


@pytest.mark.parametrize("algorithm", ["RS256", "PS512", "EdDSA"])
def test_tokens_are_signed_with_any_of_the_usual_algorithms(issuer: LittleIssuer, algorithm: str) -> None:
    key: Any = ed25519.Ed25519PrivateKey.generate()
    convert: Any = jwt.algorithms.OKPAlgorithm.to_jwk
    if algorithm != "EdDSA":
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        convert = jwt.algorithms.RSAAlgorithm.to_jwk
    public = {**convert(key.public_key(), as_dict=True), "kid": "k", "use": "sig"}
    issuer.jwks = lambda: {"keys": [public]}  # type: ignore[method-assign]
    issuer.sign = lambda claims: jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "k"})
    client = Client()
    sign_in(client)
    assert is_in(client)


TOKENS: list[Any] = [None, 7, [], {}, "", "a", "a.b.c.d.e", "\0.\0.\0", "\ud800.a.b", "a" * 100_000]


@pytest.mark.parametrize("token", TOKENS, ids=lambda value: ascii(value)[:12])
def test_what_is_no_token_is_refused(issuer: LittleIssuer, token: Any) -> None:
    issuer.sign = lambda _claims: token
    assert sign_in(Client()).status_code == 401


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"])
@pytest.mark.parametrize(
    "body",
    [DEEP.encode(), b'{"a": NaN}', b"\xff", b'"\\ud800"', b'{"keys": 7}', b'{"keys": [7, {}]}', b"\xef\xbb\xbf{}"],
    ids=lambda body: ascii(body[:12]),
)
def test_a_document_of_any_shape_is_no_error_of_ours(issuer: LittleIssuer, path: str, body: bytes) -> None:
    issuer.faults[path] = (200, JSON, body)
    issuer.person.pop("email")
    client = Client()
    answer = client.post("/accounts/company/login/") if "well-known" in path else sign_in(client)
    assert answer.status_code in {401, 403}
    assert not is_in(client)


@pytest.mark.parametrize("about", [{"sub": "ada-1"}, {"sub": ["ada-1"]}, {"sub": "ada-1", "email": ["x"]}, {}], ids=str)
def test_a_page_about_a_person_with_odd_claims_names_no_address(issuer: LittleIssuer, about: Claims) -> None:
    issuer.person.pop("email")
    issuer.about = about or {"nothing": 1}
    assert sign_in(Client()).status_code == 403


CALLBACKS = [
    "state=\0",
    "state=x&code=y",
    "code=y",
    "",
    "error=access_denied",
    "state=%ED%A0%80",
    "state=" + "a" * 9000,
]


@pytest.mark.parametrize("query", CALLBACKS, ids=lambda value: ascii(value)[:20])
def test_an_answer_to_no_question_is_refused_and_leaves_no_event(issuer: LittleIssuer, query: str) -> None:
    assert Client().get(f"/accounts/company/callback/?{query}").status_code == 401
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("code", ["", "%00", "%ED%A0%80", "a%0D%0Ab", "ä", "a" * 5000])
def test_an_odd_code_is_refused(issuer: LittleIssuer, code: str) -> None:
    client = Client()
    state = back_from(sent(client)).partition("state=")[2]
    assert client.get(f"/accounts/company/callback/?code={code}&state={state}").status_code == 401


def test_the_issuer_s_own_words_stand_on_no_page(issuer: LittleIssuer) -> None:
    client = Client()
    state = back_from(sent(client)).partition("state=")[2]
    answer = client.get(
        f"/accounts/company/callback/?state={state}&error=<script>alert(1)</script>&error_description=<b>hi"
    )
    assert answer.status_code == 401
    assert "alert(1)" not in answer.content.decode()
    assert "<b>hi" not in answer.content.decode()


@pytest.mark.parametrize(("said", "expected"), [("https://evil.example", 401), ("", 401), (None, 302)])
def test_an_answer_that_names_another_issuer_is_not_exchanged(
    issuer: LittleIssuer, said: str | None, expected: int
) -> None:
    """Mix-up: RFC 9207. An issuer that promises to name itself must."""
    issuer.description = {"authorization_response_iss_parameter_supported": True}
    client = Client()
    answer = client.get(f"{back_from(sent(client))}&iss={said if said is not None else issuer.url}")
    assert answer.status_code == expected
    assert ("/token" in issuer.asked) == (expected == 302)
