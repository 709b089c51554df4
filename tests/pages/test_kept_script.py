"""A script that is kept: read and downloaded from the store without the API, also when the run is gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.keeping.files import path_of
from runs.models import Role, Stack, TestRun
from tests.actions.acting import events
from tests.builders import make_run, make_runs, make_stack, run_document
from tests.domain.archive_builders import make_archive
from tests.keeping.scripts import keep_script, known_script, store_in
from tests.pages.visiting import Answer, link_of, visible, visitor

pytestmark = pytest.mark.django_db(transaction=True)

ONE = b"// one\nexport default function () {}\n"
TWO = b"// two\nexport default function () {}\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with store_in(tmp_path) as folder:
        yield folder


def page(run: TestRun, rest: str = "", role: Role = Role.VIEWER) -> Answer:
    """Nothing listens where the API would be: whatever asks it shows trouble."""
    return visitor(run.stack, role).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/{rest}", follow=True)


def gone(run: TestRun) -> TestRun:
    TestRun.objects.filter(pk=run.pk).update(archived=True)
    return run


def test_a_viewer_reads_the_kept_script_of_a_run_that_is_gone_its_secrets_masked() -> None:
    """(F4)"""
    run = gone(make_run())
    keep_script(run, make_archive())
    found = page(run, "script/")

    assert found.status_code == 200
    assert "http.get" in visible(found)
    assert "Kept here for" in visible(found)
    assert "c4n4ry" not in found.content.decode()


@pytest.mark.parametrize(("content", "suffix"), [(ONE, "js"), (make_archive(), "tar")])
def test_a_member_downloads_the_very_bytes_under_our_own_headers_and_is_recorded(content: bytes, suffix: str) -> None:
    """(F1)"""
    run = gone(make_run())
    keep_script(run, content)
    found = page(run, "script/download/", Role.MEMBER)

    assert b"".join(found.streaming_content) == content
    assert found.headers["Content-Length"] == str(len(content))
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["Content-Disposition"] == f'attachment; filename="k6-run-{run.run_id}.{suffix}"'
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert events(run) == [("script_downloaded", "done", "")]


def test_a_viewer_does_not_download_it() -> None:
    run = make_run()
    keep_script(run, ONE)
    found = page(run, "script/download/")

    assert found.status_code == 403
    assert events(run) == [("script_downloaded", "refused", "role")]


def test_the_store_has_no_address_of_its_own() -> None:
    run = make_run()
    script = keep_script(run, ONE)
    reader = visitor(run.stack, Role.LEAD)
    paths = [f"scripts/{script.sha256[:2]}/{script.sha256}", f"{script.sha256[:2]}/{script.sha256}", script.sha256]

    for beginning in ("media/", "static/", "static/../media/", ""):
        assert {reader.get(f"/{beginning}{path}").status_code for path in paths} == {404}


def test_a_script_that_is_gone_with_its_run_is_a_sentence_on_the_runs_page() -> None:
    run = gone(make_run())

    assert "The script of this run is gone with it" in visible(page(run, "script/"))
    assert "The script of this run is gone with it" in visible(page(run, "script/download/", Role.MEMBER))
    assert "Gone with the run: it was not kept here before that." in visible(page(run))


def test_a_file_that_is_missing_in_the_store_is_no_error_page() -> None:
    run = gone(make_run())
    path_of(keep_script(run, ONE).sha256).unlink()

    assert "The script of this run is gone with it" in visible(page(run, "script/"))


def test_an_archive_is_a_tree_whose_files_have_addresses() -> None:
    run = make_run()
    keep_script(run, make_archive())
    found = page(run, "script/")

    assert "file/home/nobody/shop/" in visible(found)
    assert link_of(found, "cart.js").startswith("#file-")
    assert link_of(found, "data") == "#main-file"


def same_in(run: TestRun, *others: TestRun) -> str:
    for one in (run, *others):
        known_script(one, "a")
    return visible(page(run))


def test_the_very_same_script_elsewhere_is_counted_and_linked() -> None:
    stack = make_stack()
    run, other, another_test = make_runs(stack, run_document(1), run_document(2), run_document(3, test_id=8))
    said = same_in(run, other, another_test)

    assert "The very same script ran in 2 other runs: #3 Test #8 , #2" in said


def test_another_teams_runs_are_never_counted() -> None:
    run, foreign = make_run(), make_run()
    twin = make_run(make_stack(run.stack.team))

    assert "ran in 1 other run:" in same_in(run, foreign, twin)


def test_a_script_that_nobody_else_has_is_said_so() -> None:
    assert "No other run had this very script." in same_in(make_run())


def history(*fingerprints: str) -> list[TestRun]:
    runs = make_runs(make_stack(), *(run_document(number) for number in range(1, len(fingerprints) + 1)))
    for run, fingerprint in zip(runs, fingerprints, strict=True):
        if fingerprint:
            known_script(run, fingerprint)
    return runs


def test_when_the_script_last_changed_is_said_with_the_run_where_it_did() -> None:
    runs = history("a", "b", "", "b", "b")
    last, changed = page(runs[-1]), page(runs[1])

    assert "It last changed in #2" in visible(last)
    assert link_of(last, "What changed").endswith("/runs/5/script/changes/?since=1")
    assert "It changed with this run." in visible(changed)
    assert "No earlier run of this test is known to have had another one." in visible(page(runs[0]))


def test_what_changed_is_shown_line_by_line() -> None:
    before, run = make_runs(make_stack(), run_document(1), run_document(2))
    keep_script(before, ONE)
    keep_script(run, TWO)
    said = visible(page(run, "script/changes/"))

    assert "1 line added, 1 removed in the main script." in said
    assert "1 \u2212 // one 1 + // two 2 2 export default function () {}" in said


def test_it_can_be_asked_against_the_last_passed_run_and_no_other_tests() -> None:
    stack = make_stack()
    passed, failed, run, foreign = make_runs(
        stack,
        run_document(1),
        run_document(2, result="failed"),
        run_document(4, result="failed"),
        run_document(3, test_id=8),
    )
    for one, content in ((passed, ONE), (failed, TWO), (run, TWO), (foreign, b"x")):
        keep_script(one, content)
    usual = page(run, "script/changes/")
    against = page(run, link_of(usual, "Last passed run")[len(f"/stacks/{stack.slug}/runs/4/") :])

    assert "Both runs had the very same script." in visible(usual)
    assert "1 line added, 1 removed" in visible(against)
    for odd in (foreign.run_id, "x", "", 9**30, "\u0663", -1):
        assert "#2 \u2192 #4" in visible(page(run, f"script/changes/?since={odd}"))


def test_a_script_that_is_not_kept_can_not_be_compared() -> None:
    before, run = make_runs(make_stack(), run_document(1), run_document(2))
    keep_script(run, TWO)

    assert "that of run #1 is not kept here" in visible(page(run, "script/changes/"))
    assert "There is no earlier run of this test" in visible(page(before, "script/changes/"))


def test_changes_show_no_secret_and_no_markup() -> None:
    before, run = make_runs(make_stack(), run_document(1), run_document(2))
    keep_script(before, make_archive())
    keep_script(run, make_archive("const token = 'c4n4ry-new';\n<script>alert(1)</script>\n"))
    found = page(run, "script/changes/").content.decode()

    assert "c4n4ry" not in found
    assert "<script>alert" not in found
    assert "&lt;script&gt;alert(1)" in found


@pytest.mark.parametrize("rest", ["", "script/", "script/changes/"])
def test_it_costs_the_same_number_of_queries_however_many_runs_share_a_script(rest: str) -> None:
    counts = []
    for number in (2, 51):
        stack = make_stack()
        runs = make_runs(stack, *(run_document(at) for at in range(1, number + 1)))
        for run in runs:
            keep_script(run, ONE)
        counts.append(queries_of(stack, runs[-1], rest))

    assert counts[0] == counts[1]


def queries_of(stack: Stack, run: TestRun, rest: str) -> int:
    client = visitor(stack)
    client.get("/runs/")  # the first page of a process asks for more
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/stacks/{stack.slug}/runs/{run.run_id}/{rest}").status_code == 200
    return len(queries)
