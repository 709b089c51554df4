"""The runs of the gallery in a real browser: readable for everybody, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from runs.models import LoadTest, Role
from runs.store.names import NAME_MAX
from tests.browser.looking import findings, look_at
from tests.browser.site import Site
from tests.builders import make_runs
from tests.sync.simulated import simulated

# What differs most in how it looks, by the beginning of its note: every chart, every fold, every kind of too much.
SHOWN = {
    Role.VIEWER: (
        "Three scenarios, one of them in a browser",
        "One zone of three fell out",
        "<script>alert('note')",
        "Executors and stages that nobody",
    ),
    Role.MEMBER: (
        "Running: an endurance test",
        "Failed: more VUs",
        "long long",
        "Two hundred turns",
    ),
    Role.LEAD: (
        "Platform (8016)",
        "The API counts more VUs",
        "All 21 public zones",
        "10,000 stages",
    ),
}
# The paper's width between its margins, at the size of a browser's pixel.
PAPER = 702


@pytest.fixture
def gallery(live_server: LiveServer) -> Any:
    """A site over a stack that holds these runs, and those before them that they are compared with."""
    with simulated(5, gallery=True) as (sim, stack):
        wanted = tuple(note for notes in SHOWN.values() for note in notes)
        documents: list[dict[str, Any]] = [one for one in sim.run_documents() if _is_wanted(one, (*wanted, "Passed"))]
        make_runs(stack, *documents)
        for test in sim.world().catalogue.tests:
            LoadTest.objects.filter(stack=stack, test_id=test.id).update(name=test.name[:NAME_MAX])
        yield Site(live_server.url, sim, stack)


def _is_wanted(document: dict[str, Any], notes: tuple[str, ...]) -> bool:
    return isinstance(document.get("note"), str) and document["note"].startswith(notes)


def open_run(site: Site, page: Page, note: str) -> None:
    """The page of the run whose note begins so, with its load zones."""
    run = site.stack.runs.get(note__startswith=note)
    page.goto(f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/")
    expect(page.locator("#distribution[hx-get]")).to_have_count(0)


@pytest.mark.parametrize("role", SHOWN)
def test_every_kind_of_run_is_readable(gallery: Site, page: Page, role: Role) -> None:
    gallery.enter(page, gallery.person(role))
    found: list[str] = []
    for note in SHOWN[role]:
        open_run(gallery, page, note)
        found += look_at(page, note)

    assert "\n".join(found) == ""


def test_the_folds_of_a_run_are_readable_too(gallery: Site, page: Page) -> None:
    gallery.enter(page, gallery.person(Role.VIEWER))
    page.set_viewport_size({"width": 768, "height": 900})
    open_run(gallery, page, "Three scenarios")
    for fold in page.locator("details.fold > summary").all():
        fold.click()
    expect(page.locator("#options-json")).to_contain_text('"executor": "ramping-arrival-rate"')

    assert "\n".join(findings(page)) == ""


def test_what_is_copied_of_the_options_is_their_json(gallery: Site, page: Page) -> None:
    gallery.enter(page, gallery.person(Role.VIEWER))
    open_run(gallery, page, "Three scenarios")
    run = gallery.stack.runs.get(note__startswith="Three scenarios")
    told = page.evaluate("JSON.parse(document.getElementById('options-json').textContent)")

    assert told == run.document.body["options"]


def test_on_paper_a_run_is_a_report(gallery: Site, page: Page) -> None:
    gallery.enter(page, gallery.person(Role.LEAD))
    page.set_viewport_size({"width": PAPER, "height": 900})
    open_run(gallery, page, "One zone of three fell out")
    page.emulate_media(media="print", color_scheme="dark")

    for gone in ("header.bar", ".actions .button", ".note-form button", "footer"):
        assert not page.locator(gone).first.is_visible(), gone
    for there in (".glance", ".timeline", ".plot svg", ".world svg", "#distribution table", "#profile-table table"):
        assert page.locator(there).first.is_visible(), there
    assert not page.locator("#share").is_visible()
    assert not page.locator("#options-json").is_visible()
    assert page.get_by_text("All options, as JSON").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER


def test_on_paper_a_note_is_whole_and_a_list_has_all_its_columns(gallery: Site, page: Page) -> None:
    gallery.enter(page, gallery.person(Role.MEMBER))
    page.set_viewport_size({"width": PAPER, "height": 900})
    open_run(gallery, page, "long long")
    page.emulate_media(media="print")
    assert not page.locator("#note").is_visible()
    assert page.locator(".note-text.paper-only").is_visible()

    page.goto(f"{gallery.url}/runs/")
    columns = page.locator("table.runs th").all()
    assert [column.inner_text() for column in columns if not column.is_visible()] == []
    assert len(columns) == 10
    assert page.locator("table.runs").evaluate("table => table.scrollWidth") <= PAPER
