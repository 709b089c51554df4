"""One stack: its catalogue, its runs in order of creation, and the births of new ones as time passes."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from .catalogue import Catalogue, LoadTest
from .dice import Dice
from .documents import Story, document, retention_end, stand_of, tell
from .exhibit import Exhibit
from .history import make_history
from .lifecycle import Standing
from .moments import SECOND
from .rows import Row

Json = dict[str, object]

BIRTH_MINUTES = 10
"""New runs are born only of tests planned for at most this many minutes, so that a visitor sees them end."""


class World:
    """`start` in microseconds; `birth_every` in seconds, 0: none. Not locked: its owner holds the lock."""

    def __init__(
        self,
        stack_id: int,
        catalogue: Catalogue,
        runs: int,
        seed: int,
        start: int,
        *,
        birth_every: float = 0,
        gallery: Sequence[Exhibit] = (),
    ) -> None:
        self.stack_id = stack_id
        self.catalogue = catalogue
        self.tests = {test.id: test for test in catalogue.tests}
        self.seed = (seed, stack_id)
        self.start = start
        first_id = (1 << 31) + stack_id % 1000 * 100_000_000
        self._order = make_history(catalogue, runs, self.seed, start, first_id, gallery=gallery)
        self._by_id = {row.run_id: row for row in self._order}
        self._last_id = self._order[-1].run_id if self._order else first_id
        self._last_ordinal = len(self._order)
        self._birth_every = round(birth_every * SECOND)
        self._next_birth = start + self._birth_every
        self._version = 0
        self._seen: dict[object, tuple[int, Sequence[Row]]] = {}

    def advance(self, now: int) -> None:
        """Let the runs be born that are due at `now`."""
        quick = [test for test in self.catalogue.tests if test.weight and test.minutes <= BIRTH_MINUTES]
        while self._birth_every and self._next_birth <= now:
            test = Dice(self.seed, "birth", self._next_birth - self.start).pick(quick)
            self.add(test.id, self._next_birth)
            self._next_birth += self._birth_every

    def postpone_births(self, now: int) -> None:
        """After a frozen spell: what was not born then is never born."""
        if self._birth_every:
            self._next_birth = max(self._next_birth, now + self._birth_every)

    def add(self, test_id: int, created: int, changes: Json | None = None) -> Row:
        self._last_id += Dice(self.seed, "id", self._last_id).between(1, 13)
        self._last_ordinal += 1
        row = Row(self._last_id, test_id, created, self._last_ordinal, changes=changes)
        self._by_id[row.run_id] = row
        insort(self._order, row, key=Row.sort_key)
        self._version += 1
        return row

    def remove(self, row: Row) -> None:
        del self._by_id[row.run_id]
        self._take_out(row)

    def move(self, row: Row, created: int) -> None:
        """Give a run another moment of creation."""
        self._take_out(row)
        row.created = created
        insort(self._order, row, key=Row.sort_key)

    def find(self, run_id: int) -> Row | None:
        return self._by_id.get(run_id)

    def rows(self) -> Sequence[Row]:
        """Every run, oldest first."""
        return self._order

    def listed(self, test_id: int | None, hidden: frozenset[int], order: str) -> Sequence[Row]:
        """The runs that a list walks, kept until a run comes or goes: any page of it costs the same."""
        if test_id is None and not hidden and order == "ascending":
            return self._order
        key = (test_id, hidden, order)
        version, rows = self._seen.get(key, (-1, ()))
        if version != self._version:
            rows = self._ordered(self._chosen(test_id, hidden), order)
            self._seen[key] = (self._version, rows)
        return rows

    def story(self, row: Row) -> Story:
        return tell(row, self.test_of(row), self.seed, self.start)

    def document(self, row: Row, now: int) -> Json:
        return document(row, self.test_of(row), self.story(row), now)

    def standing(self, row: Row, now: int) -> Standing:
        return stand_of(row, self.story(row), now)

    def results_end(self, row: Row, now: int) -> int:
        """When this run's results go unless it is saved, in microseconds."""
        return retention_end(self.story(row), self.standing(row, now))

    def project_of(self, row: Row) -> int:
        return self.tests[row.test_id].project_id

    def test_of(self, row: Row) -> LoadTest:
        """The row's load test, as it was for this run."""
        test = self.tests[row.test_id]
        return row.exhibit.of(test) if row.exhibit else test

    def test(self, test_id: int) -> LoadTest | None:
        return self.tests.get(test_id)

    def _take_out(self, row: Row) -> None:
        del self._order[bisect_left(self._order, row.sort_key(), key=Row.sort_key)]
        self._version += 1

    def _chosen(self, test_id: int | None, hidden: frozenset[int]) -> list[Row]:
        if test_id is None and not hidden:
            return self._order
        return [
            row
            for row in self._order
            if (test_id is None or row.test_id == test_id) and self.project_of(row) not in hidden
        ]

    def _ordered(self, rows: list[Row], order: str) -> list[Row]:
        if order == "shuffled":
            return sorted(rows, key=lambda row: Dice(self.seed, "shuffle", row.run_id).number())
        return rows[::-1] if order == "descending" else rows
