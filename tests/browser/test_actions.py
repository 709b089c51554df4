"""Every action on a run in a real browser, with scripts and without: the same outcome, and the same calls."""

import re
from time import sleep

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Download, Page, expect

from runs.actions import SETTLE_AFTER
from runs.models import PendingAction, Role, Stack, TestRun
from runs.tasks import settle_stack
from tests.actions.acting import ended, running
from tests.browser.site import Site, log_in, work_off

with_and_without_scripts = pytest.mark.parametrize(
    "scripts",
    [
        pytest.param(True, id="with scripts"),
        pytest.param(False, id="without scripts", marks=pytest.mark.browser_context_args(java_script_enabled=False)),
    ],
)

# The ten operations of the API's page on test runs, as method and path.
OPERATIONS = [
    ("GET", r"/cloud/v6/load_tests/\d+/test_runs"),
    ("GET", r"/cloud/v6/test_runs"),
    ("GET", r"/cloud/v6/test_runs/\d+"),
    ("DELETE", r"/cloud/v6/test_runs/\d+"),
    ("PATCH", r"/cloud/v6/test_runs/\d+"),
    ("POST", r"/cloud/v6/test_runs/\d+/abort"),
    ("GET", r"/cloud/v6/test_runs/\d+/distribution"),
    ("POST", r"/cloud/v6/test_runs/\d+/save"),
    ("GET", r"/cloud/v6/test_runs/\d+/script"),
    ("POST", r"/cloud/v6/test_runs/\d+/unsave"),
]


def open_run(site: Site, page: Page, run: TestRun) -> None:
    page.goto(f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/")
    expect(page.locator("h1")).to_contain_text(f"#{run.run_id}")


def press(page: Page, name: str) -> None:
    page.locator("#actions").get_by_role("button", name=name, exact=True).click()


def confirm(page: Page, name: str) -> None:
    page.locator("form", has=page.locator("[name=confirm]")).get_by_role("button", name=name).click()


def settle(site: Site) -> None:
    """What a worker does with open actions, once they are old enough."""
    PendingAction.objects.open().update(asked_at=timezone.now() - SETTLE_AFTER)
    sleep(1.1)  # the simulator takes that long to stop a run
    settle_stack(site.stack.pk)


@with_and_without_scripts
def test_every_action_is_done_from_the_page_and_asks_the_documented_call(site: Site, page: Page, scripts: bool) -> None:
    site.enter(page, site.person(Role.MEMBER))
    run = ended(site.stack)
    site.sim.log.clear()
    Stack.objects.update(fresh_at=None)
    work_off(site.stack)

    open_run(site, page, run)
    press(page, "Star")
    expect(page.get_by_text("The run has a star now.")).to_be_visible()
    press(page, "Unstar")
    expect(page.get_by_text("The star was taken away.")).to_be_visible()
    press(page, "Save results")
    expect(page.get_by_text("Grafana will keep the results of this run.")).to_be_visible()
    press(page, "Unsave results")
    expect(page.get_by_text("no longer keeps the results")).to_be_visible()

    page.fill("#note", "slow since the release")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("The note was saved.")).to_be_visible()
    expect(page.locator("#note")).to_have_value("slow since the release")

    if not scripts:
        page.get_by_role("link", name="Planned and actual, on a map").click()
    expect(page.get_by_role("columnheader", name="Nodes")).to_be_visible()

    open_run(site, page, run)
    with page.expect_download() as started:
        page.goto(f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/script/")
        page.get_by_role("link", name="Download", exact=True).click()
    assert downloaded(started.value).startswith(f"k6-run-{run.run_id}.")

    open_run(site, page, run)
    press(page, "Delete")
    expect(page.get_by_text(re.compile("Delete run|delete this run", re.I)).first).to_be_visible()
    confirm(page, "Delete")
    expect(page.get_by_text("The run was deleted in Grafana.").first).to_be_visible()

    going = running(site.stack)
    open_run(site, page, going)
    press(page, "Abort")
    confirm(page, "Abort")
    expect(page.get_by_text("Abort requested.").first).to_be_visible()
    page.goto(f"{site.url}/stacks/{site.stack.slug}/tests/{going.load_test.test_id}/")
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_text("runs read from Grafana")).to_be_visible()

    asked = [(str(entry["method"]), str(entry["path"])) for entry in site.sim.log.entries()]
    for method, path in OPERATIONS:
        assert any(method == m and re.fullmatch(path, p) for m, p in asked), f"{method} {path} was not asked"


