"""Every page as every role, in both schemes and three widths: axe finds nothing, and nothing runs off to the side."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from runs.models import Role, Stack
from runs.store import mark_gone
from tests.browser.site import Console, Site
from tests.builders import make_runs, make_stack
from tests.samples import sample, sample_names

WIDTHS = (1440, 768, 390)
SCHEMES = ("light", "dark")
ANYONE = ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no/such/page/")


def findings(page: Page) -> list[str]:
    """What axe says about the page as it stands, and whether it is wider than the window."""
    violations = Axe().run(page).response["violations"]
    found = [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]
    excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *([f"{excess} px too wide"] if excess > 0 else [])]


def says(found: list[str]) -> str:
    return "\n".join(found)


def look_at(page: Page, address: str) -> Iterator[str]:
    """The same open page in every scheme and width; a sentence for each finding."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            yield from (f"{address} {width} px {scheme}: {text}" for text in findings(page))


def walk(site: Site, page: Page, addresses: list[str]) -> list[str]:
    found: list[str] = []
    for address in addresses:
        page.goto(site.url + address)
        found += look_at(page, address)
    return found


def addresses_of(site: Site) -> list[str]:
    """What a viewer may open, in all the states that look different."""
    stack = site.stack
    test = stack.load_tests.order_by("pk").first()
    assert test is not None
    newest = stack.runs.order_by("-created")
    one_of_each = [newest.filter(**kind).first() for kind in KINDS]
    runs = [f"/stacks/{stack.slug}/runs/{run.run_id}/" for run in one_of_each if run]
    assert len(runs) == len(KINDS)
    return [
        "/runs/",
        "/runs/?result=failed&starred=perhaps&color=red&q=e&sort=vus",
        "/runs/?q=nothing+that+anybody+ever+wrote",
        f"/stacks/{stack.slug}/tests/{test.test_id}/",
        *runs,
        "/stacks/",
        "/accounts/password/change/",
        "/no/such/page/",
    ]


KINDS: list[dict[str, Any]] = [
    {"active": True},
    {"result": "passed"},
    {"result": "failed"},
    {"result": "error"},
    {"status": "aborted"},
    {"archived": True},
]


def unsettle(site: Site) -> None:
    """Beside the stack that is well: one in trouble, one out of date, one being read, one without a token."""
    now, team = timezone.now(), site.stack.team
    mark_gone(site.stack, site.sim.run_ids()[3], "deleted", now)
    make_stack(team, name="Broken", trouble="forbidden", trouble_said="No.", retry_at=now + timedelta(minutes=4))
    make_stack(team, name="Old", fresh_at=now - timedelta(days=2))
    make_stack(team, name="Busy", walk_started=now, walk_finished=None, walk_total=900, walk_rows=300)
    Stack.objects.filter(pk=make_stack(team, name="Mute").pk).update(sealed_token="")
    Stack.objects.filter(pk=site.stack.pk).update(walk_incomplete="3 runs did not come")


def test_pages_that_anyone_may_open_have_no_findings(site: Site, page: Page) -> None:
    found = walk(site, page, list(ANYONE))

    assert not found, says(found)


def test_a_viewer_finds_every_page_readable(site: Site, page: Page) -> None:
    unsettle(site)
    site.enter(page, site.person(Role.VIEWER))
    found = walk(site, page, [*addresses_of(site), "/stacks/new/"])

    assert not found, says(found)


def test_a_member_finds_every_page_readable(site: Site, page: Page) -> None:
    unsettle(site)
    site.enter(page, site.person(Role.MEMBER))
    runs, *_, stacks, _, _ = addresses_of(site)
    test = next(address for address in addresses_of(site) if "/tests/" in address)
    found = walk(site, page, [runs, test, stacks])

    assert not found, says(found)


def test_a_lead_finds_every_page_readable(site: Site, page: Page) -> None:
    unsettle(site)
    site.enter(page, site.person(Role.LEAD))
    site.stack.set_aside.create(run_id=9, reason="no id", first_seen=timezone.now(), last_seen=timezone.now())
    settings = f"/stacks/{site.stack.slug}/settings/"
    found = walk(site, page, [*addresses_of(site), "/stacks/new/", settings])

    assert not found, says(found)


def test_what_a_form_answers_is_readable_too(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.LEAD))
    page.goto(f"{site.url}/stacks/{site.stack.slug}/settings/")
    page.get_by_role("button", name="Check the connection").click()
    expect(page.locator(".checks li")).to_have_count(3)
    found = list(look_at(page, "after a check"))
    page.get_by_label("Stack id").fill("not a number")
    page.get_by_role("button", name="Check and save").click()
    expect(page.locator(".errorlist")).to_have_count(1)
    found += look_at(page, "after a refusal")

    assert not found, says(found)


def test_open_panels_are_readable(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.VIEWER))
    page.set_viewport_size({"width": 1180, "height": 900})
    page.goto(f"{site.url}/runs/")
    found: list[str] = []
    for panel in page.locator("details.pick > summary").all():
        panel.click()
        expect(page.locator("details.pick[open] .panel")).to_be_in_viewport(ratio=1)
        found += (f"{panel.inner_text()}: {text}" for text in findings(page))
    page.get_by_label("Menu and account").click()
    found += look_at(page, "the menu")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found += look_at(page, "the help")

    assert not found, says(found)


def test_every_documented_shape_of_a_run_is_readable(site: Site, page: Page) -> None:
    runs = make_runs(site.stack, *(sample(name) for name in sample_names("run_")))
    site.enter(page, site.person(Role.VIEWER))
    page.set_viewport_size({"width": 390, "height": 900})
    found: list[str] = []
    for run in runs:
        page.goto(f"{site.url}/stacks/{site.stack.slug}/runs/{run.run_id}/")
        found += findings(page)

    assert len({run.pk for run in runs}) > 5
    assert not found, says(found)


def test_a_violation_of_the_policy_would_be_heard(site: Site, page: Page) -> None:
    other = page.context.new_page()
    console = Console(other)
    other.goto(f"{site.url}/accounts/login/")
    other.evaluate("document.body.setAttribute('style', 'color: red')")
    other.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    other.close()

    assert console.complaints
