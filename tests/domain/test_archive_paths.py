"""The same project is the same script wherever it was packed."""

import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from runs.domain.archives import Script, identify, read_script
from runs.domain.script_diff import script_diff
from tests.domain.archive_builders import make_member, make_metadata, make_tar

PROJECT = {"tests/checkout.js": b"import '../lib/cart.js';\n", "lib/cart.js": b"export {};\n", "data/users.csv": b"a\n"}


def packed(
    folder: str,
    *,
    main: str = "tests/checkout.js",
    top: str = "file",
    url: str = "",
    pwd: str | None = "",
    files: dict[str, bytes] = PROJECT,
) -> bytes:
    """The project as k6 packs it in a folder: the main script as `data`, and a link to it under its own path.

    `url` is the folder as the metadata says it, `pwd` the working directory where it is not the main script's folder.
    """
    url = url or f"file://{folder}"
    where = f"{url}/{main}".rpartition("/")[0] + "/" if pwd == "" else pwd
    named = {f"{top}{folder}/{path}": content for path, content in files.items() if path != main}
    link = make_member(f"{top}{folder}/{main}", tarfile.LNKTYPE, linkname="data")
    metadata = make_metadata(filename=f"{url}/{main}", pwd=where)
    return make_tar({"metadata.json": metadata, "data": files[main], **named}, (link,))


def script(content: bytes) -> Script:
    return read_script(BytesIO(content))


def test_a_project_packed_in_another_folder_is_the_same_script() -> None:
    """The number of a build's job is part of its folder, and no change."""
    one, other = script(packed("/ci/job-71")), script(packed("/ci/job-72"))

    assert one.fingerprint
    assert one.fingerprint == other.fingerprint
    assert script_diff(one, other).is_same


@pytest.mark.parametrize(
    "other",
    [
        packed("/home/kim/src/shop"),
        packed("/C/Users/nobody/shop", url="file:///C:/Users/kim/shop"),
        packed("/C/Users/nobody/shop", url="file:///C/Users/nobody/shop"),
        packed("/ci/my shop", url="file:///ci/my%20shop"),
        packed("/ci/caf\u00e9 100%", url="file:///ci/caf%C3%A9%20100%25"),
        packed("/ci/shop", pwd=None),
        packed("/ci/shop", pwd="file:///ci/shop/tests"),
        packed("/ci/shop", top="files/_"),
        packed("/ci/shop", top="scripts/_", url="/ci/shop"),
        packed("/C:/ci/shop", top="files/_", url="C:\\ci\\shop"),
    ],
    ids=[
        "home",
        "drive",
        "drive as k6 has it",
        "space",
        "escapes",
        "no pwd",
        "no slash",
        "0.24",
        "0.20",
        "0.20 on Windows",
    ],
)
def test_neither_its_depth_nor_how_its_folder_is_written_counts(other: bytes) -> None:
    assert script(other).fingerprint == script(packed("/ci/job-71")).fingerprint


def test_a_remote_script_is_the_same_wherever_its_host_keeps_it() -> None:
    one = packed("/raw.example.com/shop/v1", top="https", url="https://raw.example.com/shop/v1")
    two = packed("/raw.example.com/shop/v2", top="https", url="https://raw.example.com/shop/v2")
    foreign = packed("/raw.example.com/shop/v1", top="https", url="https://other.example.com/shop/v1")

    assert script(one).fingerprint == script(two).fingerprint
    assert script(one).fingerprint != script(foreign).fingerprint
    assert script(one).name == "checkout.js"


def test_a_remote_module_keeps_its_address_in_any_folder() -> None:
    one = read_with_module("/ci/job-71", "https/jslib.example.com/k6/1.0/index.js")
    same = read_with_module("/ci/job-72", "https/jslib.example.com/k6/1.0/index.js")
    newer = read_with_module("/ci/job-72", "https/jslib.example.com/k6/1.1/index.js")

    assert one.fingerprint == same.fingerprint != newer.fingerprint


def read_with_module(folder: str, module: str) -> Script:
    metadata = make_metadata(filename=f"file://{folder}/a.js", pwd=f"file://{folder}/")
    return script(make_tar({"metadata.json": metadata, "data": b"run()", module: b"export {};\n"}))


