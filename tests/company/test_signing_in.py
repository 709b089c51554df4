"""The company's own sign-in: who comes in, as whom, and what is believed of the issuer."""

import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings

from runs.models import User
from tests.builders import browser_of, make_team, make_user
from tests.company.little_issuer import LittleIssuer
from tests.company.signing_in import asked_of, back_from, may_lead_to, sent, sign_in
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db
LOGIN, CALLBACK = "/accounts/login/", "/accounts/company/callback/"


def ada() -> User:
    return make_user(make_team(), email="ada@example.com")


def is_in(client: Client) -> bool:
    return bool(client.get("/stacks/").status_code == 200)


def test_the_login_page_has_a_button_named_after_the_issuer_and_may_lead_there(issuer: LittleIssuer) -> None:
    page = Client().get(LOGIN)

    assert "Continue with 127.0.0.1" in visible(page)
    assert may_lead_to(page) == [issuer.url]


def test_no_other_page_may_lead_there(issuer: LittleIssuer) -> None:
    browser = browser_of(ada())
    for page in ("/stacks/", "/accounts/profile/", "/accounts/password/reset/"):
        assert may_lead_to(browser.get(page)) == []


def test_without_an_issuer_there_is_no_button_and_nothing_to_lead_anywhere() -> None:
    assert "Continue with" not in visible(Client().get(LOGIN))
    assert Client().post("/accounts/company/login/").status_code == 404
    assert Client().get(CALLBACK).status_code == 404


def test_the_issuer_is_asked_with_pkce_a_nonce_and_the_site_s_own_address(issuer: LittleIssuer) -> None:
    address = sent(Client(), next="/runs/")
    asked = asked_of(address)

    assert address.startswith(f"{issuer.url}/authorization?")
    assert asked["redirect_uri"] == "http://localhost:8000/accounts/company/callback/"
    assert asked["response_type"] == "code"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["nonce"]) >= 32
    assert "prompt" not in asked


def test_nothing_that_a_visitor_adds_reaches_the_issuer(issuer: LittleIssuer) -> None:
    more = "?auth_params=redirect_uri%3Dhttps://evil.example&scope=admin&process=connect&state=x"
    asked = asked_of(sent(Client(), f"/accounts/company/login/{more}"))

    assert asked["redirect_uri"] == "http://localhost:8000/accounts/company/callback/"
    assert "admin" not in asked["scope"]
    assert asked["state"] != "x"


def test_somebody_with_an_account_is_in_and_where_they_wanted_to_go(issuer: LittleIssuer) -> None:
    user, client = ada(), Client()
    answer = sign_in(client, next="/runs/?q=x")

    assert answer.headers["Location"] == "/runs/?q=x"
    assert user.email in visible(client.get("/stacks/"))
    assert SocialAccount.objects.get().user == user


def test_the_second_time_the_person_s_id_counts_and_no_longer_the_address(issuer: LittleIssuer) -> None:
    user = ada()
    sign_in(Client())
    issuer.person = {"sub": "ada-1", "email": "countess@example.com", "email_verified": False}
    client = Client()
    sign_in(client)

    assert user.email in visible(client.get("/stacks/"))


def test_another_issuer_s_person_with_the_same_id_is_somebody_else(issuer: LittleIssuer, settings: Settings) -> None:
    user = ada()
    SocialAccount.objects.create(user=user, provider="oidc-of-another", uid="ada-1")
    issuer.person = {"sub": "ada-1", "email": "eve@example.com", "email_verified": True}

    assert sign_in(Client()).status_code == 403


