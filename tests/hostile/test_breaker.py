"""An API that asks to wait, and one that fails again and again: who still asks it, how often, and what people read."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.breaker import MOST_FAILURES
from runs.connection import client_for
from runs.k6api.errors import K6Error
from runs.models import PendingAction, Role, Stack
from runs.sync import is_due
from tests.builders import make_stack, run_document
from tests.hostile.scene import ENDED, HURRIED_PAGES, RUNNING, Scene, scene
from tests.k6api.builders import json_answer, make_page
from tests.pages.visiting import HTMX, visible
from tests.stand_in import Reply, answer, then_reset
from tests.worker.processes import running

pytestmark = pytest.mark.django_db(transaction=True)

ANYTHING = ".*"
HOUR, USUAL = 3600.0, 30.0


def busy(retry_after: str | None) -> bytes:
    body = b'{"error": {"code": "rate_limited", "message": "slow down"}}'
    return answer(429, body, {"Retry-After": retry_after} if retry_after is not None else {})


def everything_that_asks(place: Scene) -> list[str]:
    """One of each: what stands on the pages of a person who tries everything, and a worker's slice beside them."""
    person = place.person()
    Stack.objects.filter(pk=place.stack.pk).update(fresh_at=timezone.now() - timedelta(minutes=2))
    place.sync()
    return [
        visible(person.get(place.url(RUNNING, "live/"), headers=HTMX)),
        visible(person.get(place.url(ENDED, "distribution/"))),
        visible(person.get(place.url(ENDED, "script/"), follow=True)),
        visible(person.post(place.url(ENDED, "star/"), follow=True)),
        visible(person.post(place.url(ENDED, "note/"), {"note": "mine", "seen": ""})),
        visible(person.post(f"/stacks/{place.stack.slug}/tests/7/refresh/", follow=True)),
        visible(place.person(Role.LEAD).post(f"/stacks/{place.stack.slug}/check/")),
        visible(person.post(f"/stacks/{place.stack.slug}/sync/", follow=True)),
    ]


@pytest.mark.parametrize(
    ("named", "least", "most"),
    [
        ("7", 7, 7),
        ("0", 1, 1),
        pytest.param(format_datetime(datetime.now(UTC) + timedelta(hours=3), usegmt=True), HOUR, HOUR, id="in 3 hours"),
        ("1000000000", HOUR, HOUR),
        ("-1", USUAL, USUAL),
        ("abc", USUAL, USUAL),
        (None, USUAL, USUAL),
    ],
)
def test_after_429_nobody_asks_before_the_time_that_it_named_within_a_second_to_an_hour(
    named: str | None, least: float, most: float
) -> None:
    """U3: seconds, a date, nonsense, none; pages and workers alike."""
    with scene((ANYTHING, busy(named))) as place, override_settings(PATIENCE_OF_WORKERS=HURRIED_PAGES):
        before = timezone.now()
        stack = place.sync()
        after = timezone.now()
        assert stack.retry_at is not None
        assert before + timedelta(seconds=least) <= stack.retry_at <= after + timedelta(seconds=most)
        Stack.objects.filter(pk=stack.pk).update(retry_at=timezone.now() + timedelta(minutes=2))  # it holds meanwhile
        stack.refresh_from_db()
        said = everything_that_asks(place)

        assert len(place.asked()) == 1
        assert not is_due(stack, timezone.now())
        assert all("Grafana asked" in page for page in said[:-2])
        assert "left alone" in said[-2]
        assert "Grafana asked to wait: a sync may run again in" in said[-1]
        assert PendingAction.objects.get().reason == "left_alone"

        place.wait_is_over()
        place.sync()
        assert len(place.asked()) == 2


def test_a_stack_that_must_wait_keeps_no_other_stack_waiting() -> None:
    """U3: the other stack, on the same API, goes on."""

    def choose(request: bytes) -> Reply:
        return busy("600") if f"X-Stack-Id: {place.stack.stack_id}\r\n".encode() in request else good

    good = json_answer({"value": [run_document(RUNNING)]})
    with scene() as place:
        place.api._choose = choose
        other = Scene(make_stack(name="Bank", active_at=timezone.now(), names_at=timezone.now()))
        other.api = place.api
        limited, fine = place.sync(), other.sync()
        page = visible(place.person().get("/runs/"))

        assert (limited.trouble, fine.trouble) == ("rate_limited", "")
        assert other.stack.runs.filter(run_id=RUNNING).exists()
        assert "Shop: Grafana asked for fewer calls." in page


