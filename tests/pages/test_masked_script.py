"""A script downloaded without its secrets, by everybody in the team; names of downloads; large archives on a page."""

import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from runs.domain.archives.masked import ABOUT
from runs.models import AuditEvent, Role, TestRun
from tests.actions.acting import events
from tests.builders import make_run, make_stack
from tests.domain.archive_builders import make_archive, make_member, make_metadata, make_tar, zipped
from tests.domain.test_archive_paths import packed
from tests.keeping.scripts import keep_script, store_in
from tests.pages.visiting import Answer, link_of, visible, visitor

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = b"const token = 'c4n4ry-4711';\nexport default function () {}\n"
TYPED = b"export const options: Options = { vus: 2 };\nexport default function () {}\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with store_in(tmp_path) as folder:
        yield folder


def kept(content: bytes) -> TestRun:
    run = make_run(make_stack())
    keep_script(run, content)
    return run


def page(run: TestRun, rest: str = "script/masked/", role: Role = Role.VIEWER) -> Answer:
    """Nothing listens where the API would be."""
    return visitor(run.stack, role).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/{rest}", follow=True)


def body(answer: Answer) -> bytes:
    return b"".join(answer.streaming_content)


def name(answer: Answer) -> str:
    return str(answer.headers["Content-Disposition"])


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER, Role.LEAD])
def test_everybody_in_the_team_downloads_the_masked_text_and_it_is_recorded(role: Role) -> None:
    run = kept(SCRIPT)
    found = page(run, role=role)

    assert body(found) == SCRIPT.replace(b"c4n4ry-4711", b"[redacted]")
    assert name(found) == f'attachment; filename="k6-run-{run.run_id}-masked.js"'
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in found.headers
    assert events(run) == [("script_downloaded", "done", "")]
    assert AuditEvent.objects.get(action="script_downloaded").detail == {"masked": True}


def test_another_team_gets_the_404_of_what_is_not_there() -> None:
    run = kept(SCRIPT)
    answer = visitor(make_stack(), Role.LEAD).get(f"/stacks/{run.stack.slug}/runs/{run.run_id}/script/masked/")

    assert answer.status_code == 404
    assert events(run) == []


def test_the_page_offers_each_role_what_it_may_have() -> None:
    run = kept(SCRIPT)
    viewer, member = page(run, "script/"), page(run, "script/", Role.MEMBER)
    addresses = [[end in answer.content.decode() for end in ("/masked/", "/download/")] for answer in (viewer, member)]

    assert addresses == [[True, False], [True, True]]
    assert "Back to the run Download masked" in visible(viewer)
    assert "Back to the run Download masked Download" in visible(member)


@pytest.mark.parametrize("pack", [bytes, zipped])
def test_an_archive_becomes_an_archive_of_the_same_layout(pack: type[bytes]) -> None:
    """(F4)"""
    run = kept(pack(make_archive("const password = 'c4n4ry-main';\n")))
    found = page(run)
    content = body(found)
    with tarfile.open(fileobj=BytesIO(content), mode="r:") as archive:
        links = [member.name for member in archive if member.islnk() and member.linkname == "data"]
        texts = {one.name: (archive.extractfile(one) or BytesIO()).read().decode() for one in archive if one.isreg()}

    assert name(found) == f'attachment; filename="k6-run-{run.run_id}-masked.tar"'
    assert set(texts) == {ABOUT, "metadata.json", "data", "file/home/nobody/shop/lib/cart.js"}
    assert links == ["file/home/nobody/shop/my test.js"]
    assert texts["data"] == "const password = '[redacted]';\n"
    assert texts["file/home/nobody/shop/lib/cart.js"] == "export const size = 3;\n"
    assert b"c4n4ry" not in content


def test_what_is_left_out_of_an_archive_is_said_in_it() -> None:
    logo = {"file/logo.png": b"\x89PNG", "../../etc/passwd.js": b"c4n4ry"}
    odd = make_member("file/etc.js", tarfile.SYMTYPE, linkname="/etc/passwd")
    run = kept(make_tar({"metadata.json": make_metadata(), "data": b"run()", **logo}, (odd,)))
    with tarfile.open(fileobj=BytesIO(body(page(run))), mode="r:") as archive:
        about = archive.extractfile(ABOUT)
        names = archive.getnames()

        assert names == [ABOUT, "metadata.json", "data"]
        assert about
        said = about.read().decode()
    assert "file/logo.png: Not a text file" in said
    assert "../../etc/passwd.js: Refused: its path leads outside the archive." in said
    assert "file/etc.js: Refused: a symbolic link." in said


