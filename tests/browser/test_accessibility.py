"""Every page as every role, in both schemes and three widths: axe finds nothing, and nothing runs off to the side."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from runs.models import Role, Stack
from runs.store import mark_gone
from tests.browser.looking import findings, look_at, walk
from tests.browser.site import Console, Site
from tests.builders import make_runs, make_stack
from tests.samples import sample, sample_names

ANYONE = ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/no/such/page/"]


@pytest.fixture
def odd_site(bare_site: Site) -> Site:
    """One run of every documented shape, and beside the stack that is well one in each state that looks different."""
    now, team = timezone.now(), bare_site.stack.team
    make_runs(bare_site.stack, *(sample(name) for name in sample_names("run_")))
    mark_gone(bare_site.stack, sample("run_failed")["id"], "deleted", now)
    make_stack(team, name="Broken", trouble="forbidden", trouble_said="No.", retry_at=now + timedelta(minutes=4))
    make_stack(team, name="Old", fresh_at=now - timedelta(days=2))
    make_stack(team, name="Busy", walk_started=now, walk_finished=None, walk_total=900, walk_rows=300)
    Stack.objects.filter(pk=make_stack(team, name="Mute").pk).update(sealed_token="")
    Stack.objects.filter(pk=bare_site.stack.pk).update(walk_incomplete="3 runs did not come")
    return bare_site


def pages_of(site: Site, *shapes: str) -> list[str]:
    """What every member of a team may open, with the pages of runs of these shapes."""
    stack, test = site.stack.slug, sample("run_completed")["test_id"]
    runs = [f"/stacks/{stack}/runs/{sample(shape)['id']}/" for shape in shapes]
    return ["/", "/runs/", f"/stacks/{stack}/tests/{test}/", *runs, "/stacks/"]


def test_pages_that_anyone_may_open_have_no_findings(bare_site: Site, page: Page) -> None:
    assert walk(bare_site, page, ANYONE) == ""


def test_a_viewer_finds_every_page_readable(odd_site: Site, page: Page) -> None:
    odd_site.enter(page, odd_site.person(Role.VIEWER))
    bad, none = "/runs/?result=failed&starred=perhaps&color=red&sort=vus", "/runs/?q=nothing+like+it"
    others = [bad, none, "/stacks/new/", "/no/such/page/", "/accounts/password/change/"]
    assert walk(odd_site, page, [*pages_of(odd_site, "run_failed"), *others]) == ""


def test_a_member_finds_every_page_readable(odd_site: Site, page: Page) -> None:
    odd_site.enter(page, odd_site.person(Role.MEMBER))
    mine = ["/accounts/profile/", f"/accounts/tokens/{odd_site.stack.slug}/", "/accounts/2fa/totp/activate/"]
    assert walk(odd_site, page, [*pages_of(odd_site, "run_completed"), *mine]) == ""


def test_a_lead_finds_every_page_readable(odd_site: Site, page: Page) -> None:
    odd_site.enter(page, odd_site.person(Role.LEAD))
    now = timezone.now()
    odd_site.stack.set_aside.create(run_id=9, reason="it has no id", first_seen=now, last_seen=now)
    others = ["/stacks/new/", f"/stacks/{odd_site.stack.slug}/settings/"]
    assert walk(odd_site, page, [*pages_of(odd_site, "run_running", "run_unknown_words"), *others]) == ""


def test_every_documented_shape_of_a_run_is_readable(odd_site: Site, page: Page) -> None:
    odd_site.enter(page, odd_site.person(Role.VIEWER))
    page.set_viewport_size({"width": 390, "height": 900})
    found: list[str] = []
    for name in sample_names("run_"):
        page.goto(f"{odd_site.url}/stacks/{odd_site.stack.slug}/runs/{sample(name)['id']}/")
        expect(page.locator("h1 .soft")).to_have_text(f"#{sample(name)['id']}")
        found += (f"{name}: {text}" for text in findings(page))

    assert "\n".join(found) == ""


def test_what_a_form_answers_is_readable_too(bare_site: Site, page: Page) -> None:
    bare_site.enter(page, bare_site.person(Role.LEAD))
    page.goto(f"{bare_site.url}/stacks/{bare_site.stack.slug}/settings/")
    page.get_by_role("button", name="Check the connection").click()
    expect(page.locator(".checks li")).to_have_count(3)
    found = list(look_at(page, "after a check"))
    page.get_by_label("Stack id").fill("not a number")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errorlist")).to_have_count(1)
    found += look_at(page, "after a refusal")

    assert "\n".join(found) == ""


def test_open_panels_are_readable_and_stay_inside_the_window(site: Site, page: Page) -> None:
    site.enter(page, site.person(Role.VIEWER))
    page.set_viewport_size({"width": 1180, "height": 900})
    page.goto(f"{site.url}/runs/")
    expect(page.locator(".pager a").first).to_be_visible()
    found = findings(page)
    for pick in page.locator("details.pick > summary").all():
        pick.click()
        expect(page.locator("details.pick[open] .panel")).to_be_in_viewport(ratio=1)
        found += (f"{pick.inner_text()}: {text}" for text in findings(page, "details.pick[open]"))
    page.get_by_label("Menu and account").click()
    found += findings(page, "header")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    found += findings(page, "dialog")

    assert "\n".join(found) == ""


def test_a_violation_of_the_policy_would_be_heard(bare_site: Site, page: Page) -> None:
    other = page.context.new_page()
    console = Console(other)
    other.goto(f"{bare_site.url}/accounts/login/")
    other.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    other.close()

    assert console.complaints
