"""An issuer that is down, wrong or not itself: nobody comes in, and the page says what can be done."""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from django.test import Client
from pytest_django import Settings

from k6admin.issuer import Issuer
from tests.builders import make_user
from tests.company.little_issuer import CLIENT_ID, CLIENT_SECRET, Claims, LittleIssuer, new_key
from tests.company.signing_in import sign_in
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db
HTML = {"Content-Type": "text/html"}


@pytest.fixture(autouse=True)
def ada() -> None:
    make_user(email="ada@example.com")


def is_refused(client: Client) -> bool:
    answer = sign_in(client)
    assert answer.status_code == 401
    assert "You were not logged in" in visible(answer)
    return bool(client.get("/stacks/").status_code == 302)


TWISTS: dict[str, Claims] = {
    "another issuer": {"iss": "https://evil.example"},
    "for another site": {"aud": "another-client"},
    "for many": {"aud": ["another-client"]},
    "another question": {"nonce": "of-another-login"},
    "without a question": {"nonce": None},
    "over": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200},
    "of the year 3000": {"iat": int(time.time()) + 10**9, "nbf": int(time.time()) + 10**9},
    "no time": {"exp": "soon"},
}


@pytest.mark.parametrize("twist", TWISTS.values(), ids=TWISTS.keys())
def test_a_token_that_says_the_wrong_thing_proves_nothing(issuer: LittleIssuer, twist: Claims) -> None:
    issuer.twist = lambda claims: {**claims, **twist}
    assert is_refused(Client())


@pytest.mark.parametrize("missing", ["iss", "aud", "exp", "iat", "sub", "nonce"])
def test_a_token_that_leaves_out_what_must_be_said_proves_nothing(issuer: LittleIssuer, missing: str) -> None:
    issuer.twist = lambda claims: {name: value for name, value in claims.items() if name != missing}
    assert is_refused(Client())


def by_a_stranger(claims: Claims) -> str:
    return jwt.encode(claims, new_key(), algorithm="ES256", headers={"kid": "key-1"})


def by_nobody(claims: Claims) -> str:
    return jwt.encode(claims, None, algorithm="none")  # type: ignore[arg-type]


def by_the_client_s_secret(claims: Claims) -> str:
    return jwt.encode(claims, CLIENT_SECRET.ljust(32, "x"), algorithm="HS256", headers={"kid": "key-1"})


def part(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def by_the_public_key(claims: Claims) -> str:
    text = f"{part({'alg': 'HS256', 'kid': 'key-1'})}.{part(claims)}"
    mac = hmac.new(b"what everybody can read", text.encode(), hashlib.sha256).digest()
    return f"{text}.{urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def by_an_unknown_key(claims: Claims) -> str:
    return jwt.encode(claims, new_key(), algorithm="ES256", headers={"kid": "key-9"})


def garbage(claims: Claims) -> str:
    return "a.b.c"


SIGNERS = [by_a_stranger, by_nobody, by_the_client_s_secret, by_the_public_key, by_an_unknown_key, garbage]


@pytest.mark.parametrize("sign", SIGNERS, ids=lambda sign: sign.__name__)
def test_a_token_that_the_issuer_did_not_sign_proves_nothing(issuer: LittleIssuer, sign: Any) -> None:
    issuer.sign = sign
    assert is_refused(Client())


def test_a_new_key_of_the_issuer_is_found_at_once(issuer: LittleIssuer) -> None:
    sign_in(Client())
    issuer.key, issuer.kid = new_key(), "key-2"
    assert sign_in(Client()).status_code == 302


FAULTS = [
    ("/token", (500, HTML, b"<h1>oops</h1>")),
    ("/token", (200, {"Content-Type": "application/json"}, b"[]")),
    ("/token", (200, {"Content-Type": "application/json"}, b"{")),
    ("/token", (200, {"Content-Type": "application/json"}, b'{"access_token": "x"}')),
    ("/token", (200, {}, b"")),
    ("/token", (307, {"Location": "http://127.0.0.1:9/"}, b"")),
    ("/jwks", (200, {}, b"null")),
    ("/jwks", (404, {}, b"")),
    ("/jwks", (200, {}, b'{"keys": []}')),
]


@pytest.mark.parametrize(("path", "answer"), FAULTS, ids=lambda value: str(value)[:40])
def test_an_issuer_that_fails_half_way_lets_nobody_in(issuer: LittleIssuer, path: str, answer: Any) -> None:
    issuer.faults[path] = answer
    assert is_refused(Client())


DESCRIPTIONS = [
    (500, {}, b""),
    (200, {}, b"[]"),
    (200, {}, b"<html>"),
    (200, {}, b"{}"),
    (302, {"Location": "http://127.0.0.1:9/"}, b""),
]


@pytest.mark.parametrize("answer", DESCRIPTIONS, ids=lambda value: str(value)[:30])
def test_an_issuer_that_does_not_describe_itself_is_not_gone_to(issuer: LittleIssuer, answer: Any) -> None:
    issuer.faults["/.well-known/openid-configuration"] = answer
    response = Client().post("/accounts/company/login/")
    assert (response.status_code, "You were not logged in" in visible(response)) == (401, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"token_endpoint": None},
        {"jwks_uri": "//evil.example"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"userinfo_endpoint": 7},
    ],
    ids=str,
)
def test_a_description_with_addresses_that_are_none_is_not_followed(issuer: LittleIssuer, wrong: Claims) -> None:
    issuer.description = wrong
    assert Client().post("/accounts/company/login/").status_code == 401


def test_an_https_issuer_may_name_https_addresses_alone(issuer: LittleIssuer, settings: Settings) -> None:
    settings.OIDC = Issuer("https://localhost:1", CLIENT_ID, CLIENT_SECRET)
    assert Client().post("/accounts/company/login/").status_code == 401


def test_an_issuer_that_is_down_is_said_so_and_passwords_still_work(settings: Settings) -> None:
    settings.OIDC = Issuer("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET)
    client = Client()

    assert "could not be reached" in visible(client.post("/accounts/company/login/"))
    answer = client.post("/accounts/login/", {"login": "ada@example.com", "password": "correct horse battery"})
    assert answer.headers["Location"] == "/"


def test_the_client_s_secret_goes_to_the_issuer_and_stands_on_no_page_and_in_no_log(
    issuer: LittleIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.faults["/token"] = (400, {"Content-Type": "application/json"}, b'{"error": "invalid_grant"}')
    answer = sign_in(Client())

    assert CLIENT_SECRET not in answer.content.decode()
    assert CLIENT_SECRET not in caplog.text
