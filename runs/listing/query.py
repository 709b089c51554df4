"""What a list was asked for, checked: only values that exist for the person who asks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PAGE_ROWS = 50
EXPIRING_DAYS, EXPIRING_MAX = 7, 365
SEARCH_MAX = 200


class Archived(StrEnum):
    """Which of our records are shown: those still in Grafana, those gone there, or both."""

    NO = "no"
    ONLY = "only"
    ALL = "all"


class Sort(StrEnum):
    """Orders of the list; in the URL with `-` in front for descending."""

    CREATED = "created"
    DURATION = "duration"
    VUS = "vus"
    VUH = "vuh"
    EXPIRY = "expiry"

    @property
    def column(self) -> str:
        return _COLUMNS[self]


_COLUMNS = {
    Sort.CREATED: "created",
    Sort.DURATION: "duration",
    Sort.VUS: "max_vus",
    Sort.VUH: "total_vuh",
    Sort.EXPIRY: "retention_expiry",
}


@dataclass(frozen=True)
class RunQuery:
    """The state of a list; all of it is in the list's URL. Empty means no filter.

    `teams` and `stacks` are slugs; `projects` and `tests` the API's ids; `zones` load zone ids; `expiring` within
    that many days; `after` and `before` are cursors, at most one of them is set.
    """

    teams: tuple[str, ...] = ()
    stacks: tuple[str, ...] = ()
    projects: tuple[int, ...] = ()
    tests: tuple[int, ...] = ()
    statuses: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    started_by: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    q: str = ""
    created_after: datetime | None = None
    created_before: datetime | None = None
    saved: bool | None = None
    starred: bool | None = None
    expiring: int = 0
    archived: Archived = Archived.NO
    sort: Sort = Sort.CREATED
    descending: bool = True
    after: str = ""
    before: str = ""

    @property
    def is_default_order(self) -> bool:
        return self.sort is Sort.CREATED and self.descending
