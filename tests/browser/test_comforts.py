"""What scripts add: lists that change in place, keys, and nothing lost when a session ends or an answer fails."""

import re

from playwright.sync_api import Page, expect

from runs.models import Role
from tests.browser.site import Site, log_in


def open_runs(site: Site, page: Page, query: str = "") -> None:
    site.enter(page, site.person(Role.MEMBER))
    page.goto(f"{site.url}/runs/{query}")
    expect(page.locator("table.runs tbody tr").first).to_be_visible()


def test_typing_narrows_the_list_without_loading_the_page_again(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.evaluate("window.still = true")
    number = page.locator("a.row-link").nth(7).inner_text()
    page.fill("#q", number.removeprefix("#"))
    expect(page.locator("table.runs tbody tr")).to_have_count(1)
    expect(page.locator("a.row-link")).to_have_text(number)

    assert page.evaluate("window.still") is True
    assert page.url.endswith(f"?q={number.removeprefix('#')}")
    expect(page.locator("#q")).to_be_focused()


def test_whoever_sorts_by_keyboard_stays_on_that_column(site: Site, page: Page) -> None:
    open_runs(site, page)
    for order in ("descending", "ascending"):
        page.get_by_role("link", name="VUH").press("Enter")
        expect(page.locator("th", has_text="VUH")).to_have_attribute("aria-sort", order)
        expect(page.get_by_role("link", name="VUH")).to_be_focused()


def test_the_choices_of_a_filter_stand_below_one_another(site: Site, page: Page) -> None:
    open_runs(site, page)
    for label in ("Result", "Load test"):
        page.locator("summary", has_text=label).first.click()
        boxes = [box.bounding_box() for box in page.locator("details.pick[open] .choices input").all()]
        assert len(boxes) > 2
        assert len({(box["x"], box["width"]) for box in boxes if box}) == 1


def test_back_from_a_run_shows_the_whole_page_with_the_filter_still_on(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.fill("#q", "nightly")
    expect(page).to_have_url(re.compile(r"\?q=nightly$"))
    page.locator("a.row-link").first.click()
    expect(page.locator("h1 .soft")).to_be_visible()
    page.go_back()

    expect(page.locator("header.bar .bar-nav")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Runs")
    expect(page.locator("#q")).to_have_value("nightly")


def test_back_through_filters_shows_a_whole_page_each_time(site: Site, page: Page) -> None:
    open_runs(site, page)
    for word in ("nightly", "nothing that anybody ever wrote"):
        page.fill("#q", word)
        expect(page.locator(".chip", has_text=f"Search: {word}")).to_be_visible()
    expect(page.locator(".empty h2")).to_have_text("No run matches")
    page.go_back()
    expect(page.locator(".chip", has_text="Search: nightly")).to_be_visible()
    expect(page.locator("header.bar .bar-nav")).to_be_visible()
    expect(page.locator("table.runs")).to_have_count(1)
    page.go_back()

    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("header.bar .bar-nav")).to_be_visible()


def test_enter_in_the_search_takes_no_second_place_in_the_history(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.fill("#q", "nightly")
    expect(page).to_have_url(re.compile(r"\?q=nightly$"))
    with page.expect_response(re.compile(r"\?q=nightly")):
        page.press("#q", "Enter")
    expect(page.locator("#runs.htmx-request")).to_have_count(0)
    expect(page.locator(".chip", has_text="Search: nightly")).to_be_visible()
    page.go_back()

    expect(page).to_have_url(re.compile(r"/runs/$"))
    expect(page.locator(".chip")).to_have_count(0)


def test_removing_a_filter_takes_its_tick_away_too(site: Site, page: Page) -> None:
    open_runs(site, page, "?result=failed")
    page.locator(".chip", has_text="Result: Failed").click()
    expect(page.locator(".chip")).to_have_count(0)

    assert page.url == f"{site.url}/runs/"
    assert page.locator("#filters input:checked").count() == 0


def test_keys_search_walk_through_rows_and_explain_themselves(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    assert page.input_value("#q") == ""

    page.locator("h1").click()
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(page.locator("a.row-link").nth(row)).to_be_focused()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)

    page.keyboard.press("j")
    number = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(number)


def test_keys_that_somebody_types_into_a_field_stay_text(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.focus("#q")
    page.keyboard.type("j/k?")

    expect(page.locator("#q")).to_have_value("j/k?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("#q")).to_be_focused()


def test_a_session_that_ended_leads_to_the_login_and_back_to_the_list(site: Site, page: Page) -> None:
    user = site.person(Role.VIEWER)
    site.enter(page, user)
    page.goto(f"{site.url}/runs/?result=failed")
    page.context.clear_cookies(name="session")
    page.fill("#q", "nightly")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.locator("table.runs")).to_have_count(0)
    log_in(page, user)

    expect(page).to_have_url(f"{site.url}/runs/?result=failed")
    expect(page.locator("table.runs tbody tr").first).to_be_visible()


def test_an_answer_that_failed_is_said_in_words_and_the_rows_stay(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.route("**/runs/?*", lambda route: route.fulfill(status=503, body="upstream connect error"))
    page.fill("#q", "nightly")
    expect(page.locator("#notices")).to_contain_text("The server could not be reached")
    expect(page.locator("table.runs tbody tr")).to_have_count(50)

    page.unroute("**/runs/?*")
    page.fill("#q", "")
    expect(page.locator("#notices #problem")).to_have_count(0)


def test_a_connection_that_broke_is_said_too(site: Site, page: Page) -> None:
    open_runs(site, page)
    page.route("**/runs/?*", lambda route: route.abort())
    page.fill("#q", "nightly")

    expect(page.locator("#notices")).to_contain_text("The server could not be reached")
    expect(page.locator("table.runs tbody tr")).to_have_count(50)


def test_what_is_polled_on_the_home_page_keeps_the_focus_where_it_was(site: Site, page: Page) -> None:
    page.clock.install()
    site.enter(page, site.person(Role.VIEWER))
    page.goto(site.url)
    link = page.locator("#home-running a.row-link").first
    link.focus()
    page.evaluate("document.activeElement.dataset.old = 'yes'")
    with page.expect_response(lambda response: response.request.headers.get("hx-request") == "true"):
        page.clock.fast_forward(11_000)
    expect(page.locator("#home-running [data-old]")).to_have_count(0)

    expect(link).to_be_focused()
