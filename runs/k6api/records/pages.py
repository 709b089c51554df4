"""A page of any list: its readable rows, the rows set aside, and whether there is more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from runs.k6api.records.fields import read_whole

MOST_ROWS: Final = 1_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was set aside: its place on the page from 0, its id if that much can be read, and why."""

    position: int
    run_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class NamePage(Generic[Item]):
    """One page of load tests, projects or load zones; `count` and `has_more` as on a page of runs."""

    items: tuple[Item, ...]
    rejected: tuple[RejectedRow, ...]
    count: int | None
    has_more: bool


class UnreadableRow(ValueError):
    """A row without what it cannot do without. `item_id` is its id where that could be read."""

    def __init__(self, reason: str, item_id: int | None = None) -> None:
        super().__init__(reason)
        self.item_id = item_id


def read_rows(document: object, read: Callable[[object], Item]) -> NamePage[Item]:
    """The rows of a decoded list answer; ValueError where it is not one, or longer than any page may be.

    `@nextLink` is a flag here and its value is dropped: it names hosts and schemes that a token must not
    be sent to (API documentation: present until there are no more pages; at most 1,000 rows each).
    """
    rows = document.get("value") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise ValueError("not a page of at most 1,000 rows")
    items: list[Item] = []
    rejected: list[RejectedRow] = []
    for position, row in enumerate(rows):
        try:
            items.append(read(row))
        except UnreadableRow as unreadable:
            rejected.append(RejectedRow(position, unreadable.item_id, str(unreadable)))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
            # What no reader foresaw costs its row, never the rows beside it.
            rejected.append(RejectedRow(position, None, "the row cannot be read"))
    count, link = read_whole(document.get("@count")), document.get("@nextLink")
    return NamePage(
        tuple(items),
        tuple(rejected),
        count if count is not None and count >= 0 else None,
        isinstance(link, str) and link != "",
    )
