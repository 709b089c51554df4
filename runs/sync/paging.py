"""Reading a list page by page while it changes: where the next page begins, and whether rows slipped by unread.

The API pages by `$skip`: a run deleted meanwhile moves every later row up by one, and the row on the boundary is on
neither page. So each page begins with the last row of the one before it. A page that holds none of what was read
shortly before has slipped, and is read again from a page earlier on. Links say only that there is more.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from runs.k6api.records import RunPage

PAGE: Final = 100
REMEMBERED_PAGES: Final = 50
MOST_SLIPS: Final = 3


@dataclass
class Paging:
    """A place in a list. `last`: the run that the page at `skip` must hold, where another process read up to it.

    `pages` is how many had something new on them, `slips` how many had slipped.
    """

    skip: int = 0
    last: int | None = None
    pages: int = 0
    slips: int = 0
    _recent: deque[set[int]] = field(default_factory=lambda: deque(maxlen=REMEMBERED_PAGES))
    _is_stepped_back: bool = False

    @property
    def is_unsteady(self) -> bool:
        """The list changes faster than it can be read, or its order is another one each time."""
        return self.slips > MOST_SLIPS

    def has_slipped(self, page: RunPage) -> bool:
        known = self._known()
        return self.skip > 0 and bool(known) and not self.is_unsteady and not known & ids_of(page)

    def is_end(self, page: RunPage) -> bool:
        """Nothing came, or nothing new, or less than was asked for and no word of more.

        A full page without a link is no proof of an end.
        """
        received = length_of(page)
        if not received or (received < PAGE and not page.has_more):
            return True
        return self.skip > 0 and not self._is_stepped_back and ids_of(page) <= self._known()

    def go_on(self, page: RunPage) -> int:
        """To the next page, which begins with the last row of this one that could be read. By how many rows."""
        received, overlap = length_of(page), 1 + len(page.rejected)
        self.pages += bool(ids_of(page) - self._known())
        overlaps = bool(page.runs) and overlap <= received // 2
        step = received - overlap if overlaps else received
        self.skip, self.last = self.skip + step, page.runs[-1].run_id if overlaps else None
        self._recent.append(ids_of(page))
        self._is_stepped_back = False
        return step

    def step_back(self) -> None:
        self.skip, self.slips, self._is_stepped_back = max(0, self.skip - PAGE), self.slips + 1, True

    def _known(self) -> set[int]:
        return set().union({self.last} if self.last else (), *self._recent)


def ids_of(page: RunPage) -> set[int]:
    return {run.run_id for run in page.runs}


def length_of(page: RunPage) -> int:
    return len(page.runs) + len(page.rejected)