@pytest.mark.parametrize(
    "reply",
    [answer(500), answer(502), answer(503), answer(504), then_reset(b"", 0), answer(302, b"", {"Location": "/x"})],
    ids=["500", "502", "503", "504", "reset", "302"],
)
def test_five_failures_in_a_row_and_then_one_attempt_in_half_a_minute(reply: Reply) -> None:
    """U4: at most three attempts a click; workers and pages count together."""
    with scene((ANYTHING, reply)) as place:
        place.sync()
        by_the_worker = len(place.asked())
        person = place.person()
        for _ in range(MOST_FAILURES - by_the_worker):
            before = len(place.asked())
            person.get(place.url(ENDED, "distribution/"))
            assert len(place.asked()) == before + 1
        place.stack.refresh_from_db()
        assert place.stack.failures == MOST_FAILURES
        assert place.stack.retry_at is not None
        assert timedelta(seconds=20) < place.stack.retry_at - timezone.now() <= timedelta(seconds=30)

        said = everything_that_asks(place)
        assert by_the_worker <= 3
        assert len(place.asked()) == MOST_FAILURES
        assert "Grafana gave no usable answer 5 times in a row: a sync may run again in" in said[-1]

        place.wait_is_over()
        everything_that_asks(place)
        place.stack.refresh_from_db()
        assert len(place.asked()) == MOST_FAILURES + 1
        assert place.stack.failures == MOST_FAILURES + 1


def test_of_many_who_come_when_the_wait_is_over_one_asks() -> None:
    with scene((ANYTHING, answer(503))) as place:
        Stack.objects.filter(pk=place.stack.pk).update(failures=MOST_FAILURES, trouble="server_error")
        place.wait_is_over()
        at_once(12, lambda: ask(place.stack.pk))

        assert len(place.asked()) == 1


def test_another_process_holds_back_too() -> None:
    with scene((ANYTHING, answer(503))) as place:
        later = timezone.now() + timedelta(minutes=1)
        Stack.objects.filter(pk=place.stack.pk).update(failures=MOST_FAILURES, trouble="server_error", retry_at=later)
        with running("sync_runs", "--stack", place.stack.slug) as process:
            said, _ = process.communicate()

        assert process.returncode == 1, said
        assert place.asked() == []


def test_the_next_answer_ends_it_and_the_banner_with_it() -> None:
    with scene((ANYTHING, answer(502))) as place:
        for _ in range(2):
            place.sync()
            place.wait_is_over()
        person = place.person()
        during = [visible(person.get(path)) for path in ("/runs/", place.url(ENDED), "/stacks/")]
        place.routes = []
        place.sync()
        after = [visible(person.get(path)) for path in ("/runs/", place.url(ENDED), "/stacks/")]

        assert all("Grafana reported an error of its own. In trouble since" in page for page in during)
        assert all("what you see is as of" in page for page in during)
        assert not any("error of its own" in page for page in after)
        assert (place.stack.failures, place.stack.trouble, place.stack.retry_at) == (0, "", None)


def test_trouble_counts_from_its_beginning_whatever_its_cause_becomes() -> None:
    with scene((ANYTHING, answer(502))) as place:
        began = place.sync().trouble_at
        place.wait_is_over()
        place.routes = [(ANYTHING, answer(200, b"<html>", content_type="text/html"))]
        later = place.sync()

        assert began is not None
        assert (later.trouble, later.trouble_at) == ("not_json", began)


def test_refusals_are_answers_and_one_spoiled_run_is_no_trouble_of_its_stack() -> None:
    spoiled = answer(200, make_page())
    with scene((f"GET .*/{RUNNING}", spoiled), (".*/script", answer(404)), (".*/distribution", answer(400))) as place:
        person = place.person()
        for _ in range(MOST_FAILURES + 1):
            place.stack.runs.update(asked_at=None)
            for rest in ("live/", "script/", "distribution/"):
                person.get(place.url(RUNNING, rest))
        place.stack.refresh_from_db()

        assert len(place.asked()) == 3 * (MOST_FAILURES + 1)
        assert (place.stack.failures, place.stack.trouble) == (0, "")


def test_while_all_is_well_nothing_is_written_about_it() -> None:
    with scene() as place, CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            ask(place.stack.pk)

        assert len(place.asked()) == 3
        assert not [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]


def ask(stack_pk: int) -> None:
    with client_for(Stack.objects.get(pk=stack_pk)) as client, contextlib.suppress(K6Error):
        client.list_runs()


def at_once(number: int, work: Callable[[], None]) -> None:
    """`work` in that many threads that start together, each with a database connection of its own."""
    start = Barrier(number)

    def begin() -> None:
        start.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=begin) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
