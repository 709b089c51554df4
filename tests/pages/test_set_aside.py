"""Rows of the API's list that can't be read: a lead sees them, and they go by themselves or when they are told to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from runs.models import AuditEvent, Role, Stack
from runs.store import save_runs
from tests.builders import make_record, make_stack
from tests.pages.visiting import visible, visitor
from tests.sync.simulated import simulated, sync

WHY = "status could not be read"


def make_entry(stack: Stack, run_id: int, reason: str = WHY, days: int = 3) -> None:
    now = timezone.now()
    stack.set_aside.create(run_id=run_id, reason=reason, first_seen=now - timedelta(days=days), last_seen=now)


def settings_of(stack: Stack) -> str:
    return visible(visitor(stack, Role.LEAD).get(f"/stacks/{stack.slug}/settings/"))


@pytest.mark.django_db
def test_a_lead_sees_which_and_why_and_since_when() -> None:
    stack = make_stack()
    make_entry(stack, 4711)
    make_entry(stack, 0, "the row is not an object")
    page = settings_of(stack)

    assert "Runs that could not be read 2 rows" in page
    assert f"#4711 {WHY} 3 days ago just now" in page
    assert "not told the row is not an object" in page


@pytest.mark.django_db
def test_where_all_could_be_read_there_is_nothing_to_say() -> None:
    assert "could not be read" not in settings_of(make_stack())


@pytest.mark.django_db
def test_of_very_many_the_last_fifty_are_shown_and_all_are_counted() -> None:
    stack = make_stack()
    for number in range(1, 61):
        make_entry(stack, number)
    page = settings_of(stack)

    assert "Runs that could not be read 60 rows" in page
    assert "The 50 that were seen last are shown." in page
    assert page.count(WHY) == 50


@pytest.mark.django_db(transaction=True)
def test_a_run_that_reads_well_later_takes_its_line_along() -> None:
    with simulated(40) as (sim, stack):
        spoiled, fine = sim.run_ids()[5:7]
        before = sim.document(spoiled)["status"]
        sim.edit_run(spoiled, {"status": 5})
        sync(stack)
        first = settings_of(stack)
        sim.edit_run(spoiled, {"status": before})
        Stack.objects.filter(pk=stack.pk).update(walk_finished=None)
        sync(stack)

        assert f"#{spoiled}" in first
        assert f"#{fine}" not in first
        assert "could not be read" not in settings_of(stack)
        assert stack.runs.filter(run_id=spoiled).exists()


@pytest.mark.django_db
def test_another_stack_s_run_of_the_same_number_takes_no_line_along() -> None:
    stack, other = make_stack(), make_stack()
    make_entry(stack, 5)
    save_runs(other, [make_record(5)], timezone.now())

    assert stack.set_aside.exists()


@pytest.mark.django_db
def test_what_is_to_be_forgotten_is_and_the_audit_says_how_much_it_was() -> None:
    stack, other = make_stack(), make_stack()
    for where in (stack, other):
        make_entry(where, 1)
        make_entry(where, 2)
    answer = visitor(stack, Role.LEAD).post(f"/stacks/{stack.slug}/set-aside/forget/", follow=True)
    event = AuditEvent.objects.get(action="set_aside_forgotten")

    assert "What still can't be read comes back" in visible(answer)
    assert (stack.set_aside.count(), other.set_aside.count()) == (0, 2)
    assert (event.stack_slug, event.outcome, event.detail) == (stack.slug, "done", {"rows": 2})