@pytest.mark.parametrize("content", [b"\x7fELF\0\0", b"\0" * 600])
def test_of_a_script_without_text_there_is_no_masked_copy(content: bytes) -> None:
    run = kept(content)
    answer = page(run)

    assert "so there is no masked copy of it" in visible(answer)
    assert events(run) == []
    assert "Download masked" not in visible(page(run, "script/"))


def test_a_script_that_is_too_long_to_be_masked_as_a_whole_says_so_at_its_end() -> None:
    content = body(page(kept(b"a();\n" * 215_000)))

    assert content.endswith(b"\n// Cut: only its beginning is shown.\n")
    assert len(content) < 1_100_000


def test_a_head_request_is_no_download() -> None:
    run = kept(SCRIPT)
    url = f"/stacks/{run.stack.slug}/runs/{run.run_id}/script/masked/"

    assert visitor(run.stack, Role.VIEWER).head(url).status_code == 200
    assert events(run) == []


@pytest.mark.parametrize(
    ("content", "ending"),
    [(SCRIPT, "js"), (TYPED, "ts"), (make_archive(TYPED.decode(), filename="file:///x/main.ts"), "tar")],
)
def test_a_download_ends_as_k6_wants_it(content: bytes, ending: str) -> None:
    """k6 takes a file for JavaScript unless its name says TypeScript, and an archive only by its name."""
    run = kept(content)

    raw = page(run, "script/download/", Role.MEMBER)
    assert name(raw).endswith(f'k6-run-{run.run_id}.{ending}"')
    assert body(raw) == content
    assert name(page(run)).endswith(f'k6-run-{run.run_id}-masked.{ending}"')


def test_an_archive_whose_main_script_is_typescript_says_so_and_keeps_its_names() -> None:
    run = kept(make_archive(TYPED.decode(), filename="file:///home/nobody/shop/main.ts"))
    said = visible(page(run, "script/"))

    assert "TypeScript" in said
    assert "main.ts" in said


def test_a_single_typescript_file_is_called_so() -> None:
    assert "A single TypeScript file" in visible(page(kept(TYPED), "script/"))


def test_a_script_from_standard_input_is_titled_main_script() -> None:
    metadata = make_metadata(filename="file:///-", pwd="file:///ci/job-7/")
    link = make_member("file/-", tarfile.LNKTYPE, linkname="data")
    found = page(kept(make_tar({"metadata.json": metadata, "data": b"run()\n"}, (link,))), "script/")

    assert "Main script 6 B" in visible(found)
    assert link_of(found, "-") == "#main-file"
    assert "Files 2 files" in visible(found)


def test_runs_of_one_project_packed_in_two_folders_had_the_same_script() -> None:
    first = kept(packed("/builds/job-1041"))
    second = make_run(first.stack, first.run_id + 1)
    keep_script(second, packed("/builds/job-1042"))

    assert f"ran in 1 other run: #{first.run_id}" in visible(page(second, "script/"))
    assert "Both runs had the very same script." in visible(page(second, "script/changes/"))


def test_a_page_of_a_thousand_files_stays_small_and_each_file_has_a_page() -> None:
    """It was 3.4 MB once."""
    files = {f"file/ci/lib/{number}.js": b"export const a = 1;\n" * 40 for number in range(980)}
    run = kept(make_tar({"metadata.json": make_metadata(), "data": b"run()\n", **files}))
    found = page(run, "script/")
    last = page(run, f"script/{link_of(found, '979.js')}")

    assert len(found.content) < 1_000_000
    assert "more files: open them from the list of files." in visible(found)
    assert link_of(found, "0.js").startswith("#file-")
    assert "file/ci/lib/979.js 800 B" in visible(last)
    assert link_of(last, "Back to the whole script").endswith("/script/")
    assert "no file with that number" in visible(page(run, "script/?file=5000"))