def test_what_really_differs_is_told_by_the_newer_paths() -> None:
    files = {**PROJECT, "lib/cart.js": b"export const a = 1;\n", "lib/new.js": b"1"}
    del files["data/users.csv"]
    found = script_diff(script(packed("/ci/job-71")), script(packed("/ci/job-72", files=files)))

    assert [(one.path, one.kind) for one in found.files] == [
        ("file/ci/job-71/data/users.csv", "removed"),
        ("file/ci/job-72/lib/cart.js", "changed"),
        ("file/ci/job-72/lib/new.js", "added"),
    ]


def test_a_file_that_moved_within_the_project_is_another_script() -> None:
    moved = {**PROJECT, "lib/deep/cart.js": PROJECT["lib/cart.js"]}
    del moved["lib/cart.js"]

    assert script(packed("/ci/a", files=moved)).fingerprint != script(packed("/ci/a")).fingerprint


def test_the_main_scripts_own_link_is_no_file_that_came_or_went() -> None:
    files = {"smoke.js": PROJECT["tests/checkout.js"], "lib/cart.js": b"1"}
    renamed = {"load.js": PROJECT["tests/checkout.js"] + b"//\n", "lib/cart.js": b"1"}
    found = script_diff(
        script(packed("/ci/a", main="smoke.js", files=files)), script(packed("/ci/b", main="load.js", files=renamed))
    )

    assert found.files == ()
    assert [line.kind for line in found.lines] == ["same", "added"]


def test_the_main_script_stored_once_more_under_its_own_path_counts_once() -> None:
    """Versions before the link did so."""
    twice = make_tar(
        {
            "metadata.json": make_metadata(filename="file:///ci/a.js", pwd="file:///ci/"),
            "data": b"run()",
            "file/ci/a.js": b"run()",
        }
    )

    assert script(twice).fingerprint == script(b"run()").fingerprint
    assert [file.path for file in script(twice).files if file.is_main_copy] == ["file/ci/a.js"]


def test_another_content_under_the_main_scripts_path_is_not_overlooked() -> None:
    metadata = make_metadata(filename="file:///ci/a.js", pwd="file:///ci/")
    found = script(make_tar({"metadata.json": metadata, "data": b"run()", "file/ci/a.js": b"other()"}))

    assert found.fingerprint != script(b"run()").fingerprint
    assert not any(file.is_main_copy for file in found.files)


def test_a_script_from_standard_input_has_no_name_and_knows_its_folder() -> None:
    def piped(folder: str) -> Script:
        metadata = make_metadata(filename="file:///-", pwd=f"file://{folder}/")
        link = make_member("file/-", tarfile.LNKTYPE, linkname="data")
        files = {"metadata.json": metadata, "data": b"run()", f"file{folder}/lib/a.js": b"1"}
        return script(make_tar(files, (link,)))

    assert piped("/ci/job-71").name == ""
    assert piped("/ci/job-71").fingerprint == piped("/ci/job-72").fingerprint


@pytest.mark.parametrize("name", ["https://x.example.com/a/b.js?token=c4n4ry#x", "x.example.com/a/b.js?key=c4n4ry"])
def test_the_query_of_a_remote_script_is_no_part_of_its_name(name: str) -> None:
    assert script(make_tar({"metadata.json": make_metadata(filename=name), "data": b"x"})).name == "b.js"


@pytest.mark.parametrize(
    "odd", ["", "x", "file://", "file:///", "//", "/", "C:", "\\\\", "%", "file:///%00%ff", 5, None, [], "a" * 9_000]
)
def test_odd_addresses_in_the_metadata_are_no_error(odd: object) -> None:
    files = {"metadata.json": make_metadata(filename=odd, pwd=odd), "data": b"x", "file/a/../b": b"y", "file//": b"z"}

    assert script(make_tar(files)).fingerprint


def test_the_worker_and_the_page_agree_also_where_the_metadata_is_long(tmp_path: Path) -> None:
    """The metadata has every option, and may be longer than what the worker keeps of a script."""
    for options in ({}, {"tags": {str(number): "x" * 40 for number in range(5_000)}}):
        marks = set()
        for folder in ("/ci/job-71", "/ci/job-72"):
            metadata = make_metadata(filename=f"file://{folder}/a.js", pwd=f"file://{folder}/", options=options)
            content = make_tar({"data": b"run()", f"file{folder}/b.js": b"1", "metadata.json": metadata})
            (tmp_path / "a").write_bytes(content)
            marks |= {identify(tmp_path / "a").fingerprint, script(content).fingerprint}
        assert len(marks) == 1
        assert None not in marks