def downloaded(download: Download) -> str:
    assert download.path().stat().st_size > 0
    return download.suggested_filename


@with_and_without_scripts
def test_an_abort_is_followed_until_the_run_shows_it(site: Site, page: Page, scripts: bool) -> None:
    site.sim.switches.frozen = False
    site.enter(page, site.person(Role.MEMBER))
    run = running(site.stack)
    open_run(site, page, run)
    press(page, "Abort")
    confirm(page, "Abort")
    expect(page.get_by_text("Abort requested.").first).to_be_visible()

    settle(site)
    if not scripts:
        page.reload()
    expect(page.locator("#live .badge", has_text="Aborted")).to_be_visible(timeout=20_000)
    expect(page.locator("#act-abort")).to_be_disabled()


@with_and_without_scripts
def test_a_note_changed_elsewhere_shows_both_texts(site: Site, page: Page, scripts: bool) -> None:
    site.enter(page, site.person(Role.MEMBER))
    run = ended(site.stack)
    open_run(site, page, run)
    site.sim.edit_run(run.run_id, {"note": "written in Grafana"})
    page.fill("#note", "written here")
    page.get_by_role("button", name="Save note").click()

    expect(page.locator(".theirs")).to_have_text("written in Grafana")
    expect(page.locator("#note")).to_have_value("written here")
    page.get_by_role("button", name="Replace it with yours").click()
    expect(page.get_by_text("The note was saved.")).to_be_visible()
    assert site.sim.document(run.run_id)["note"] == "written here"


@with_and_without_scripts
def test_a_refusal_of_the_api_is_visible(site: Site, page: Page, scripts: bool) -> None:
    site.enter(page, site.person(Role.MEMBER))
    site.sim.switches.save_limit_reached = True
    open_run(site, page, ended(site.stack))
    press(page, "Save results")

    expect(page.get_by_text("the state of the run in Grafana does not allow it").first).to_be_visible()
    expect(page.get_by_text(re.compile("maximum number")).first).to_be_visible()


def test_back_after_a_change_gives_a_whole_page(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.MEMBER))
    page.goto(f"{site.url}/runs/")
    open_run(site, page, ended(site.stack))
    press(page, "Star")
    expect(page.get_by_text("The run has a star now.")).to_be_visible()
    page.go_back()

    expect(page.locator("header.bar")).to_be_visible()
    expect(page.locator("table.runs tbody tr").first).to_be_visible()


def test_a_session_that_ended_in_the_middle_of_a_click_reaches_the_login_and_comes_back(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.MEMBER))
    run = ended(site.stack)
    open_run(site, page, run)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    press(page, "Star")

    expect(page).to_have_url(re.compile(rf"/accounts/login/\?next=.*{run.run_id}"))


def test_a_note_typed_while_the_session_ended_is_there_again_after_the_login(site: Site, page: Page) -> None:
    cache.clear()
    person = site.person(Role.MEMBER)
    site.enter(page, person)
    open_run(site, page, ended(site.stack))
    page.get_by_role("textbox", name="Note").fill("what took an hour to write")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    log_in(page, person)

    expect(page.get_by_role("textbox", name="Note")).to_have_value("what took an hour to write")
    page.get_by_role("button", name="Save note").click()
    expect(page.get_by_text("The note was saved.").first).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Note")).to_have_value("what took an hour to write")


def test_a_viewer_sees_why_nothing_can_be_pressed(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.VIEWER))
    open_run(site, page, ended(site.stack))

    for button in page.locator("#actions button").all():
        expect(button).to_be_disabled()
    expect(page.get_by_text("Only members and leads of the team can change a run.").first).to_be_visible()
