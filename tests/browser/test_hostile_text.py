"""(W3) (W5) Hostile texts in a real browser: none of them runs, and no page breaks the policy for contents."""

from playwright.sync_api import Dialog, Page

from tests.browser.site import Site
from tests.security.markup import PAYLOADS, place_full_of


def test_no_text_of_anybody_runs_and_no_page_breaks_the_policy(bare_site: Site, page: Page) -> None:
    """(W3) (W5) In every field there is; what the console says is heard beside it."""
    dialogs: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    for payload in PAYLOADS[::4]:
        place = place_full_of(payload)
        bare_site.enter(page, place.lead)
        for path in place.pages():
            page.goto(bare_site.url + path)
            assert page.evaluate("document.readyState") == "complete"
            assert page.url == bare_site.url + path, "something led elsewhere"

    assert dialogs == []
