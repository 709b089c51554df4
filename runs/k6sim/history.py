"""The set that a stack starts with: prepared oddities, a run in each active status, months of nights."""

from __future__ import annotations

from collections.abc import Sequence

from .catalogue import Catalogue, LoadTest
from .dice import Dice
from .exhibit import Exhibit
from .exhibits import EXHIBITS
from .moments import DAY, HOUR, MINUTE, SECOND
from .rows import Row

MONTHS = 122 * DAY
"""How far back the history goes: about four months."""

Birth = tuple[int, int, Exhibit | None]


def make_history(
    catalogue: Catalogue, runs: int, seed: object, start: int, first_id: int, *, gallery: Sequence[Exhibit] = ()
) -> list[Row]:
    """Exactly `runs` rows, and the gallery's beside them: oldest first, ids rising with creation.

    The same arguments give the same rows. With or without a gallery the others are the same but for their ids.
    """
    known = {test.id for test in catalogue.tests}
    births = [_birth(exhibit, start) for exhibit in EXHIBITS if exhibit.test_id in known][:runs]
    births += [(created, test_id, None) for created, test_id in _nights(catalogue, runs - len(births), seed, start)]
    births = sorted(births, key=_created) + [_birth(exhibit, start) for exhibit in gallery]
    ids = _Ids(seed, first_id)
    in_time = sorted(enumerate(births), key=lambda numbered: _created(numbered[1]))
    return [_row(ids.next(), ordinal, *birth) for ordinal, birth in in_time]


def _birth(exhibit: Exhibit, start: int) -> Birth:
    return start - round(exhibit.age * SECOND), exhibit.test_id, exhibit


def _created(birth: Birth) -> int:
    return birth[0]


def _row(run_id: int, ordinal: int, created: int, test_id: int, exhibit: Exhibit | None) -> Row:
    if exhibit is None:
        return Row(run_id, test_id, created, ordinal)
    return Row(run_id, test_id, created, ordinal, exhibit, exhibit.changes(created), exhibit.omit)


def _nights(catalogue: Catalogue, count: int, seed: object, start: int) -> list[tuple[int, int]]:
    """`count` (created, test id): each test gets its share by weight, spread evenly over the months."""
    total = sum(test.weight for test in catalogue.tests)
    born: list[tuple[int, int]] = []
    taken = 0.0
    for test in catalogue.tests:
        before = round(taken / total * count)
        taken += test.weight
        share = round(taken / total * count) - before
        dice = Dice(seed, "nights", test.id)
        born += [(_night(test, number, share, dice, start), test.id) for number in range(share)]
    return born


def _night(test: LoadTest, number: int, share: int, dice: Dice, start: int) -> int:
    """A moment of the `number`th of `share` runs: at the test's hour while there is at most one a night."""
    every = MONTHS // share
    moment = start - every * (share - number)
    jitter = dice.between(0, min(every, 7 * MINUTE))
    if every < DAY:
        return moment + jitter
    return moment - moment % DAY + test.hour * HOUR + jitter


class _Ids:
    """Rising ids above 2**31, with gaps, as a shared counter of a large service gives them."""

    def __init__(self, seed: object, first_id: int) -> None:
        self._dice = Dice(seed, "ids")
        self._last = first_id

    def next(self) -> int:
        self._last += self._dice.between(1, 13)
        return self._last
