"""Sharing a run in the browser, reading it without an account, and the pages of leads and operators on top."""

import re

from playwright.sync_api import Browser, Page, expect

from runs.models import Role, User
from tests.browser.looking import look_at, walk
from tests.browser.site import Console, Site


def share(site: Site, page: Page, *parts: str) -> str:
    """By the form on the newest run's page; the address of the shared one."""
    run = site.stack.runs.filter(status="completed").latest("created")
    page.goto(f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/")
    page.get_by_text("Make a page to read only").click()
    for part in parts:
        page.locator(f"#share-{part}").check()
    page.get_by_role("button", name="Make the link").click()
    return re.sub(r"^https?://[^/]+", site.url, page.locator("#address").input_value())


def test_a_page_is_shared_copied_and_read_by_somebody_without_an_account(
    site: Site, page: Page, browser: Browser
) -> None:
    site.enter(page, site.person(Role.MEMBER))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    address = share(site, page, "note", "options", "names", "script")
    page.get_by_role("button", name="Copy").click()
    expect(page.locator(".copy [role=status]")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    stranger = browser.new_context().new_page()
    console = Console(stranger)
    stranger.goto(address)
    shown = list(look_at(stranger, "shared"))

    assert copied.endswith(address.removeprefix(site.url))
    expect(stranger.locator("h1")).to_contain_text("#")
    expect(stranger.locator(".code").first).to_be_visible()
    assert shown == []
    assert console.complaints == []
    assert stranger.context.cookies() == []
    stranger.context.close()


def test_sharing_works_without_scripts(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    site.enter(page, site.person(Role.MEMBER))
    address = share(site, page)
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.goto(address)
    expect(page.get_by_text("A shared page, to read only")).to_be_visible()
    context.close()


def test_a_lead_finds_links_and_audit_readable(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.LEAD))
    share(site, page, "note")
    made = "\n".join(look_at(page, "a new link"))
    team = f"/teams/{site.stack.team.slug}"
    found = walk(site, page, [f"{team}/links/", f"{team}/audit/", f"{team}/audit/?q=nothing+like+it&color=red"])

    assert (made, found) == ("", "")


def test_an_operator_s_pages_break_no_policy(site: Site, page: Page) -> None:
    user = site.person(Role.LEAD)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    site.enter(page, user)
    page.goto(f"{site.url}/admin/")
    expect(page.get_by_role("link", name="Audit events").first).to_be_visible()
    for model in ("user", "stack", "testrun", "auditevent"):
        page.goto(f"{site.url}/admin/runs/{model}/")
        expect(page.locator("#changelist-search, #changelist")).not_to_have_count(0)
    page.goto(f"{site.url}/admin/runs/user/{user.pk}/change/")
    expect(page.locator("[name=_save]")).to_be_visible()
