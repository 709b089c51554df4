"""Pages checked with axe in both color schemes at three widths, each rule where it can find something new."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.site import Site

# Colours on their way from one scheme to the other are nobody's; what goes on for ever cannot be finished.
RUN = """([part, options]) => {
    for (const one of document.getAnimations()) { try { one.finish() } catch { } }
    return axe.run(part ?? document, options).then((found) => found.violations)
}"""
# Without `preload` axe leaves style sheets alone, which it reads only for rules that are off.
EVERYWHERE: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
# The dark scheme differs from the light one in colors alone, and another width in what is shown.
# All rules take a second on a page with a long table, half of it for the colors.
COLORS = ["color-contrast", "link-in-text-block"]
COLORS_ONLY: dict[str, object] = {**EVERYWHERE, "runOnly": COLORS}
LOOKS = (
    (1440, "light", EVERYWHERE),
    (1440, "dark", COLORS_ONLY),
    (768, "light", COLORS_ONLY),
    (390, "dark", COLORS_ONLY),
    (390, "light", EVERYWHERE),
)
WHOLE = tuple(look for look in LOOKS if look[2] is EVERYWHERE)
Looks = tuple[tuple[int, str, dict[str, object]], ...]


def findings(page: Page, part: str | None = None, options: dict[str, object] = EVERYWHERE) -> list[str]:
    """What axe says about the page as it stands, and whether it is wider than the window."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    violations = page.evaluate(RUN, [part, options])
    found = [f"{one['id']}: {node['html'][:120]}" for one in violations for node in one["nodes"]]
    excess = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, *([f"{excess} px too wide"] if excess > 0 else [])]


def look_at(page: Page, what: str, looks: Looks = LOOKS) -> Iterator[str]:
    """The same open page in both schemes and at each width; a sentence for each finding."""
    for width, scheme, options in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        yield from (f"{what} {width} px {scheme}: {text}" for text in findings(page, options=options))


def walk(site: Site, page: Page, addresses: list[str]) -> str:
    """A line for each finding on any of the pages."""
    found: list[str] = []
    for address in addresses:
        page.goto(site.url + address)
        found += look_at(page, address)
    return "\n".join(found)
