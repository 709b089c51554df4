"""The ways from one page of a list to the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from runs.listing import Page, RunQuery
from runs.listing.cursors import END
from runs.presenters.addresses import ListAddress


@dataclass(frozen=True, slots=True)
class PagerLink:
    """`url` is empty where the list ends in that direction. `rel` is the link's relation, or empty."""

    label: str
    url: str
    rel: str = ""


def pager(address: ListAddress, page: Page) -> tuple[PagerLink, ...]:
    """Empty where everything is on one page."""
    if page.newer is None and page.older is None:
        return ()
    first, back, on, last = _labels(address.query)
    newer, older = page.newer, page.older
    return (
        PagerLink(first, address.url() if newer else ""),
        PagerLink(back, address.url(before=newer) if newer else "", "prev"),
        PagerLink(on, address.url(after=older) if older else "", "next"),
        PagerLink(last, address.url(before=END) if older else ""),
    )


def plain_pager(address: str, query: Mapping[str, object], newer: str, older: str) -> tuple[PagerLink, ...]:
    """For a list newest first whose `query` keeps its filters; empty where everything is on one page."""
    if not newer and not older:
        return ()
    first = f"{address}?{urlencode(query, doseq=True)}" if query else address
    return (
        PagerLink("Newest", first if newer else ""),
        PagerLink("Newer", _with(address, query, before=newer) if newer else "", "prev"),
        PagerLink("Older", _with(address, query, after=older) if older else "", "next"),
    )


def _with(address: str, query: Mapping[str, object], **cursor: str) -> str:
    return f"{address}?{urlencode({**query, **cursor}, doseq=True)}"


def _labels(query: RunQuery) -> tuple[str, str, str, str]:
    if query.is_default_order:
        return "Newest", "Newer", "Older", "Oldest"
    return "First", "Previous", "Next", "Last"
