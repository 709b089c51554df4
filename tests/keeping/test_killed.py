"""A process killed between the file and its row: whoever comes next finds nothing wrong, and nothing stays for ever."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.utils import timezone

from runs.keeping import files, keep_slice, tidy
from runs.keeping.files import STALE_SECONDS
from runs.keeping.stored import MOST_STRAYS
from runs.models import Keep, RunKeeping, ScriptFile, TestRun
from tests.actions.acting import ended
from tests.keeping.scripts import due, only, stored_files
from tests.sync.simulated import simulated, sync
from tests.worker.processes import running

pytestmark = pytest.mark.django_db(transaction=True)

# The worker's own code, in a process that dies right after (or before) the file has its name.
DYING = """
import os, signal
from runs.keeping import files, keep_slice
from runs.models import Stack
move_in = files.Incoming.move_in
def dying(self):
    {before}
    move_in(self)
    os.kill(os.getpid(), signal.SIGKILL)
files.Incoming.move_in = dying
keep_slice(Stack.objects.get(pk={stack}))
"""
BEFORE = "os.kill(os.getpid(), signal.SIGKILL)"


def killed_keeping(run: TestRun, before: str = "") -> None:
    with running("shell", "-c", DYING.format(stack=run.stack_id, before=before)) as process:
        said, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, said


def test_a_file_without_a_row_is_used_by_the_next_try() -> None:
    with simulated(40) as (_, stack):
        run = only(sync(stack), ended(stack, retention_expiry__gt=timezone.now()))
        killed_keeping(run)
        left, rows = stored_files(), ScriptFile.objects.count()
        assert not RunKeeping.objects.exists()
        assert due(stack) == [run.run_id]
        keep_slice(stack)

        assert (len(left), rows) == (1, 0)
        assert stored_files() == left
        kept = RunKeeping.objects.select_related("script").get(run=run)
        assert kept.script is not None
        assert (kept.script_state, kept.script.sha256) == (Keep.KEPT, left[0])
        assert kept.script.fingerprint


def test_a_run_that_ends_its_process_lets_others_go_first() -> None:
    with simulated(40) as (_, stack):
        first, second = sync(stack).runs.filter(active=False, keep_at__lte=timezone.now()).order_by("-created")[:2]
        stack.runs.exclude(pk__in=[first.pk, second.pk]).update(keep_at=None)
        killed_keeping(first)
        first.refresh_from_db()
        keep_slice(stack)

        assert first.keep_at is not None
        assert first.keep_at > timezone.now()
        assert [kept.run_id for kept in RunKeeping.objects.all()] == [second.pk]


def test_a_file_that_nobody_comes_for_is_found_and_removed() -> None:
    with simulated(40) as (_, stack):
        killed_keeping(only(sync(stack), ended(stack, retention_expiry__gt=timezone.now())))
    assert len(stored_files()) == 1
    tidy()

    assert stored_files() == []
    assert not ScriptFile.objects.exists()


def test_a_row_that_was_found_before_its_run_came_again_says_what_it_is() -> None:
    with simulated(40) as (_, stack):
        run = only(sync(stack), ended(stack, retention_expiry__gt=timezone.now()))
        killed_keeping(run)
        ScriptFile.objects.create(sha256=stored_files()[0], kind="stray", size=1)
        assert due(stack) == [run.run_id]
        keep_slice(stack)
        script = ScriptFile.objects.get()

    assert script.kind in {"javascript", "typescript", "tar", "gzipped tar"}
    assert len(script.fingerprint) == 64
    assert script.size > 1


def test_an_unfinished_file_goes_once_nobody_can_be_writing_it(store: Path) -> None:
    with simulated(40) as (_, stack):
        run = only(sync(stack), ended(stack, retention_expiry__gt=timezone.now()))
        killed_keeping(run, BEFORE)
        (left,) = (store / "scripts" / "incoming").iterdir()
        old = time.time() - STALE_SECONDS - 1
        os.utime(left, (old, old))
        assert due(stack) == [run.run_id]
        keep_slice(stack)

        assert not left.exists()
        assert len(stored_files()) == 1


def test_many_files_that_nobody_knows_are_no_accident_and_stay(caplog: pytest.LogCaptureFixture) -> None:
    folder = files.path_of("ab" * 32).parent
    folder.mkdir(parents=True)
    for number in range(MOST_STRAYS + 1):
        (folder / f"ab{number:062d}").write_bytes(b"of another database")
    tidy()

    assert len(stored_files()) == MOST_STRAYS + 1
    assert "not known to this database" in caplog.text
    (folder / f"ab{0:062d}").unlink()
    tidy()
    assert stored_files() == []
