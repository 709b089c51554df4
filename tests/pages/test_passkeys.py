"""Passkeys over HTTP: a key for the second step is no key to log in with, and answers count for this site alone."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from runs.models import User
from tests.builders import PASSWORD, browser_of, make_team, make_user
from tests.pages.software_key import LOGIN, SITE, SoftwareKey, add_key, answer_with, log_in_with
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db
SECOND_STEP = "/accounts/2fa/authenticate/"


@pytest.fixture
def ada() -> User:
    cache.clear()
    return make_user(make_team("Shop"), email="ada@example.com")


def is_in(browser: Client) -> bool:
    return browser.get("/stacks/").status_code == 200


@pytest.mark.parametrize("rk", [True, False, None])
def test_a_key_that_was_added_to_log_in_with_logs_in(ada: User, rk: bool | None) -> None:
    key, browser = SoftwareKey(rk=rk), Client()
    assert add_key(browser_of(ada), key, alone=True).status_code == 302
    log_in_with(key, browser)

    assert is_in(browser)


@pytest.mark.parametrize("rk", [True, False, None])
def test_a_key_for_the_second_step_does_not_log_in_alone(ada: User, rk: bool | None) -> None:
    key, alone, halfway = SoftwareKey(rk=rk), Client(), Client()
    add_key(browser_of(ada), key, alone=False)
    answer = log_in_with(key, alone)
    halfway.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    answer_with(key, halfway, SECOND_STEP)

    assert "added for the second step of a login" in visible(answer)
    assert not is_in(alone)
    assert is_in(halfway)
    assert "Security key; asks for the password too" in visible(halfway.get("/accounts/profile/"))


ELSEWHERE: list[dict[str, Any]] = [
    {"origin": "http://localhost:8001"},
    {"origin": "http://localhost"},
    {"origin": "https://localhost:8000"},
    {"origin": "http://sub.localhost:8000"},
    {"origin": "http://localhost:8000.evil.example"},
    {"crossOrigin": True},
    {"topOrigin": "https://evil.example"},
    {"rp_id": "evil.localhost"},
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=str)
def test_an_answer_that_was_made_elsewhere_counts_nowhere(ada: User, elsewhere: dict[str, Any]) -> None:
    here, key, browser = browser_of(ada), SoftwareKey(), Client()
    refused = add_key(here, SoftwareKey(**elsewhere), alone=True)
    add_key(here, key, alone=True)
    key.told = {name: value for name, value in elsewhere.items() if name not in {"origin", "rp_id"}}
    key.origin, key.rp_id = elsewhere.get("origin", SITE), elsewhere.get("rp_id", key.rp_id)
    log_in_with(key, browser)
    halfway, late = Client(), browser_of(ada, minutes_ago=11)
    halfway.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    answer_with(key, halfway, SECOND_STEP)
    answer_with(key, late, "/accounts/2fa/webauthn/reauthenticate/")

    assert refused.status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    assert not is_in(browser)
    assert not is_in(halfway)
    assert "reauthenticate" in late.get("/accounts/2fa/totp/activate/").headers["Location"]


NONSENSE = [
    "[]",
    "1",
    '"x"',
    "{}",
    '{"response": null}',
    '{"response": {"clientDataJSON": 5}}',
    '{"response": {"clientDataJSON": "e30"}}',
    '{"response": {"clientDataJSON": "W10"}}',
    '{"response": {"clientDataJSON": "%%%"}}',
    "[" * 50_000,
    '{"a":' * 50_000,
]


@pytest.mark.parametrize("text", NONSENSE, ids=lambda text: text[:40])
def test_what_is_no_answer_at_all_is_refused_quietly(ada: User, text: str) -> None:
    browser, mine = Client(), browser_of(ada)
    browser.get(LOGIN, headers={"X-Requested-With": "XMLHttpRequest"})

    assert browser.post(LOGIN, {"credential": text}).status_code == 302
    assert mine.post("/accounts/2fa/webauthn/add/", {"credential": text}).status_code == 200
    assert not is_in(browser)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle", "id", "rawId"])
@pytest.mark.parametrize("value", [None, 7, "", "AA", "_" * 43, ["x"]], ids=str)
def test_an_answer_with_a_broken_part_is_refused_quietly(ada: User, part: str, value: object) -> None:
    key, browser = SoftwareKey(), Client()
    add_key(browser_of(ada), key, alone=True)
    asked = browser.get(LOGIN, headers={"X-Requested-With": "XMLHttpRequest"}).json()["request_options"]["publicKey"]
    answer = key.get(asked)
    (answer if part in answer else answer["response"])[part] = value

    assert browser.post(LOGIN, {"credential": json.dumps(answer)}).status_code == 302
