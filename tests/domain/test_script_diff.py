"""What changed between two scripts: lines, files, and what could not be compared."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.archives import Script, read_script
from runs.domain.script_diff import MOST_COMPARED, MOST_TOLD, ScriptDiff, script_diff
from tests.domain.archive_builders import make_archive, make_metadata, make_tar, zipped


def script(content: bytes) -> Script:
    return read_script(BytesIO(content))


def diff(before: bytes, after: bytes) -> ScriptDiff:
    return script_diff(script(before), script(after))


def told(found: ScriptDiff) -> list[str]:
    """`12 -13 +…`: each line as a person reads it."""
    signs = {"same": " ", "removed": "-", "added": "+", "gap": "…"}
    return [f"{signs[line.kind]}{line.before or ''}|{line.after or ''}|{line.text}" for line in found.lines]


def test_a_changed_line_stands_between_three_lines_of_what_stayed() -> None:
    before = b"".join(b"line %d\n" % number for number in range(1, 21))
    found = diff(before, before.replace(b"line 10\n", b"line ten\n"))

    assert told(found) == [
        *(f" {number}|{number}|line {number}" for number in (7, 8, 9)),
        "-10||line 10",
        "+|10|line ten",
        *(f" {number}|{number}|line {number}" for number in (11, 12, 13)),
    ]
    assert (found.is_same, found.files, found.problems) == (False, (), ())


def test_lines_left_out_between_two_changes_are_a_gap_and_keep_their_numbers() -> None:
    before = b"".join(b"line %d\n" % number for number in range(1, 31))
    found = diff(before, before.replace(b"line 2\n", b"").replace(b"line 29\n", b"line 29\nmore\n"))

    assert [line for line in told(found) if line[0] != " "] == ["-2||line 2", "…||", "+|29|more"]


def test_an_archive_uploaded_again_is_the_very_same_script() -> None:
    found = diff(make_archive(), zipped(make_archive(uploaded="2026-08-01")))

    assert found.is_same
    assert (found.lines, found.files) == ((), ())


def test_files_that_came_went_or_changed_are_named() -> None:
    def archive(**files: bytes) -> bytes:
        named = {f"file/{name}.js": content for name, content in files.items()}
        return make_tar({"metadata.json": make_metadata(), "data": b"run()\n", **named})

    found = diff(archive(stays=b"1", changes=b"1", goes=b"1"), archive(stays=b"1", changes=b"2", comes=b"1"))

    assert [(one.path, one.kind) for one in found.files] == [
        ("file/changes.js", "changed"),
        ("file/comes.js", "added"),
        ("file/goes.js", "removed"),
    ]
    assert found.lines == ()


def test_a_script_can_become_an_archive() -> None:
    found = diff(b"run()\n", make_tar({"metadata.json": make_metadata(), "data": b"run()\n", "file/a.js": b"1"}))

    assert [(one.path, one.kind) for one in found.files] == [("file/a.js", "added")]


def test_a_changed_secret_is_told_without_either_of_the_two() -> None:
    found = diff(b"const password = 'c4n4ry-one';\n", b"const password = 'c4n4ry-two';\n")

    assert found.lines == ()
    assert found.problems == ("The main script differs only in what is masked here.",)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (b"a\0b", b"run()\n", "The main script of the earlier run could not be read."),
        (b"run()\n", make_archive()[:2600], "Not all of the later run's script could be read."),
        (b"", b"run()\n", "The main script of the earlier run could not be read."),
    ],
)
def test_what_could_not_be_read_is_said(before: bytes, after: bytes, sentence: str) -> None:
    assert sentence in diff(before, after).problems


def test_line_ends_do_not_count_as_changes_of_their_lines() -> None:
    assert diff(b"one\r\ntwo\r\n", b"one\ntwo\n").lines == ()


def test_very_long_lines_are_cut_and_told_apart_all_the_same() -> None:
    found = diff(b"x" * 100_000 + b"1", b"x" * 100_000 + b"2")

    assert [line.kind for line in found.lines] == ["removed", "added"]
    assert max(len(line.text) for line in found.lines) <= 400


HOSTILE = {
    "cycles": ([str(at % 100) for at in range(60_000)], [str(at * 7 % 100) for at in range(60_000)]),
    "rare cycles": ([str(at % 40) for at in range(4_000)], [str(at * 7 % 40) for at in range(4_000)]),
    "reversed": ([str(at) for at in range(60_000)], [str(at) for at in range(60_000, 0, -1)]),
    "all alike": (["x"] * 100_000, ["y", *["x"] * 100_000, "y"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_scripts_made_to_be_hard_to_compare_are_bounded(name: str) -> None:
    before, after = ("\n".join(lines).encode() for lines in HOSTILE[name])
    found = diff(before, after)

    assert len(found.lines) <= MOST_TOLD


def test_what_is_too_much_to_compare_is_said() -> None:
    lines = [b"%d\n" % at for at in range(MOST_COMPARED + 10)]
    found = diff(b"".join(lines), b"".join(b"new " + line for line in lines))

    assert "Too much changed" in found.problems[0]
    assert "Only the first 1,000 lines" in found.problems[1]


@given(st.lists(st.sampled_from("abc{}"), max_size=40), st.lists(st.sampled_from("abc{}"), max_size=40))
def test_the_lines_told_turn_the_one_into_the_other(old: list[str], new: list[str]) -> None:
    found = diff("\n".join(["top", *old]).encode(), "\n".join(["top", *new]).encode())
    before, after = ["top", *old], ["top", *new]

    for line in found.lines:
        assert line.before is None or before[line.before - 1] == line.text
        assert line.after is None or after[line.after - 1] == line.text
    gone = {line.before for line in found.lines if line.kind == "removed"}
    came = {line.after for line in found.lines if line.kind == "added"}
    kept = [text for at, text in enumerate(before, 1) if at not in gone]
    assert kept == [text for at, text in enumerate(after, 1) if at not in came]
