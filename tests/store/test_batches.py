"""Rows are written in small transactions; what can't be written, or is too large, costs itself and says so."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from time import thread_time

import pytest
from django.db import transaction
from django.utils import timezone

from runs.k6api.records import RunRecord
from runs.models import RunDocument, TestRun
from runs.store import save_runs
from runs.store.prepare import DOCUMENT_MAX
from tests.builders import browser_of, make_record, make_stack, make_user

pytestmark = pytest.mark.django_db

LONGEST_LOCK = 0.05
NOT_KEPT = "The options of this run are larger than 2 MB and are not kept."


class Clocked:
    """Transactions, and the processor time that this thread spent in each: other processes don't count."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    @contextmanager
    def writing(self) -> Iterator[None]:
        with transaction.atomic():
            start = thread_time()
            yield
            self.seconds.append(thread_time() - start)


def large(run_id: int, size: int) -> RunRecord:
    """Many values that each have to be looked at, and some of which are masked."""
    piece = {"password": "hunter22", "url": "https://shop.example/a", "tags": {"ü": "x" * 20}}
    return make_record(run_id, note="large", options={"list": [piece] * (size // len(json.dumps(piece)))})


def test_what_a_transaction_takes_does_not_grow_with_the_documents() -> None:
    """(A8)"""
    stack, clock = make_stack(), Clocked()
    save_runs(stack, [large(number, 300_000) for number in range(1, 21)], timezone.now(), clock.writing)

    assert len(clock.seconds) >= 10
    assert max(clock.seconds) <= LONGEST_LOCK
    assert stack.runs.count() == 20


def test_seven_megabytes_of_options_are_cut_with_a_sentence_and_hold_the_lock_for_a_moment() -> None:
    """(A8)"""
    stack, clock = make_stack(), Clocked()
    save_runs(stack, [make_record(1), large(2, 7_000_000), make_record(3)], timezone.now(), clock.writing)
    document = RunDocument.objects.get(run__run_id=2)

    assert max(clock.seconds) <= LONGEST_LOCK
    assert "options" not in document.body
    assert (document.body["note"], document.body["max_vus"]) == ("large", 10)
    assert document.problems == [NOT_KEPT]
    page = browser_of(make_user(stack.team)).get(f"/stacks/{stack.slug}/runs/2/").content.decode()
    assert NOT_KEPT in page


def test_a_document_that_is_cut_is_known_again() -> None:
    stack, record = make_stack(), large(2, 3_000_000)
    first = save_runs(stack, [record], timezone.now())
    again = save_runs(stack, [record], timezone.now())

    assert (first.changed, again.changed) == (1, 0)


def test_other_large_fields_are_told_and_the_note_stays_whole() -> None:
    stack, note = make_stack(), "n" * 500_000
    record = make_record(1, note=note, options={"vus": 1}, k6_versions={"k6": "x" * DOCUMENT_MAX})
    save_runs(stack, [record], timezone.now())
    document = RunDocument.objects.get()

    assert document.body["note"] == note
    assert len(json.dumps(document.body)) <= DOCUMENT_MAX
    assert "k6_versions made this run's record larger than 2 MB and is not kept." in document.problems


@pytest.mark.parametrize("spoiled", [{"max_vus": 2**70}, {"started_by": "x\x00y" * 90_000}])
def test_a_row_that_cannot_be_written_is_set_aside_and_its_neighbours_stay(spoiled: dict[str, object]) -> None:
    """(A1) Whichever database refuses which of them."""
    stack = make_stack()
    records = [make_record(number) for number in range(1, 8)]
    records[3] = replace(records[3], **spoiled)  # type: ignore[arg-type]
    try:
        save_runs(stack, records, timezone.now())
    finally:
        kept = set(stack.runs.values_list("run_id", flat=True))

    assert {1, 2, 3, 5, 6, 7} <= kept
    set_aside = dict(stack.set_aside.values_list("run_id", "reason"))
    assert (4 in kept) != (4 in set_aside)
    assert all(reason.startswith("it could not be") for reason in set_aside.values())

    save_runs(stack, [make_record(4)], timezone.now())
    assert not stack.set_aside.exists()
    assert TestRun.objects.filter(run_id=4).exists()


def test_a_row_that_cannot_be_made_ready_is_set_aside_too() -> None:
    stack = make_stack()
    endless: list[object] = []
    endless.append(endless)
    spoiled = replace(make_record(2), document={"options": endless})
    save_runs(stack, [make_record(1), spoiled, make_record(3)], timezone.now())

    assert set(stack.runs.values_list("run_id", flat=True)) == {1, 3}
    assert stack.set_aside.get().run_id == 2
