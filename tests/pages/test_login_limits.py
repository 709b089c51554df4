"""L1: whoever tries passwords or codes is stopped for a while, at every door alike, and stops nobody else."""

import itertools
import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client, override_settings

from runs.models import User
from tests.builders import PASSWORD, browser_of, make_user
from tests.pages.visiting import Answer, visible

pytestmark = pytest.mark.django_db
WRONG = "not it at all"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Turns on what the limits take for the time."""
    ahead = 0.0
    real = time.time

    def turn(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: real() + ahead)
    return turn


def try_password(email: str, password: str = WRONG, ip: str = "192.0.2.1") -> Answer:
    return Client(REMOTE_ADDR=ip).post("/accounts/login/", {"login": email, "password": password})


def is_closed(answer: Answer) -> bool:
    assert answer.status_code in {200, 302, 429}
    if answer.status_code == 429:
        assert int(answer.headers["Retry-After"]) > 0
        assert "Too many requests" in visible(answer)
    return bool(answer.status_code == 429)


def test_l1_five_wrong_passwords_close_the_account_even_for_the_right_one_until_the_window_is_over(
    clock: Callable[[float], None],
) -> None:
    """(L1)"""
    ada = make_user()
    wrong = [try_password(ada.email).status_code for _ in range(5)]

    assert wrong == [200] * 5
    assert is_closed(try_password(ada.email, PASSWORD))
    clock(301)
    assert try_password(ada.email, PASSWORD).status_code == 302


def test_l1_neither_another_account_nor_another_address_is_affected() -> None:
    ada, bob = make_user(), make_user()
    for _ in range(6):
        try_password(ada.email)

    assert try_password(bob.email, PASSWORD).status_code == 302
    assert try_password(ada.email, PASSWORD, ip="192.0.2.9").status_code == 302


def test_l1_a_stranger_s_tries_are_answered_alike_whether_the_account_exists_or_not() -> None:
    ada = make_user(email="ada@example.com")
    known = [try_password(ada.email) for _ in range(6)]
    unknown = [try_password("eve@example.com", ip="192.0.2.2") for _ in range(6)]

    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown] == [200] * 5 + [429]
    assert [visible(answer) for answer in known] == [visible(answer) for answer in unknown]


def count_hashes(monkeypatch: pytest.MonkeyPatch, email: str) -> int:
    counted = itertools.count()
    real = MD5PasswordHasher.encode

    def encode(self: MD5PasswordHasher, password: str, salt: str) -> str:
        next(counted)
        return str(real(self, password, salt))

    with monkeypatch.context() as patch:
        patch.setattr(MD5PasswordHasher, "encode", encode)
        try_password(email)
    return next(counted)


def test_l1_an_unknown_person_costs_the_same_work_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """(L1)"""
    known, locked, keyless = make_user(), make_user(), make_user()
    User.objects.filter(pk=locked.pk).update(is_active=False)
    keyless.set_unusable_password()
    keyless.save()

    work = [count_hashes(monkeypatch, who) for who in (known.email, "eve@example.com", locked.email, keyless.email)]
    assert work == [1, 1, 1, 1]


def test_one_address_may_fail_twenty_times_whatever_it_names(clock: Callable[[float], None]) -> None:
    ada = make_user()
    closed = [is_closed(try_password(f"guess{number}@example.com")) for number in range(21)]

    assert closed == [False] * 20 + [True]
    assert is_closed(try_password(ada.email, PASSWORD))
    assert try_password(ada.email, PASSWORD, ip="192.0.2.2").status_code == 302


def test_one_account_is_closed_to_everybody_for_a_quarter_of_an_hour_after_thirty_tries_from_anywhere(
    clock: Callable[[float], None],
) -> None:
    ada = make_user()
    for number in range(30):
        try_password(ada.email, ip=f"192.0.2.{number}")
    answer = try_password(ada.email, PASSWORD, ip="198.51.100.1")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    clock(901)
    assert try_password(ada.email, PASSWORD, ip="198.51.100.1").status_code == 302


def test_right_passwords_count_for_no_limit() -> None:
    ada = make_user()
    assert [try_password(ada.email, PASSWORD).status_code for _ in range(25)] == [302] * 25


@override_settings(TRUSTED_PROXIES=["10.0.0.1"])
def test_an_address_counts_as_told_by_a_proxy_of_ours_and_by_nobody_else() -> None:
    ada = make_user()
    fields = {"login": ada.email, "password": WRONG}
    for number in range(6):
        told = {"X-Forwarded-For": f"192.0.2.{number}"}
        stranger = Client(REMOTE_ADDR="198.51.100.7").post("/accounts/login/", fields, headers=told)
    through = Client(REMOTE_ADDR="10.0.0.1").post("/accounts/login/", fields, headers={"X-Forwarded-For": "192.0.2.99"})

    assert is_closed(stranger)
    assert not is_closed(through)


def with_app(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def code(step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + step)))


WRONG_CODE = "000001"


def test_wrong_codes_of_a_second_factor_close_it_too() -> None:
    ada, client = with_app(make_user()), Client()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    closed = [is_closed(client.post("/accounts/2fa/authenticate/", {"code": WRONG_CODE})) for _ in range(6)]

    assert closed == [False] * 5 + [True]
    assert is_closed(client.post("/accounts/2fa/authenticate/", {"code": code()}))


def test_wrong_passwords_when_it_is_asked_again_count_with_those_at_the_login() -> None:
    ada = make_user()
    browser = browser_of(ada, minutes_ago=11)
    asked = [is_closed(browser.post("/accounts/reauthenticate/", {"password": "not it"})) for _ in range(6)]

    assert asked == [False] * 5 + [True]
    assert is_closed(try_password(ada.email, PASSWORD, ip="127.0.0.1"))


def test_wrong_codes_when_it_is_asked_again_close_that_too() -> None:
    browser = browser_of(with_app(make_user()), minutes_ago=11)
    closed = [is_closed(browser.post("/accounts/2fa/reauthenticate/", {"code": WRONG_CODE})) for _ in range(6)]
    assert closed == [False] * 5 + [True]


def test_wrong_codes_when_an_app_is_set_up_close_that_too() -> None:
    browser = browser_of(make_user())
    browser.get("/accounts/2fa/totp/activate/")
    closed = [is_closed(browser.post("/accounts/2fa/totp/activate/", {"code": WRONG_CODE})) for _ in range(6)]
    assert closed == [False] * 5 + [True]


def test_wrong_old_passwords_close_the_page_that_changes_it() -> None:
    browser = browser_of(make_user())
    fields = {"oldpassword": "not it", "password1": "a new one for me", "password2": "a new one for me"}
    closed = [is_closed(browser.post("/accounts/password/change/", fields)) for _ in range(6)]
    assert closed == [False] * 5 + [True]


def test_resets_are_closed_after_five_for_an_address_known_or_not() -> None:
    ada = make_user()
    for email, ip in ((ada.email, "192.0.2.1"), ("eve@example.com", "192.0.2.2")):
        client = Client(REMOTE_ADDR=ip)
        closed = [is_closed(client.post("/accounts/password/reset/", {"email": email})) for _ in range(6)]
        assert closed == [False] * 5 + [True]


def test_passkeys_that_are_none_close_that_door_for_the_address_that_sends_them() -> None:
    ada, client = make_user(), Client(REMOTE_ADDR="192.0.2.1")
    closed = [is_closed(client.post("/accounts/2fa/webauthn/login/", {"credential": "{}"})) for _ in range(21)]

    assert closed == [False] * 20 + [True]
    assert try_password(ada.email, PASSWORD).status_code == 302


def test_a_right_code_takes_back_no_failure_of_its_address() -> None:
    """Else somebody with an account of their own could clear the way every few tries."""
    own, client = with_app(make_user()), Client(REMOTE_ADDR="192.0.2.1")
    for number in range(19):
        try_password(f"guess{number}@example.com")
    client.post("/accounts/login/", {"login": own.email, "password": PASSWORD})
    assert client.post("/accounts/2fa/authenticate/", {"code": code()}).status_code == 302

    try_password("guess19@example.com")
    assert is_closed(try_password("guess20@example.com"))


def test_the_same_code_lets_in_once_however_it_is_written() -> None:
    ada = with_app(make_user())
    this = code()
    answers = []
    for written in (this, this, f" {this[:3]}-{this[3:]}"):
        cache.delete(f"allauth.mfa.totp.used?user={ada.pk}&code={this}")  # which allauth forgets before it is invalid
        client = Client()
        client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
        answers.append(client.post("/accounts/2fa/authenticate/", {"code": written}).status_code)

    assert answers == [302, 200, 200]
