"""Kept scripts in a real browser: pages read well, lines can be linked, a deletion that would lose one asks again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from runs.k6sim import Fault
from runs.models import Role, TestRun
from tests.actions.acting import ended
from tests.browser.looking import walk
from tests.browser.site import Site
from tests.builders import make_runs, run_document
from tests.domain.archive_builders import make_archive
from tests.keeping.scripts import keep_script, store_in


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with store_in(tmp_path) as folder:
        yield folder


def address(site: Site, run: TestRun, rest: str = "") -> str:
    return f"/stacks/{site.stack.slug}/runs/{run.run_id}/{rest}"


def changed_script(site: Site) -> TestRun:
    """The second of two runs of a test, with an archive that is not the first one's."""
    before, run = make_runs(site.stack, run_document(1, test_id=990), run_document(2, test_id=990))
    keep_script(before, make_archive())
    keep_script(run, make_archive("import http from 'k6/http';\nconst more = 1;\n"))
    return run


def test_pages_about_scripts_have_no_findings(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.LEAD))
    run = changed_script(site)

    assert walk(site, page, [address(site, run, "script/"), address(site, run, "script/changes/")]) == ""


def test_a_file_of_the_tree_opens_at_its_first_line(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.VIEWER))
    page.goto(site.url + address(site, changed_script(site), "script/"))
    line = page.get_by_text("export const size = 3;")
    expect(line).to_be_hidden()
    page.get_by_role("link", name="cart.js").click()

    expect(line).to_be_visible()
    expect(page.locator(".line:target")).to_contain_text("export const size")


def test_a_deletion_that_would_lose_the_script_asks_again_in_the_same_dialog(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.MEMBER))
    run = ended(site.stack, retention_expiry__gt=timezone.now())
    site.sim.add_fault(Fault("status", code=400, path=".*script", times=None))
    page.goto(site.url + address(site, run))
    page.locator("#act-delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Delete the run").click()

    expect(dialog.get_by_text("will be lost")).to_be_visible()
    dialog.get_by_role("button", name="Delete it all the same").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("The run was deleted in Grafana.").first).to_be_visible()
