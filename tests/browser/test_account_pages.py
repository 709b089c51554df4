"""Pages that only somebody with a second factor, a company or an invitation comes to: readable for everybody, too."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from k6admin.issuer import Issuer
from runs.audit import Actor
from runs.models import Role, User
from runs.teams import invite
from tests.browser.looking import look_at
from tests.browser.site import Site
from tests.builders import PASSWORD, browser_of
from tests.company.little_issuer import CLIENT_ID, CLIENT_SECRET, little_issuer


@pytest.fixture(autouse=True)
def no_limit_counts() -> None:
    cache.clear()


def with_second_factors(user: User) -> User:
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def test_second_factors_are_readable(bare_site: Site, page: Page) -> None:
    person = with_second_factors(bare_site.person(Role.MEMBER))
    page.goto(f"{bare_site.url}/accounts/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    found = list(look_at(page, "second step"))
    bare_site.enter(page, person)
    for address in ["recovery-codes/", "recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"]:
        page.goto(f"{bare_site.url}/accounts/2fa/{address}")
        expect(page.locator("h1")).not_to_have_text("There is nothing here")
        found += look_at(page, address)

    assert "\n".join(found) == ""


def test_the_question_for_the_password_that_carries_a_form_is_readable(
    bare_site: Site, page: Page, settings: Settings
) -> None:
    lead = bare_site.person(Role.LEAD)
    cookie = browser_of(lead, minutes_ago=30).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": bare_site.url}])
    page.goto(f"{bare_site.url}/teams/{bare_site.stack.team.slug}/members/")
    page.get_by_label("E-mail address").fill("new@example.com")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Password")).to_be_visible()

    assert "\n".join(look_at(page, "password")) == ""


def test_what_an_invitation_leads_to_is_readable(bare_site: Site, page: Page) -> None:
    lead = bare_site.person(Role.LEAD)
    sent = invite(bare_site.stack.team, "new@example.com", Role.VIEWER, Actor(lead))
    page.goto(f"{bare_site.url}/invitations/{sent.token}/")
    found = list(look_at(page, "somebody new"))
    page.goto(f"{bare_site.url}/invitations/no-such-invitation/")
    found += look_at(page, "no invitation")
    bare_site.enter(page, lead)
    page.goto(f"{bare_site.url}/invitations/{sent.token}/")
    found += look_at(page, "somebody else")

    assert "\n".join(found) == ""


def test_a_company_s_sign_in_is_readable(bare_site: Site, page: Page, settings: Settings) -> None:
    with little_issuer() as issuer:
        settings.OIDC = Issuer(issuer.url, CLIENT_ID, CLIENT_SECRET)
        settings.BASE_URL = bare_site.url
        page.goto(f"{bare_site.url}/accounts/login/")
        found = list(look_at(page, "login"))
        page.get_by_role("button", name="Continue with 127.0.0.1").click()
        expect(page.get_by_role("heading", name="No account here")).to_be_visible()
        found += look_at(page, "stranger")
        bare_site.enter(page, bare_site.person(Role.MEMBER))
        for address in ["connect/", "again/", "cancelled/"]:
            page.goto(f"{bare_site.url}/accounts/company/{address}")
            found += look_at(page, address)
        page.goto(f"{bare_site.url}/accounts/profile/")
        found += look_at(page, "profile")

    assert "\n".join(found) == ""
