"""A run's row in a list, rendered once for as long as it says the same."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string

from runs.presenters.rows import RunRow

register = template.Library()

ROWS_KEPT = 2000  # some 3 MB in each process


@register.simple_tag(name="run_row")
def run_row_tag(row: RunRow) -> str:
    """`runs/_row.html` knows nothing but its row, so that equal rows are equal HTML: no one else's, nothing stale.

    Everybody looks at the same newest runs again and again, and rows are most of what such a page costs.
    """
    return _rendered(row) if settings.DEBUG else _kept(row)


def _rendered(row: RunRow) -> str:
    return render_to_string("runs/_row.html", {"row": row})


_kept = lru_cache(maxsize=ROWS_KEPT)(_rendered)
