"""(A6) One person has one call to the API at a time in a web process, so that others' calls find a place."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.test import Client

from runs import concurrency
from runs.callers import CALLER, OneCallEach
from runs.connection import trial_client, web_client
from runs.k6api.errors import NoAnswer
from runs.models import Role
from tests.builders import make_run, make_stack
from tests.pages.visiting import visible, visitor
from tests.stand_in import StandIn, answer


@contextmanager
def as_caller(person: int) -> Iterator[None]:
    mark = CALLER.set(person)
    try:
        yield
    finally:
        CALLER.reset(mark)


def calling(limit: OneCallEach, person: int, until: Event) -> Thread:
    """A call under way in another thread."""
    started = Event()

    def call() -> None:
        with as_caller(person), limit.call(0) as may_call:
            assert may_call
            started.set()
            until.wait(60)

    thread = Thread(target=call)
    thread.start()
    started.wait(60)
    return thread


def test_a_second_call_of_the_same_person_waits_a_moment_and_another_person_calls_at_once() -> None:
    limit, end = OneCallEach(), Event()
    thread = calling(limit, 1, end)
    with as_caller(1), limit.call(0.05) as may_call:
        assert not may_call
    with as_caller(2), limit.call(0) as may_call:
        assert may_call
    end.set()
    with as_caller(1), limit.call(60) as may_call:
        assert may_call
    thread.join()


def test_a_call_inside_a_call_of_the_same_request_goes_through() -> None:
    limit = OneCallEach()
    with as_caller(1), limit.call(0) as outer, limit.call(0) as inner:
        assert outer
        assert inner
    with as_caller(1), limit.call(0) as again:
        assert again


def test_an_error_in_a_call_gives_the_place_back() -> None:
    limit = OneCallEach()
    with as_caller(1), pytest.raises(ValueError, match="broken"), limit.call(0):
        raise ValueError("broken")
    with as_caller(1), limit.call(0) as may_call:
        assert may_call


@pytest.mark.django_db
def test_a_worker_is_not_limited_and_a_web_request_is() -> None:
    one, other = make_stack(), make_stack()
    with web_client(one), web_client(other):
        pass
    with as_caller(7), web_client(one), web_client(other):
        assert concurrency.calls.in_use == 2  # nested in one request


def test_tokens_that_two_people_try_out_do_not_keep_a_third_from_it() -> None:
    """For stacks that are not there yet; two calls at once are the most for one key."""
    with ExitStack() as held:
        for person in (1, 2, 3):
            held.enter_context(as_caller(person))
            held.enter_context(trial_client("a-token-of-the-tests", 77, None))
        assert concurrency.calls.in_use == 3


@pytest.mark.django_db
def test_the_places_are_left_to_others_while_one_person_hangs() -> None:
    stack, end = make_stack(), Event()

    def hang() -> None:
        with as_caller(7), web_client(stack):
            end.wait(60)

    thread = Thread(target=hang)
    thread.start()
    deadline = time.monotonic() + 60
    while not concurrency.calls.in_use and time.monotonic() < deadline:
        time.sleep(0.01)
    with as_caller(7), pytest.raises(NoAnswer, match="too many calls"), web_client(make_stack()):
        pass
    with as_caller(8), web_client(make_stack()):
        pass
    end.set()
    thread.join()


@pytest.mark.django_db
def test_a_request_says_whose_it_is_and_its_answer_comes_from_the_record(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(status="running", ended=None, result=None)
    client: Client = visitor(run.stack, Role.LEAD)
    seen: list[int | None] = []

    def refuse(self: OneCallEach, caller: int, seconds: float) -> bool:
        seen.append(caller)
        return False

    monkeypatch.setattr(OneCallEach, "_begin", refuse)
    with StandIn(answer(200, b"{}")) as api:
        settings.K6_API_URL = api.url
        page = client.get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/live/")
        checked = client.post(f"/stacks/{run.stack.slug}/check/")
        assert api.requests == []
    assert page.status_code == checked.status_code == 200
    assert seen == [int(client.session["_auth_user_id"])] * 2
    assert "oo many calls" in visible(page)
    assert "oo many calls" in visible(checked)
    assert CALLER.get() is None
