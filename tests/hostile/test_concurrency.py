"""Concurrency limits: slots for each key and in all, and a moment's wait for a caller that finds none."""

import gc
import time
from threading import Thread

import pytest

from runs import concurrency
from runs.concurrency import ConcurrencyLimit, Slot
from tests.worker.processes import wait_until

ONE, OTHER, THIRD = 1, 2, 3


def full() -> tuple[ConcurrencyLimit, list[Slot]]:
    """A limit that is reached, and the slots that do it: two of ONE, one of OTHER."""
    limit = ConcurrencyLimit(most_of_one=2, most_in_all=3)
    slots = [slot for key in (ONE, ONE, OTHER) if (slot := limit.acquire(key))]
    assert len(slots) == 3
    return limit, slots


def test_a_few_of_each_stack_and_a_few_in_all() -> None:
    limit = ConcurrencyLimit(most_of_one=2, most_in_all=3)
    slots = [limit.acquire(key) for key in (ONE, ONE, ONE, OTHER, OTHER, THIRD)]

    assert [slot is not None for slot in slots] == [True, True, False, True, False, False]


def test_a_released_slot_is_free_for_others_once() -> None:
    limit, slots = full()
    slots[0].release()
    slots[0].release()
    third = limit.acquire(THIRD)

    assert third is not None
    assert limit.acquire(OTHER) is None


def test_a_slot_is_released_by_with_whatever_is_raised() -> None:
    limit = ConcurrencyLimit(most_of_one=1, most_in_all=1)
    for _ in range(2):
        slot = limit.acquire(ONE)
        assert slot is not None
        with pytest.raises(KeyError), slot:
            raise KeyError

    assert limit.in_use == 0


def test_a_slot_that_nothing_refers_to_is_released() -> None:
    limit, slots = full()
    slots.clear()
    gc.collect()

    assert limit.in_use == 0


def test_a_caller_that_waits_gets_the_slot_that_is_released() -> None:
    limit, slots = full()
    got: list[Slot | None] = []
    waiter = Thread(target=lambda: got.append(limit.acquire(THIRD, 60)))
    waiter.start()
    wait_until(lambda: limit.waiting == 1)
    slots[2].release()
    waiter.join()

    assert got[0] is not None


def test_no_one_waits_behind_a_slot_that_is_held_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, slots = full()
    monkeypatch.setattr(concurrency, "HANGS_AFTER_SECONDS", -1.0)
    start = time.monotonic()

    assert limit.acquire(THIRD, 600) is None
    assert time.monotonic() - start < 300
    assert limit.in_use == len(slots)


def test_only_a_few_wait() -> None:
    limit, slots = full()
    waiters = [Thread(target=lambda: limit.acquire(THIRD, 600)) for _ in range(concurrency.MOST_WAITING)]
    for waiter in waiters:
        waiter.start()
    wait_until(lambda: limit.waiting == concurrency.MOST_WAITING)
    refused = limit.acquire(THIRD, 600) is None
    for slot in slots:
        slot.release()
    for waiter in waiters:
        waiter.join()

    assert refused
