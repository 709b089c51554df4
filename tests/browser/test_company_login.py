"""The company's own sign-in in a real browser: the policy for contents lets its form through to the issuer."""

from playwright.sync_api import Page, expect
from pytest_django import Settings

from k6admin.issuer import Issuer
from runs.models import Role
from tests.browser.looking import findings
from tests.browser.site import Site
from tests.company.little_issuer import CLIENT_ID, CLIENT_SECRET, little_issuer


def test_a_click_leads_to_the_issuer_and_back_to_the_page_that_was_wanted(
    bare_site: Site, page: Page, settings: Settings
) -> None:
    with little_issuer() as issuer:
        settings.OIDC = Issuer(issuer.url, CLIENT_ID, CLIENT_SECRET)
        settings.BASE_URL = bare_site.url
        issuer.person["email"] = bare_site.person(Role.VIEWER).email
        issuer.shows_page = True
        page.goto(f"{bare_site.url}/stacks/")
        assert findings(page) == []
        page.get_by_role("button", name="Continue with 127.0.0.1").click()
        page.get_by_role("link", name="Yes, it is me").click()

        expect(page.get_by_role("heading", name="Stacks")).to_be_visible()
        page.goto(f"{bare_site.url}/accounts/profile/")
        expect(page.get_by_text("You can log in with it.")).to_be_visible()


def test_a_stranger_is_told_what_to_do(bare_site: Site, page: Page, settings: Settings) -> None:
    with little_issuer() as issuer:
        settings.OIDC = Issuer(issuer.url, CLIENT_ID, CLIENT_SECRET)
        settings.BASE_URL = bare_site.url
        page.goto(f"{bare_site.url}/accounts/login/")
        page.get_by_role("button", name="Continue with 127.0.0.1").click()

        expect(page.get_by_role("heading", name="No account here")).to_be_visible()
        assert findings(page) == []