@pytest.mark.parametrize("said", [False, "false", None, 0, "no", [], "True"])
def test_an_address_that_the_issuer_did_not_verify_lets_nobody_in_and_connects_nothing(
    issuer: LittleIssuer, said: object
) -> None:
    ada()
    issuer.person["email_verified"] = said
    client = Client()
    answer = sign_in(client)

    assert answer.status_code == 403
    assert "has not verified that it is yours" in visible(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("said", [True, "true"])
def test_an_address_verified_in_one_of_the_two_ways_that_issuers_say_it_lets_in(
    issuer: LittleIssuer, said: object
) -> None:
    ada()
    issuer.person["email_verified"] = said
    client = Client()
    sign_in(client)
    assert is_in(client)


def test_a_stranger_gets_no_account(issuer: LittleIssuer) -> None:
    answer = sign_in(Client())

    assert answer.status_code == 403
    assert "neither an account nor an open invitation" in visible(answer)
    assert not User.objects.exists()


def test_somebody_without_any_address_is_told_what_is_missing(issuer: LittleIssuer) -> None:
    issuer.person = {"sub": "ada-1"}
    assert "named no e-mail address of yours" in visible(sign_in(Client()))


def test_capitals_in_the_address_do_not_matter(issuer: LittleIssuer) -> None:
    user = ada()
    issuer.person["email"] = "Ada@Example.COM"
    client = Client()
    sign_in(client)
    assert user.email in visible(client.get("/stacks/"))
    assert User.objects.count() == 1


def test_a_closed_account_stays_closed(issuer: LittleIssuer) -> None:
    User.objects.filter(pk=ada().pk).update(is_active=False)
    client = Client()
    answer = sign_in(client)

    assert answer.headers["Location"] == "/accounts/inactive/"
    assert "This account is closed" in visible(client.get("/accounts/inactive/"))
    assert not is_in(client)


def test_a_second_factor_set_up_here_is_still_asked_for(issuer: LittleIssuer) -> None:
    """By the owner: what was there before the owner's proof ends with it."""
    user = ada()
    sign_in(Client())
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    client = Client()

    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_in(client)


def test_an_address_that_only_the_person_s_page_there_tells_is_asked_for(issuer: LittleIssuer) -> None:
    user, issuer.about = ada(), dict(issuer.person)
    issuer.person = {"sub": "ada-1"}
    client = Client()
    sign_in(client)
    assert user.email in visible(client.get("/stacks/"))


def test_a_page_there_that_is_about_somebody_else_is_not_believed(issuer: LittleIssuer) -> None:
    ada()
    issuer.about = {"sub": "eve", "email": "ada@example.com", "email_verified": True}
    issuer.person = {"sub": "ada-1"}
    assert sign_in(Client()).status_code == 403


def test_an_answer_is_taken_once_and_by_the_browser_that_asked(issuer: LittleIssuer) -> None:
    ada()
    client, other = Client(), Client()
    answer = back_from(sent(client))
    stolen = other.get(answer)
    first, again = client.get(answer), Client().get(answer)

    assert [stolen.status_code, first.status_code, again.status_code] == [401, 302, 401]
    assert not is_in(other)


def test_whoever_ends_it_there_is_told_so(issuer: LittleIssuer) -> None:
    issuer.refuses = "access_denied"
    client = Client()
    answer = sign_in(client)
    assert "You ended it at your company's sign-in." in visible(client.get(answer.headers["Location"]))


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_w8_nobody_is_led_to_another_site(issuer: LittleIssuer, goal: str) -> None:
    ada()
    assert sign_in(Client(), next=goal).headers["Location"] == "/"


def test_nothing_is_kept_of_a_person_but_what_the_site_uses(issuer: LittleIssuer) -> None:
    ada()
    issuer.person |= {"phone_number": "+49 30 1", "address": {"street": "Main"}, "picture": "https://x/y.png"}
    sign_in(Client())
    assert set(SocialAccount.objects.get().extra_data) == {"sub", "email", "email_verified", "name"}


def test_twenty_starts_in_five_minutes_are_enough_for_one_address(issuer: LittleIssuer) -> None:
    answers = [Client().post("/accounts/company/login/") for _ in range(21)]

    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_the_site_is_led_there_by_a_post_with_a_token_alone(issuer: LittleIssuer) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/company/login/").status_code == 403
    assert Client().get("/accounts/company/login/").status_code == 405
    assert not [path for path in issuer.asked if path.startswith("/authorization")]


def test_an_issuer_that_asks_at_another_address_gets_a_link_because_a_form_may_not_end_there(
    issuer: LittleIssuer,
) -> None:
    issuer.description = {"authorization_endpoint": "https://login.elsewhere.example/authorize"}
    answer = Client().post("/accounts/company/login/")

    assert answer.status_code == 200
    assert re.search(
        r'href="https://login\.elsewhere\.example/authorize\?[^"]*client_id=k6admin', answer.content.decode()
    )
