"""What the browser's Back shows: the page as it is now, and nothing of a person whose session has ended.

The browser keeps pages for Back here, as it does for people; the test driver turns that off by default.
"""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Playwright, expect

from runs import store
from runs.models import Role
from tests import chromium
from tests.browser.site import Site

PRIVATE = ("/", "/runs/", "/teams/{team}/audit/")


@pytest.fixture(scope="module")
def keeping_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=chromium.find(),
        args=chromium.arguments(),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture
def tab(site: Site, keeping_browser: Browser) -> Iterator[Page]:
    context = keeping_browser.new_context(locale="en-GB", timezone_id="UTC")
    page = context.new_page()
    site.enter(page, site.person(Role.LEAD))
    yield page
    context.close()


def visit_private_pages(site: Site, tab: Page) -> int:
    paths = [path.format(team=site.stack.team.slug) for path in PRIVATE]
    for path in paths:
        tab.goto(f"{site.url}{path}")
        expect(tab.locator(".bar-me")).to_be_visible()
    return len(paths)


def assert_back_shows_only_the_login(tab: Page, times: int) -> None:
    for _ in range(times):
        tab.go_back()
        expect(tab.get_by_role("heading", name="Log in")).to_be_visible()
        expect(tab.locator(".bar-me")).to_have_count(0)


def test_after_logout_back_shows_nothing_of_the_pages_before(site: Site, tab: Page) -> None:
    pages = visit_private_pages(site, tab)
    tab.locator(".bar-me summary").click()
    tab.get_by_role("button", name="Log out").click()
    expect(tab.get_by_role("heading", name="Log in")).to_be_visible()

    assert_back_shows_only_the_login(tab, pages)


def test_after_a_session_was_ended_elsewhere_back_shows_nothing_of_the_pages_before(site: Site, tab: Page) -> None:
    pages = visit_private_pages(site, tab)
    tab.goto(f"{site.url}/teams/")
    Session.objects.all().delete()

    assert_back_shows_only_the_login(tab, pages)


def test_back_shows_the_list_as_it_is_now(site: Site, tab: Page) -> None:
    tab.goto(f"{site.url}/runs/")
    first = tab.locator("a.row-link").first.inner_text()
    tab.locator("a.row-link").first.click()
    expect(tab.locator("h1 .soft")).to_be_visible()
    site.stack.runs.filter(run_id=first.removeprefix("#")).update(archived=True)
    tab.go_back()

    expect(tab.locator("h1")).to_have_text("Runs")
    expect(tab.get_by_role("link", name=first, exact=True)).to_have_count(0)


def test_a_note_being_typed_is_there_again_after_back_and_after_a_logout_it_is_not(site: Site, tab: Page) -> None:
    run = site.stack.runs.filter(active=False).earliest("created")
    address = f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/"
    note = tab.get_by_role("textbox", name="Note")
    tab.goto(address)
    note.fill("half a thought")
    tab.goto(f"{site.url}/runs/")
    tab.go_back()
    expect(note).to_have_value("half a thought")

    tab.locator(".bar-me summary").click()
    tab.get_by_role("button", name="Log out").click()
    expect(tab.get_by_role("heading", name="Log in")).to_be_visible()
    site.enter(tab, site.person(Role.MEMBER))
    tab.goto(address)
    expect(note).not_to_have_value("half a thought")


def test_a_draft_does_not_replace_what_somebody_else_saved_meanwhile(site: Site, tab: Page) -> None:
    run = site.stack.runs.filter(active=False).earliest("created")
    tab.goto(f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/")
    note = tab.get_by_role("textbox", name="Note")
    note.fill("my text")
    tab.goto(f"{site.url}/runs/")
    site.sim.edit_run(run.run_id, {"note": "their text"})
    store.note_written(run, "their text")
    tab.go_back()
    expect(note).to_have_value("my text")
    tab.get_by_role("button", name="Save note").click()

    expect(tab.locator(".theirs")).to_have_text("their text")
    assert site.sim.document(run.run_id)["note"] == "their text"
