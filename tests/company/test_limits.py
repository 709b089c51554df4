"""An issuer that is slow, endless or somewhere else: what one sign-in may cost."""

import gzip
import threading
import time
import tracemalloc
from pathlib import Path

import jwt
import pytest
from django.conf import settings as configured
from django.test import Client

from k6admin.company import client
from tests.builders import make_user
from tests.company.little_issuer import CLIENT_ID, CLIENT_SECRET, LittleIssuer, little_issuer, new_key
from tests.company.signing_in import sign_in
from tests.hostile.serving import Site, served
from tests.pages.visiting import visible
from tests.worker.processes import database_url

pytestmark = pytest.mark.django_db
CONFIGURATION = "/.well-known/openid-configuration"
PATHS = ["/jwks", "/token", "/userinfo"]
LOGIN = "/accounts/company/login/"


@pytest.fixture(autouse=True)
def ada() -> None:
    make_user(email="ada@example.com")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "CALL_SECONDS", 0.4)


def seconds_of_a_failed_sign_in(issuer: LittleIssuer) -> float:
    issuer.person.pop("email")  # so that the page about the person is read, too
    browser, began = Client(), time.monotonic()
    answer = browser.post(LOGIN) if CONFIGURATION in issuer.silent | issuer.drips else sign_in(browser)
    assert (answer.status_code, "You were not logged in" in visible(answer)) == (401, True)
    return time.monotonic() - began


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("path", [CONFIGURATION, *PATHS])
def test_an_issuer_that_sends_a_byte_now_and_then_is_left_at_the_deadline(issuer: LittleIssuer, path: str) -> None:
    issuer.drips.add(path)
    assert seconds_of_a_failed_sign_in(issuer) < 3


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("path", [CONFIGURATION, "/token"])
def test_an_issuer_that_says_nothing_is_left_at_the_deadline(issuer: LittleIssuer, path: str) -> None:
    issuer.silent.add(path)
    assert seconds_of_a_failed_sign_in(issuer) < 3


@pytest.mark.parametrize("path", [CONFIGURATION, *PATHS])
def test_an_answer_is_counted_as_it_is_unpacked(issuer: LittleIssuer, path: str) -> None:
    packed = gzip.compress(b'{"a": "' + b"x" * 30_000_000 + b'"}')
    issuer.faults[path] = (200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, packed)
    issuer.person.pop("email")
    Client().get("/accounts/login/")  # what the first page loads does not count
    tracemalloc.start()
    answer = Client().post(LOGIN) if path == CONFIGURATION else sign_in(Client())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert answer.status_code == 401
    assert most < 20_000_000


@pytest.mark.parametrize("path", [CONFIGURATION, *PATHS])
def test_no_answer_leads_elsewhere(issuer: LittleIssuer, path: str) -> None:
    with little_issuer() as other:
        issuer.faults[path] = (302, {"Location": f"{other.url}{path}"}, b"")
        issuer.person.pop("email")
        answer = Client().post(LOGIN) if path == CONFIGURATION else sign_in(Client())
        assert (answer.status_code, other.asked) == (401, [])


def test_passwords_and_proxies_of_this_machine_are_not_used(
    issuer: LittleIssuer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert sign_in(Client()).status_code == 302
    assert "Authorization" not in issuer.headers


def test_the_secret_goes_in_the_header_where_the_issuer_takes_it_there_alone(issuer: LittleIssuer) -> None:
    issuer.description = {"token_endpoint_auth_methods_supported": ["client_secret_basic", "private_key_jwt"]}
    assert sign_in(Client()).status_code == 302
    assert issuer.headers["Authorization"].startswith("Basic ")


def test_descriptions_and_keys_are_kept_and_read_again_for_unknown_keys_now_and_then(issuer: LittleIssuer) -> None:
    for _ in range(3):
        sign_in(Client())
    assert [issuer.asked.count(path) for path in (CONFIGURATION, "/jwks")] == [1, 1]

    issuer.kid = "key-2"
    answers = []
    for _ in range(3):
        issuer.sign = signed_by_a_stranger
        answers.append(sign_in(Client()).status_code)
    assert answers == [401, 401, 401]
    assert issuer.asked.count("/jwks") == 2


def signed_by_a_stranger(claims: dict[str, object]) -> str:
    return jwt.encode(claims, new_key(), algorithm="ES256", headers={"kid": "of-nobody"})


def test_a_key_of_a_kind_that_is_unknown_here_does_not_spoil_the_others(issuer: LittleIssuer) -> None:
    good = issuer.jwks()["keys"]
    others = [{"kty": "ML-DSA", "kid": "new"}, {"kty": "EC", "crv": "P-256", "x": "!", "kid": "bad"}, {}, None, 7]
    issuer.jwks = lambda: {"keys": [*others, *good]}  # type: ignore[method-assign]
    assert sign_in(Client()).status_code == 302


@pytest.mark.usefixtures("impatient")
def test_an_issuer_that_hangs_holds_two_threads_and_others_are_told_to_try_again(issuer: LittleIssuer) -> None:
    issuer.silent.add("/token")
    reasons: list[str] = []

    def ask() -> None:
        with client.IssuerSession() as session:
            try:
                session.document(f"{issuer.url}/token")
            except client.IssuerError as error:
                reasons.append(error.reason)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(reasons)[:4] == ["busy"] * 4
    assert client.calls.in_use == 0


def test_somebody_who_is_told_to_try_again_hears_when(issuer: LittleIssuer) -> None:
    held = [client.calls.acquire(0), client.calls.acquire(0)]
    assert all(held)
    answer = Client().post(LOGIN)
    for slot in held:
        assert slot
        slot.release()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Try again in a few seconds" in visible(answer)


@pytest.mark.django_db(transaction=True)
def test_pages_are_served_while_eight_people_wait_for_an_issuer_that_hangs(issuer: LittleIssuer) -> None:
    issuer.silent.add(CONFIGURATION)
    with served(
        DJANGO_SETTINGS_MODULE="tests.settings",
        TEST_DATABASE_URL=database_url(),
        TEST_API_URL=configured.K6_API_URL,
        OIDC_ISSUER=issuer.url,
        OIDC_CLIENT_ID=CLIENT_ID,
        OIDC_CLIENT_SECRET=CLIENT_SECRET,
    ) as port:
        web = Site(port)
        waiting = [web.begin_post(LOGIN) for _ in range(8)]
        while not issuer.asked:
            time.sleep(0.02)
        pages = [web.get(path).status for path in ("/healthz", "/accounts/login/")]
        refused_by = time.monotonic() + 3  # the issuer's deadline is later
        while len(held := [asked for asked in waiting if asked.is_waiting]) > 2 and time.monotonic() < refused_by:
            time.sleep(0.02)
        statuses = {asked.result().status for asked in waiting if asked not in held}

    assert pages == [200, 200]
    assert (len(held), statuses) == (2, {503}), "they were served before the issuer's deadline"
