"""Scripts kept before an upgrade: their fingerprints are made anew, and runs are recognised again."""

import pytest
from django_q.models import OrmQ

from runs.domain.archives import RULES
from runs.keeping import is_renewal_due, renew_some
from runs.keeping.files import path_of
from runs.keeping.stored import STRAY
from runs.models import Role, ScriptFile, TestRun
from runs.tasks import renew_fingerprints, tick
from tests.builders import make_run, make_runs, make_stack, run_document
from tests.domain.test_archive_paths import packed
from tests.keeping.scripts import keep_script
from tests.pages.visiting import visible, visitor

pytestmark = pytest.mark.django_db(transaction=True)

TYPED = b"export const options: Options = { vus: 1 };\nexport default function () {}\n"


def kept_before(run: TestRun, content: bytes, fingerprint: str = "", kind: str = "tar") -> ScriptFile:
    """As a database of an earlier version has it: every folder made another fingerprint."""
    row = keep_script(run, content)
    columns = {"rules": 0, "fingerprint": fingerprint or row.sha256, "kind": kind}
    ScriptFile.objects.filter(pk=row.pk).update(**columns)
    return row


def page(run: TestRun) -> str:
    return visible(visitor(run.stack, Role.VIEWER).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/script/"))


def test_old_runs_of_one_project_are_the_same_script_after_the_upgrade() -> None:
    first, second, third = make_runs(make_stack(), *(run_document(number) for number in (1, 2, 3)))
    kept_before(first, packed("/builds/job-1"))
    kept_before(second, packed("/builds/job-2"))
    assert "No other run had this very script." in page(first)

    assert renew_fingerprints() == "done"
    keep_script(third, packed("/builds/job-3"))

    assert "ran in 2 other runs: #2 , #1" in page(third)
    assert not is_renewal_due()


def test_a_worker_finds_what_is_to_be_made_anew_and_queues_it_once() -> None:
    def queued() -> list[str]:
        tick()
        return [task.name() for task in OrmQ.objects.all() if "fingerprints" in task.name()]

    assert queued() == []
    kept_before(make_run(), packed("/builds/job-1"))
    assert len(queued() + queued()) == 2


def test_new_bytes_that_are_known_already_bring_their_fingerprint_up_to_date() -> None:
    one, two = make_runs(make_stack(), run_document(1), run_document(2))
    row = kept_before(one, packed("/builds/job-1"))
    keep_script(two, packed("/builds/job-1"))
    row.refresh_from_db()

    assert row.rules == RULES
    assert row.fingerprint != row.sha256


def test_a_script_taken_for_javascript_before_is_typescript_now() -> None:
    row = kept_before(make_run(), TYPED, kind="javascript")
    renew_some(10)
    row.refresh_from_db()

    assert row.kind == "typescript"


def test_of_a_file_that_is_gone_or_damaged_nothing_is_lost_and_nothing_is_tried_twice() -> None:
    one, two = make_runs(make_stack(), run_document(1), run_document(2))
    gone = kept_before(one, packed("/builds/job-1"), "a" * 64)
    damaged = kept_before(two, packed("/builds/job-2"), "b" * 64)
    path_of(gone.sha256).unlink()
    path_of(damaged.sha256).write_bytes(packed("/builds/job-2")[:700])

    assert not renew_some(10)
    assert {row.fingerprint for row in ScriptFile.objects.all()} == {"a" * 64, "b" * 64}
    assert {row.rules for row in ScriptFile.objects.all()} == {RULES}


def test_a_slice_that_has_no_time_leaves_the_rest_to_the_next() -> None:
    kept_before(make_run(), packed("/builds/job-1"))

    assert renew_some(0)
    assert is_renewal_due()


def test_a_file_without_a_row_of_its_own_is_not_read() -> None:
    ScriptFile.objects.create(sha256="c" * 64, kind=STRAY, size=1)

    assert not is_renewal_due()
