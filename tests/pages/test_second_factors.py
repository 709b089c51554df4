"""Authenticator apps, passkeys and recovery codes: set up, asked for, taken away."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.fernet import Fernet
from django.core.cache import cache
from django.test import Client, override_settings
from pytest_django import Settings

from runs.models import User
from runs.people.second_factors import reseal_all
from tests.builders import PASSWORD, browser_of, make_user
from tests.pages.visiting import Answer, visible

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
ACTIVATE, CODES = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def ada() -> User:
    return make_user(email="ada@example.com")


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def secret_on(page: Answer) -> str:
    found = re.search(r'id="totp-key" type="text" value="([A-Z2-7]+)"', page.content.decode())
    assert found
    return found[1]


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def codes_of(user: User) -> list[str]:
    return list(Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes())


def halfway(user: User) -> Client:
    """The password was right; the second factor is still to come."""
    client = Client()
    answer = client.post("/accounts/login/?next=/runs/%3Fq%3Dx", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    return client


def test_an_app_is_set_up_with_a_picture_and_a_key_and_recovery_codes_come_with_it(ada: User) -> None:
    browser = browser_of(ada)
    page = browser.get(ACTIVATE)
    answer = browser.post(ACTIVATE, {"code": code_of(secret_on(page))}, follow=True)
    codes = re.findall(r"<code>(\d{8})</code>", answer.content.decode())

    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert answer.redirect_chain[0][0] == CODES
    assert codes == codes_of(ada)
    assert len(codes) == 10
    assert "10 of 10 left" in visible(browser.get("/accounts/profile/"))


def test_a_wrong_code_sets_nothing_up_and_the_key_stays_the_same(ada: User) -> None:
    browser = browser_of(ada)
    key = secret_on(browser.get(ACTIVATE))
    again = browser.post(ACTIVATE, {"code": "000001"})

    assert "Incorrect code." in visible(again)
    assert secret_on(again) == key
    assert not Authenticator.objects.exists()


def test_what_apps_and_codes_are_made_from_is_sealed_in_the_database(ada: User) -> None:
    browser = browser_of(ada)
    secret = secret_on(browser.get(ACTIVATE))
    browser.post(ACTIVATE, {"code": code_of(secret)})
    kept = {row.type: row.data for row in Authenticator.objects.all()}

    assert kept["totp"]["secret"].startswith("gAAAA")
    assert kept["recovery_codes"]["seed"].startswith("gAAAA")


def test_a_password_alone_lets_nobody_in_who_has_an_app_and_then_one_is_where_one_wanted_to_go(ada: User) -> None:
    client = halfway(with_app(ada))
    before = client.get("/runs/").status_code
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})

    assert before == 302
    assert answer.headers["Location"] == "/runs/?q=x"
    assert client.get("/runs/").status_code == 200


def test_a_login_left_halfway_can_be_left_for_good(ada: User) -> None:
    client = halfway(with_app(ada))
    assert "One more step" in visible(client.get("/accounts/login/", follow=True))
    client.post("/accounts/logout/", {"next": "/accounts/login/"})
    assert "Ask a lead of your team" in visible(client.get("/accounts/login/", follow=True))


def test_only_somebody_with_a_passkey_is_offered_to_use_it(ada: User) -> None:
    assert "Use a passkey" not in visible(halfway(with_app(ada)).get("/accounts/2fa/authenticate/"))


def test_each_recovery_code_lets_in_once(ada: User) -> None:
    with_app(ada)
    code = codes_of(ada)[0]
    first = halfway(ada).post("/accounts/2fa/authenticate/", {"code": code})
    second = halfway(ada).post("/accounts/2fa/authenticate/", {"code": code})

    assert (first.status_code, second.status_code) == (302, 200)
    assert len(codes_of(ada)) == 9


def test_new_codes_end_the_old_ones(ada: User) -> None:
    old = codes_of(with_app(ada))
    browser = browser_of(ada)
    asked = browser.get(f"{CODES}generate/")
    answer = browser.post(f"{CODES}generate/", follow=True)

    assert "The 10 that you have now stop working." in visible(asked)
    assert not set(old) & set(re.findall(r"<code>(\d{8})</code>", answer.content.decode()))
    assert not set(old) & set(codes_of(ada))


def test_codes_can_be_taken_along_as_text(ada: User) -> None:
    codes = codes_of(with_app(ada))
    answer = browser_of(ada).get(f"{CODES}download/")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.decode().split() == codes


def test_an_app_that_is_taken_away_is_not_asked_for_and_takes_its_codes_along(ada: User) -> None:
    browser = browser_of(with_app(ada))
    page = browser.get("/accounts/2fa/totp/deactivate/")
    browser.post("/accounts/2fa/totp/deactivate/")

    assert "Remove the authenticator app?" in visible(page)
    assert not Authenticator.objects.exists()
    assert Client().post("/accounts/login/", {"login": ada.email, "password": PASSWORD}).headers["Location"] == "/"


PROTECTED = [ACTIVATE, "/accounts/2fa/webauthn/add/", f"{CODES}generate/"]
PROTECTED_WITH_APP = [CODES, f"{CODES}download/", f"{CODES}generate/", "/accounts/2fa/totp/deactivate/"]


@pytest.mark.parametrize("page", PROTECTED)
def test_ten_minutes_after_the_login_the_password_is_asked_before_factors_change(ada: User, page: str) -> None:
    answer = browser_of(ada, minutes_ago=11).get(page)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert browser_of(ada).get(page).status_code == 200


@pytest.mark.parametrize("page", PROTECTED_WITH_APP)
def test_and_before_codes_are_shown(ada: User, page: str) -> None:
    with_app(ada)
    assert browser_of(ada, minutes_ago=11).get(page).headers["Location"].startswith("/accounts/reauthenticate/?next=")
    assert browser_of(ada).get(page).status_code == 200


def test_a_code_answers_the_question_as_well_as_the_password(ada: User) -> None:
    browser = browser_of(with_app(ada), minutes_ago=11)
    sent = browser.get(CODES)
    page = browser.get(sent.headers["Location"])
    answer = browser.post("/accounts/2fa/reauthenticate/", {"code": code_of(SECRET), "next": CODES})

    assert "Use authenticator app or code" in visible(page)
    assert answer.headers["Location"] == CODES
    assert browser.get(CODES).status_code == 200


def another_key(settings: Settings, *more: str) -> str:
    key = Fernet.generate_key().decode()
    settings.TOKEN_KEYS = [key, *more]
    return key


def test_keys_are_rotated_over_second_factors_too(ada: User, settings: Settings) -> None:
    codes, old = codes_of(with_app(ada)), list(settings.TOKEN_KEYS)
    new = another_key(settings, *old)
    assert [reseal_all(), reseal_all()] == [(2, 0), (0, 0)]
    settings.TOKEN_KEYS = [new]

    assert codes_of(ada) == codes
    assert halfway(ada).post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)}).status_code == 302


def sealed() -> list[str]:
    return [row.data.get("secret") or row.data["seed"] for row in Authenticator.objects.order_by("pk")]


def test_a_factor_sealed_with_keys_that_are_gone_is_said_so_and_lets_nobody_in(ada: User, settings: Settings) -> None:
    with_app(ada)
    before = sealed()
    another_key(settings)
    login = halfway(ada).post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})
    browser = browser_of(ada)
    shown = browser.get(CODES, follow=True)

    assert "the keys that it was sealed with are gone" in visible(login)
    assert "the keys that it was sealed with are gone" in visible(shown)
    assert "they can't be read any more" in visible(shown)
    assert reseal_all() == (0, 2)
    assert sealed() == before


@pytest.mark.parametrize("pk", ["{theirs}", "99999"])
def test_a_passkey_of_somebody_else_is_not_found(ada: User, pk: str) -> None:
    theirs = Authenticator.objects.create(user=make_user(), type="webauthn", data={"name": "Key", "credential": {}})
    browser = browser_of(ada)
    for deed in ("edit", "remove"):
        address = f"/accounts/2fa/webauthn/keys/{pk.format(theirs=theirs.pk)}/{deed}/"
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk, data__name="Key").exists()


@override_settings(BASE_URL="https://k6admin.example.com")
def test_a_passkey_is_bound_to_the_site_s_own_address_whatever_the_request_calls_it(ada: User) -> None:
    page = browser_of(ada).get("/accounts/2fa/webauthn/add/", headers={"Host": "127.0.0.1"}).content.decode()
    assert '"rp": {"name": "k6admin", "id": "k6admin.example.com"}' in page
