"""Runs written again and again: what came later stays, what is ours stays, whatever the order of the answers."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from runs.models import RunDocument, Stack, TestRun
from runs.store import mark_gone, mark_not_visible, note_written, save_runs
from tests.builders import make_record, make_run, make_stack

pytestmark = pytest.mark.django_db

NOW = timezone.now()
EARLIER, LATER = NOW - timedelta(seconds=5), NOW + timedelta(seconds=5)


def save(stack: Stack, asked: object = NOW, run_id: int = 1, **fields: object) -> TestRun:
    with transaction.atomic():
        save_runs(stack, [make_record(run_id, **fields)], asked)  # type: ignore[arg-type]
    return stack.runs.select_related("document").get(run_id=run_id)


def test_a_run_and_its_document_are_written_and_then_changed() -> None:
    stack = make_stack()
    first = save(stack, note="one", max_vus=5)
    second = save(stack, LATER, note="two", max_vus=9)

    assert first.pk == second.pk
    assert (second.note, second.max_vus, second.document.body["note"]) == ("two", 9, "two")
    assert (second.first_seen, second.last_seen, second.document.fetched_at) == (NOW, LATER, LATER)


def test_an_answer_that_was_asked_for_before_a_newer_one_was_written_changes_nothing() -> None:
    stack = make_stack()
    save(stack, NOW, status="completed", note="newer")
    run = save(stack, EARLIER, status="running", ended=None, note="older")

    assert (run.status, run.active, run.last_seen) == ("completed", False, NOW)
    assert run.document.body["note"] == "newer"


def test_a_note_written_here_outlives_the_page_that_was_on_its_way_and_not_the_next_one() -> None:
    run = make_run(note="before")
    asked = timezone.now()
    note_written(run, "mine")

    assert save(run.stack, asked, run.run_id, note="before").note == "mine"
    assert save(run.stack, timezone.now(), run.run_id, note="theirs").note == "theirs"


@pytest.mark.parametrize("changed", [True, False])
def test_a_run_deleted_here_is_not_brought_back_by_the_page_that_was_on_its_way(changed: bool) -> None:
    stack = make_stack()
    save(stack, EARLIER, note="")
    mark_gone(stack, 1, "deleted_here", LATER)
    note = "changed" if changed else ""

    assert save(stack, NOW, note=note).archived
    assert not save(stack, LATER + timedelta(seconds=1), note=note).archived


@pytest.mark.parametrize("changed", [True, False])
def test_a_run_that_was_not_visible_is_right_again_once_it_came(changed: bool) -> None:
    stack = make_stack()
    save(stack, EARLIER, status="running", ended=None, result=None)
    mark_not_visible(stack, [1], NOW)
    run = save(stack, LATER, status="running", ended=None, result=None, note="x" if changed else "")

    assert run.not_visible_since is None
    assert run.active


def test_a_clock_that_was_a_day_ahead_for_a_while_keeps_nothing_from_coming() -> None:
    stack = make_stack()
    save(stack, NOW + timedelta(days=1), note="tomorrow")

    assert save(stack, NOW, note="today").note == "today"


def test_the_same_run_twice_in_one_answer_is_one_row() -> None:
    stack = make_stack()
    save_runs(stack, [make_record(5, note="a"), make_record(4), make_record(5, note="b")], NOW)

    assert list(stack.runs.order_by("run_id").values_list("run_id", flat=True)) == [4, 5]
    assert RunDocument.objects.count() == 2


def test_a_document_with_a_secret_is_stored_without_it_and_one_without_is_stored_whole() -> None:
    stack = make_stack()
    options = {"env": {"LOGIN": "hunter22"}, "scenarios": {"b": {"vus": 1}, "a": {"vus": 2}}}
    told = save(stack, run_id=1, options=options).document.body
    plain = save(stack, run_id=2, options={"vus": 3, "tags": {"ü": "ö\n\"'"}}).document.body

    assert told["options"]["env"] == {"LOGIN": "[redacted]"}
    assert told["options"]["scenarios"] == options["scenarios"]
    assert plain == make_record(2, options={"vus": 3, "tags": {"ü": "ö\n\"'"}}).document
