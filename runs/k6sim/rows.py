"""One run as the simulator holds it: a few numbers, from which its whole document is derived on demand."""

from __future__ import annotations

from dataclasses import dataclass, field

from .exhibit import Exhibit

Json = dict[str, object]

SAVED_EVERY = 47
STARRED_EVERY = 29


@dataclass(slots=True)
class Row:
    """`created` in microseconds; `ordinal` seeds its chances; `exhibit` is how it was prepared, if it was.

    `changes` are fields set since (a note, a star, an edit from outside), `omitted` fields left out.
    """

    run_id: int
    test_id: int
    created: int
    ordinal: int
    exhibit: Exhibit | None = None
    changes: Json | None = None
    omitted: frozenset[str] = field(default=frozenset())
    abort: tuple[int, str | None] | None = None

    def change(self, name: str, value: object) -> None:
        self.changes = {**(self.changes or {}), name: value}

    @property
    def born_saved(self) -> bool:
        return self.ordinal % SAVED_EVERY == SAVED_EVERY - 1

    @property
    def is_starred(self) -> bool:
        changed = (self.changes or {}).get("is_starred")
        return changed is True if changed is not None else self.ordinal % STARRED_EVERY == STARRED_EVERY - 1

    @property
    def has_set_status(self) -> bool:
        """Whether somebody set the status by hand: it then stands until an abort takes effect."""
        return "status" in (self.changes or {})

    def sort_key(self) -> tuple[int, int]:
        """Lists are ordered by creation, then by id."""
        return (self.created, self.run_id)
