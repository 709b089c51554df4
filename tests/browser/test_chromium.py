from playwright.sync_api import Page


def test_the_browser_runs_scripts_and_keeps_to_one_zone(page: Page) -> None:
    page.set_content("<p id=here></p>")
    page.evaluate("document.getElementById('here').textContent = new Date(0).toLocaleTimeString('en-GB')")
    assert page.inner_text("#here") == "00:00:00"
