"""Our own record removed for good: what goes, what stays for others, and what the audit keeps."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from runs.audit import Actor
from runs.keeping import Counted, StillThere, purge_run, purge_stack
from runs.keeping import purge as purging
from runs.models import (
    AuditEvent,
    Kind,
    LoadTest,
    PendingAction,
    RunDocument,
    RunKeeping,
    ScriptFile,
    SetAsideRow,
    ShareLink,
    Stack,
    TestRun,
)
from runs.sync import LeaseLost, take_lease
from tests.builders import make_run, make_runs, make_stack, make_user, run_document
from tests.keeping.scripts import gone_run, keep_script, stored_files

pytestmark = pytest.mark.django_db(transaction=True)

ONE, OTHER = b"export default function one() {}\n", b"export default function other() {}\n"


def without_token(stack: Stack) -> Stack:
    Stack.objects.filter(pk=stack.pk).update(sealed_token="")
    stack.refresh_from_db()
    return stack


def test_a_purged_run_goes_with_all_that_hangs_on_it_and_its_script() -> None:
    run = gone_run()
    script = keep_script(run, ONE)
    lead = make_user(run.stack.team)
    ShareLink.objects.create(
        team=run.stack.team, stack=run.stack, run=run, token_hash="h", title="t", snapshot={}, expires=timezone.now()
    )
    counted = purge_run(run, Actor(lead))

    assert counted == Counted(runs=1, scripts=1, size=script.size)
    assert not TestRun.objects.exists()
    assert not RunDocument.objects.exists()
    assert not ShareLink.objects.exists()
    assert not ScriptFile.objects.exists()
    assert stored_files() == []


def test_the_audit_keeps_who_purged_what() -> None:
    run = gone_run()
    script = keep_script(run, ONE)
    lead = make_user(run.stack.team)
    purge_run(run, Actor(lead))
    event = AuditEvent.objects.get(action="run_purged")

    assert (event.actor_email, event.object_id, event.stack_slug) == (lead.email, str(run.run_id), run.stack.slug)
    assert event.detail == {"load_test": "Test #7", "scripts": 1, "bytes": script.size}


def test_a_run_that_is_still_in_grafana_is_not_purged() -> None:
    run = make_run()

    with pytest.raises(StillThere, match="would come back"):
        purge_run(run, Actor())
    assert TestRun.objects.filter(pk=run.pk).exists()
    assert AuditEvent.objects.get(action="run_purged").outcome == "refused"


def test_a_run_with_an_action_whose_outcome_is_open_is_not_purged_yet() -> None:
    run = gone_run()
    PendingAction.objects.create(run=run, stack=run.stack, kind=Kind.STAR, asked_at=timezone.now())

    with pytest.raises(StillThere, match="not known yet"):
        purge_run(run, Actor())


def test_purging_a_run_twice_is_one_event() -> None:
    run = gone_run()
    first, second = purge_run(run, Actor()), purge_run(run, Actor())

    assert (first.runs, second.runs) == (1, 0)
    assert AuditEvent.objects.filter(action="run_purged").count() == 1


def test_a_script_stays_while_another_run_of_the_team_has_it() -> None:
    stack = make_stack()
    run, other = gone_run(stack), make_run(stack)
    script = keep_script(run, ONE)
    keep_script(other, ONE)
    counted = purge_run(run, Actor())

    assert counted == Counted(runs=1)
    assert stored_files() == [script.sha256]
    assert RunKeeping.objects.get(run=other).script == script


def test_bytes_that_two_teams_share_are_one_file_that_goes_with_the_last_of_them() -> None:
    mine, theirs = gone_run(), gone_run()
    script = keep_script(mine, ONE)
    assert keep_script(theirs, ONE) == script
    assert stored_files() == [script.sha256]

    assert purge_run(mine, Actor()) == Counted(runs=1, scripts=1, size=script.size)
    assert stored_files() == [script.sha256]
    purge_run(theirs, Actor())
    assert stored_files() == []


def test_a_file_that_is_gone_already_keeps_nobody_from_purging(store: Path) -> None:
    run = gone_run()
    script = keep_script(run)
    (store / "scripts" / script.sha256[:2] / script.sha256).unlink()
    purge_run(run, Actor())

    assert not ScriptFile.objects.exists()


def test_a_purged_stack_keeps_its_own_row_and_another_teams_records() -> None:
    stack, foreign = make_stack(), make_run()
    runs = make_runs(stack, *(run_document(number) for number in range(1, 251)))
    shared, own = keep_script(runs[0], ONE), keep_script(runs[1], OTHER)
    keep_script(foreign, ONE)
    SetAsideRow.objects.create(stack=stack, reason="r", first_seen=timezone.now(), last_seen=timezone.now())
    counted = purge_stack(without_token(stack))

    assert counted == Counted(runs=250, scripts=2, size=shared.size + own.size)
    assert list(TestRun.objects.all()) == [foreign]
    assert list(LoadTest.objects.all()) == [foreign.load_test]
    assert not SetAsideRow.objects.exists()
    assert stored_files() == [shared.sha256]
    assert Stack.objects.filter(pk=stack.pk).exists()


def test_a_purge_without_time_goes_on_with_the_next_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    stack = make_stack()
    make_runs(stack, *(run_document(number) for number in range(1, 6)))
    without_token(stack)
    first = purge_stack(stack, seconds=0)
    second = purge_stack(stack)

    assert (first.is_whole, second.is_whole) == (False, True)
    assert first.runs + second.runs == 5


def test_a_connected_stack_is_not_purged() -> None:
    run = make_run()

    with pytest.raises(ValueError, match="token"):
        purge_stack(run.stack)
    assert TestRun.objects.exists()


def test_a_sync_that_was_under_way_can_not_write_after_the_purge() -> None:
    stack = make_stack()
    lease = take_lease(stack.pk)
    assert lease is not None
    purge_stack(without_token(stack))

    with pytest.raises(LeaseLost):
        lease.save(fresh_at=timezone.now() + timedelta(days=1))
