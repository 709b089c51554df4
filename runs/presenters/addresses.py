"""The address of a list and of its variations."""

from collections.abc import Collection
from dataclasses import dataclass

from runs.listing import RunQuery, to_params

FIELD_OF = {
    "status": "statuses",
    "result": "results",
    "test": "tests",
    "project": "projects",
    "team": "teams",
    "stack": "stacks",
    "started_by": "started_by",
    "zone": "zones",
}


@dataclass(frozen=True, slots=True)
class ListAddress:
    """Where a list stands. `pinned` names the parameters that the path itself decides ("stack", "test")."""

    path: str
    query: RunQuery
    pinned: Collection[str] = ()

    def url(self, **changes: object) -> str:
        """The same list with some of its query changed, on its first page unless a cursor is given."""
        decided = {FIELD_OF[name]: () for name in self.pinned}
        params = to_params(self.query, **{**decided, **changes})
        return f"{self.path}?{params}" if params else self.path
