"""The head of a list of runs: what each column is, and the link that sorts by it."""

from dataclasses import dataclass

from runs.listing import Sort
from runs.presenters.addresses import ListAddress


@dataclass(frozen=True, slots=True)
class Column:
    """`css` is the class of the column's cells. `sort_url` is empty where the list has no such order.

    `order` and `arrow` are set for the column that the list is sorted by: ascending or descending, as
    `aria-sort` wants it, and the arrow's shape.
    """

    label: str
    css: str
    sort_url: str = ""
    order: str = ""
    arrow: str = ""


COLUMNS: tuple[tuple[str, str, Sort | None], ...] = (
    ("Status and result", "t-status", None),
    ("Run", "t-run", None),
    ("Load test", "t-test", None),
    ("Started", "t-when", Sort.CREATED),
    ("Duration", "n t-time", Sort.DURATION),
    ("VUs", "n t-vus", Sort.VUS),
    ("VUH", "n t-vuh", Sort.VUH),
    ("Load zones", "t-zones", None),
    ("Note", "t-note", None),
    ("Retention", "t-keep", Sort.EXPIRY),
)


def columns(address: ListAddress) -> tuple[Column, ...]:
    """The page of one load test needs no column that names it."""
    shown = (column for column in COLUMNS if column[1] != "t-test" or "test" not in address.pinned)
    return tuple(_column(address, *column) for column in shown)


def _column(address: ListAddress, label: str, css: str, sort: Sort | None) -> Column:
    if sort is None:
        return Column(label, css)
    query = address.query
    is_current = query.sort is sort
    # A second click turns the order round; the first brings what people look for: most, or what ends first.
    descending = not query.descending if is_current else sort is not Sort.EXPIRY
    url = address.url(sort=sort, descending=descending)
    if not is_current:
        return Column(label, css, url)
    return Column(label, css, url, *(("descending", "down") if query.descending else ("ascending", "up")))
