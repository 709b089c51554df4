"""Who may wait for what is slow: places, and a moment's patience for those who find none."""

import time
from threading import Thread

import pytest

from runs import line
from runs.line import Line
from tests.worker.processes import wait_until

ONE, OTHER, THIRD = 1, 2, 3


def full() -> Line:
    found = Line(most_of_one=2, most_in_all=3)
    assert [found.enter(ONE), found.enter(ONE), found.enter(OTHER)] == [True] * 3
    return found


def test_a_few_of_each_stack_and_a_few_in_all() -> None:
    found = Line(most_of_one=2, most_in_all=3)
    asked = [found.enter(stack) for stack in (ONE, ONE, ONE, OTHER, OTHER, THIRD)]

    assert asked == [True, True, False, True, False, False]


def test_a_place_given_back_is_somebody_else_s() -> None:
    found = full()
    found.leave(ONE)

    assert found.enter(THIRD)
    assert not found.enter(OTHER)


def test_who_waits_gets_the_place_that_is_given_back() -> None:
    found, got = full(), []
    waiter = Thread(target=lambda: got.append(found.enter(THIRD, 60)))
    waiter.start()
    wait_until(lambda: found._waiting == 1)
    found.leave(OTHER)
    waiter.join()

    assert got == [True]


def test_nobody_waits_behind_somebody_who_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    found = full()
    monkeypatch.setattr(line, "HANGS_AFTER_SECONDS", -1.0)
    start = time.monotonic()

    assert not found.enter(THIRD, 600)
    assert time.monotonic() - start < 300


def test_only_a_few_wait() -> None:
    found = full()
    waiters = [Thread(target=lambda: found.enter(THIRD, 600)) for _ in range(line.MOST_WAITING)]
    for waiter in waiters:
        waiter.start()
    wait_until(lambda: found._waiting == line.MOST_WAITING)
    refused = not found.enter(THIRD, 600)
    for stack in (ONE, ONE, OTHER):
        found.leave(stack)
    for waiter in waiters:
        waiter.join()

    assert refused
