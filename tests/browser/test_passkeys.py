"""Passkeys in a real browser, with an authenticator that the browser simulates."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from runs.models import Role
from tests.browser.looking import findings
from tests.browser.site import Site, log_in

INSIDE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture(autouse=True)
def key(page: Page, bare_site: Site, settings: Settings) -> None:
    """A device with a fingerprint reader that always knows its owner, at the site's own address."""
    cache.clear()
    settings.BASE_URL = bare_site.url
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**INSIDE, "automaticPresenceSimulation": True}})


def test_a_passkey_is_added_logs_in_answers_the_question_and_is_removed(bare_site: Site, page: Page) -> None:
    person = bare_site.person(Role.MEMBER)
    bare_site.enter(page, person)
    page.goto(f"{bare_site.url}/accounts/profile/")
    page.get_by_role("link", name="Add one").click()
    page.get_by_label("Name").fill("Laptop")
    assert findings(page) == []
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{bare_site.url}/stacks/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Stacks")).to_be_visible()

    page.goto(f"{bare_site.url}/accounts/2fa/webauthn/reauthenticate/?next=/accounts/profile/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("Passkey · added")).to_be_visible()
    page.get_by_role("link", name="Remove Laptop").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_passkey_that_came_after_the_password_is_the_second_step_of_a_login(bare_site: Site, page: Page) -> None:
    person = bare_site.person(Role.MEMBER)
    bare_site.enter(page, person)
    page.goto(f"{bare_site.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Log in with it alone").uncheck()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{bare_site.url}/stacks/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", "correct horse battery")
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Stacks")).to_be_visible()


def test_a_passkey_at_another_address_than_the_configured_one_is_refused_with_a_sentence(
    bare_site: Site, page: Page, settings: Settings
) -> None:
    settings.BASE_URL = "http://localhost:8000"
    bare_site.enter(page, bare_site.person(Role.MEMBER))
    page.goto(f"{bare_site.url}/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add it").click()

    expect(page.get_by_text("Passkeys work at http://localhost:8000 only.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_a_browser_without_a_passkey_says_so_and_the_password_still_works(bare_site: Site, page: Page) -> None:
    page.goto(f"{bare_site.url}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("No passkey was used")).to_be_visible()
    log_in(page, bare_site.person(Role.VIEWER))
