"""The list of runs: what was asked for, which rows of which index answer it, and one page of them."""

from runs.listing.choices import Choices, choices_for
from runs.listing.pages import Page, page_of
from runs.listing.parameters import read_query, to_params
from runs.listing.query import RunQuery, Sort
from runs.listing.unions import union_all

__all__ = [
    "Choices",
    "Page",
    "RunQuery",
    "Sort",
    "choices_for",
    "page_of",
    "read_query",
    "to_params",
    "union_all",
]
