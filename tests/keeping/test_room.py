"""Scripts that are not wanted, or for which there is no room: left out, and made up for later."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.utils import timezone

from runs.keeping import keep_slice, room, stacks_due
from runs.keeping import work as working
from runs.models import Keep, Role, RunKeeping, Stack
from tests.actions.acting import ended
from tests.builders import make_stack
from tests.keeping.scripts import asked_for_scripts, keep_all, keeping_of, stored_files, with_a_script
from tests.pages.visiting import visible, visitor
from tests.sync.simulated import simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stack_that_keeps_no_scripts_keeps_distributions_and_later_all_that_was_left_out() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        Stack.objects.filter(pk=stack.pk).update(keeps_scripts=False)
        keep_all(stack)
        off, due_while_off = keeping_of(run), stacks_due(timezone.now()).exists()
        asked = asked_for_scripts(sim)
        Stack.objects.filter(pk=stack.pk).update(keeps_scripts=True)
        assert list(stacks_due(timezone.now())) == [stack]
        keep_all(stack)

        assert (off.script_state, off.distribution_state, due_while_off) == (Keep.OFF, Keep.KEPT, False)
        assert asked == []
        assert keeping_of(run).script_state == Keep.KEPT
        assert not stacks_due(timezone.now()).exists()


def test_a_full_store_takes_no_script_and_goes_on_by_itself_when_there_is_room() -> None:
    with simulated(40) as (sim, stack):
        run = with_a_script(sync(stack))
        keep_all(stack)
        other = ended(stack, retention_expiry__gt=timezone.now(), created__lt=run.created)
        stack.runs.filter(pk=other.pk).update(keep_at=timezone.now())
        with override_settings(SCRIPT_STORE_MAX=room.taken() + 1):
            keep_all(stack)
            full, is_due = keeping_of(other), stacks_due(timezone.now()).exists()
        asked = asked_for_scripts(sim)
        assert list(stacks_due(timezone.now())) == [stack]
        keep_all(stack)

        assert (full.script_state, full.distribution_state, is_due) == (Keep.FULL, Keep.KEPT, False)
        assert asked == [run.run_id]
        assert keeping_of(other).script_state == Keep.KEPT


def test_a_script_that_is_larger_than_the_room_left_is_given_up() -> None:
    with simulated(40) as (_, stack), override_settings(SCRIPT_STORE_MAX=100):
        run = with_a_script(sync(stack))
        keep_all(stack)

        assert keeping_of(run).script_state == Keep.FAILED
        assert "room" in keeping_of(run).said
        assert stored_files() == []


def test_a_store_that_can_not_be_written_is_nobodys_fault_and_asked_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with simulated(40) as (_, stack), override_settings(MEDIA_ROOT=str(tmp_path / "file")):
        sync(stack)

        assert keep_slice(stack) == working.PAUSE
        assert not RunKeeping.objects.exists()


def test_one_team_has_half_of_the_store_at_most_and_another_still_finds_room() -> None:
    """(A6) One team's scripts leave room for others'."""
    with simulated(40) as (_, stack):
        run = with_a_script(sync(stack))
        keep_all(stack)
        size = room.taken()
        other = ended(stack, retention_expiry__gt=timezone.now(), created__lt=run.created)
        stack.runs.filter(pk=other.pk).update(keep_at=timezone.now())
        elsewhere = make_stack()
        cache.clear()  # a minute later
        room.taken()
        with override_settings(SCRIPT_STORE_MAX=2 * size):
            assert room.left(stack.team_id) == 0
            assert room.left(elsewhere.team_id) == size
            keep_all(stack)
            assert keeping_of(other).script_state == Keep.FULL
            assert not stacks_due(timezone.now()).exists()
            page = visible(visitor(stack, Role.LEAD).get(f"/stacks/{stack.slug}/settings/"))
            assert "that one team may take here; no more of its scripts are kept" in page


def test_the_only_team_may_use_all_of_it() -> None:
    with simulated(40) as (_, stack):
        with_a_script(sync(stack))
        keep_all(stack)
        with override_settings(SCRIPT_STORE_MAX=2 * room.taken()):
            assert room.left(stack.team_id) == room.taken()
