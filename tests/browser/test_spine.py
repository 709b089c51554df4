"""The way through the site that everyone takes, with scripts and without them: nothing may need them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from runs.k6sim import SECOND_GRAFANA_URL, SECOND_STACK_ID, SECOND_TOKEN
from runs.models import Role, Stack
from tests.browser.site import Site, log_in, work_off

with_and_without_scripts = pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, id="with scripts"),
        pytest.param(False, id="without scripts", marks=pytest.mark.browser_context_args(java_script_enabled=False)),
    ],
)


def choose(page: Page, pick: str, option: str, *, scripts: bool) -> None:
    """Ticks one option of a filter; without scripts it takes the button to apply it."""
    form = page.locator("#filters")
    form.locator("summary", has_text=pick).first.click()
    form.get_by_label(option, exact=True).check()
    if not scripts:
        form.get_by_role("button", name="Filter").click()


def cells(page: Page, css: str) -> list[str]:
    return page.locator(f"table.runs tbody td.{css}").all_inner_texts()


@with_and_without_scripts
def test_someone_logs_in_and_narrows_the_list_down_to_one_run(site: Site, page: Page, scripts: bool) -> None:
    """(W2)"""
    page.goto(f"{site.url}/runs/")
    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/runs/"))
    log_in(page, site.person(Role.VIEWER))
    expect(page).to_have_url(f"{site.url}/runs/")
    expect(page.locator("table.runs tbody tr")).to_have_count(50)

    choose(page, "Result", "Failed", scripts=scripts)
    expect(page).to_have_url(re.compile(r"result=failed"))
    expect(page.locator(".chip", has_text="Result: Failed")).to_be_visible()
    assert {text.split()[-1] for text in cells(page, "t-status")} == {"Failed"}

    page.get_by_role("columnheader", name="VUs").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"result=failed&sort=-vus"))
    expect(page.locator("th[aria-sort]")).to_have_text("VUs")
    load = [int(text.replace(",", "")) for text in cells(page, "t-vus") if text.strip("\u2013")]
    assert load == sorted(load, reverse=True)

    number = page.locator("a.row-link").first.inner_text()
    page.locator("a.row-link").first.click()
    expect(page.locator("h1")).to_contain_text(number)
    expect(page.locator("main .badge", has_text="Failed").first).to_be_visible()


@with_and_without_scripts
def test_the_next_page_and_back_show_every_run_once(site: Site, page: Page, scripts: bool) -> None:
    site.enter(page, site.person(Role.VIEWER))
    page.goto(f"{site.url}/runs/")
    first = cells(page, "t-run")
    page.get_by_role("link", name="Older", exact=True).click()
    expect(page).to_have_url(re.compile(r"/runs/\?after="))
    expect(page.locator("table.runs tbody td.t-run").first).not_to_have_text(first[0])
    second = cells(page, "t-run")
    page.get_by_role("link", name="Newer", exact=True).click()
    expect(page.locator("table.runs tbody td.t-run").first).to_have_text(first[0])

    assert len(set(first) | set(second)) == 100
    assert cells(page, "t-run") == first
    page.go_back()
    expect(page.locator("table.runs tbody td.t-run").first).to_have_text(second[0])
    expect(page.locator("header.bar")).to_be_visible()


@with_and_without_scripts
def test_a_load_test_has_a_page_of_its_own_runs_that_a_member_can_refresh(
    site: Site, page: Page, scripts: bool
) -> None:
    site.enter(page, site.person(Role.MEMBER))
    page.goto(f"{site.url}/runs/")
    link = page.locator("td.t-test a").first
    title = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("table.runs tbody tr").first).to_be_visible()
    site.sim.log.clear()
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator("#notices")).to_contain_text(re.compile(r"\d+ runs read from Grafana"))

    asked = [entry for entry in site.sim.log.entries() if str(entry["path"]).endswith("/test_runs")]
    assert {entry["query"]["$orderby"] for entry in asked} == {"created desc"}  # type: ignore[index]


@with_and_without_scripts
def test_a_lead_connects_a_second_stack_and_sees_its_runs(site: Site, page: Page, scripts: bool) -> None:
    site.enter(page, site.person(Role.LEAD))
    page.goto(f"{site.url}/stacks/")
    page.get_by_role("link", name="Connect a stack").click()
    page.get_by_label("Name").fill("Demo bank")
    page.get_by_label("Grafana URL").fill(SECOND_GRAFANA_URL)
    page.get_by_label("Stack id").fill(str(SECOND_STACK_ID))
    submit(page, token="a-token-that-nobody-made")
    expect(error_of(page, "token")).to_have_text("Grafana does not accept the token. Enter a valid one.")
    expect_kept(page, str(SECOND_STACK_ID))

    page.get_by_label("Stack id").fill("999")
    submit(page, token=SECOND_TOKEN)
    expect(error_of(page, "stack_id")).to_contain_text(f"is stack {SECOND_STACK_ID}, not 999.")
    expect_kept(page, "999")

    page.get_by_label("Stack id").fill(str(SECOND_STACK_ID))
    submit(page, token=f"  Bearer {SECOND_TOKEN}\n")
    expect(page.locator("#notices")).to_contain_text("Demo bank is connected.")
    check_and_sync(site, page)


def submit(page: Page, token: str) -> None:
    page.get_by_label("API token").fill(token)
    page.get_by_role("button", name="Check and connect").click()


def error_of(page: Page, field: str) -> Locator:
    return page.locator(f".field:has([name={field}]) .errorlist")


def expect_kept(page: Page, stack_id: str) -> None:
    """What was entered is still there; the token alone never comes back."""
    expect(page.get_by_label("Name")).to_have_value("Demo bank")
    expect(page.get_by_label("Grafana URL")).to_have_value(SECOND_GRAFANA_URL)
    expect(page.get_by_label("Stack id")).to_have_value(stack_id)
    expect(page.get_by_label("API token")).to_have_value("")


def check_and_sync(site: Site, page: Page) -> None:
    card = page.locator("article", has_text="Demo bank")
    card.get_by_role("link", name="Settings").click()
    page.get_by_role("button", name="Check the connection").click()
    expect(page.locator(".checks li")).to_have_count(3)
    expect(page.locator(".checks")).to_contain_text("Grafana accepts the token.")
    page.get_by_role("link", name="Stacks").first.click()
    page.locator("article", has_text="Demo bank").get_by_role("button", name="Sync now").click()
    expect(page.locator("#notices")).to_contain_text("The sync of Demo bank was asked for")
    work_off(Stack.objects.get(name="Demo bank"))
    page.goto(f"{site.url}/stacks/")
    page.get_by_role("link", name="Demo bank").click()
    expect(page.locator("table.runs tbody tr")).to_have_count(50)
    expect(page.locator(".about")).to_contain_text(f"{len(site.sim.run_ids(SECOND_STACK_ID))} runs")
    assert all("Demo bank" in text for text in cells(page, "t-test"))
