"""What a page weighs on the wire, compressed as a browser without https gets it."""

import re
from collections.abc import Iterator

from tests.bench.lists import FEW, site_of
from tests.bench.report import Line, at_most

HTML_KB, FIRST_PAGE_KB = 15, 100
ASSET = re.compile(r"(?:src|href)=\"(/static/[^\"#]+)\"")


def measure_weights() -> Iterator[Line]:
    with site_of(FEW) as site:
        html = len(site.get("/runs/")) / 1024
        assets = sorted(set(ASSET.findall(site.text("/runs/"))))
        total = html + sum(len(site.get(address)) for address in assets) / 1024
    yield at_most("a list page's HTML, 50 rows, compressed", _kb(html), _kb(HTML_KB), html / HTML_KB, 1)
    yield at_most(
        f"the first page with its {len(assets)} assets, compressed",
        _kb(total),
        _kb(FIRST_PAGE_KB),
        total / FIRST_PAGE_KB,
        1,
    )


def _kb(size: float) -> str:
    return f"{size:.1f} KB"
