from __future__ import annotations

import io
from pathlib import Path

import pytest

from runs.domain.archives import File, Limits, Script, fingerprint, read_script, read_script_file
from tests.domain.archive_builders import MAIN, make_archive, make_metadata, make_tar, zipped

TYPESCRIPT = "interface Cart { size: number }\nexport default function (): void {}\n"


def read(content: bytes, limits: Limits | None = None) -> Script:
    return read_script(io.BytesIO(content), limits or Limits())


def file_named(script: Script, path: str) -> File:
    (file,) = [file for file in script.files if file.path == path]
    return file


def test_a_javascript_file_is_a_script_of_one_file() -> None:
    script = read(MAIN.encode())
    assert (script.kind, script.language, script.problems) == ("javascript", "javascript", ())
    assert script.main is not None
    assert (script.main.text, script.main.size) == (MAIN, len(MAIN))
    assert script.files == (script.main,)


@pytest.mark.parametrize(
    "text",
    [
        TYPESCRIPT,
        "import type { Options } from 'k6/options';",
        "export const options = { vus: 1 } as const;",
        "function add(a: number, b: number) { return a + b }",
        "type Basket = string[];",
    ],
)
def test_typescript_is_told_by_words_that_javascript_does_not_have(text: str) -> None:
    assert read(text.encode()).kind == "typescript"


@pytest.mark.parametrize(
    "text", [MAIN, "const o = { number: 5, any: 1, string };", "// the type of number is any\nlet a = b ? c : d;"]
)
def test_javascript_that_only_uses_such_words_stays_javascript(text: str) -> None:
    assert read(text.encode()).kind == "javascript"


def test_an_archive_shows_its_main_script_and_its_modules() -> None:
    script = read(make_archive())
    assert (script.kind, script.name, script.problems) == ("tar", "my test.js", ())
    assert script.main is not None
    assert script.main.text == MAIN
    assert file_named(script, "file/home/nobody/shop/lib/cart.js").text == "export const size = 3;\n"


def test_the_hard_link_that_k6_writes_is_named_and_refused() -> None:
    link = file_named(read(make_archive()), "file/home/nobody/shop/my test.js")
    assert (link.text, link.note) == (None, "Refused: a hard link.")


def test_a_gzipped_archive_reads_as_the_plain_one() -> None:
    plain, packed = read(make_archive()), read(zipped(make_archive()))
    assert packed.kind == "gzipped tar"
    assert (packed.files, packed.main, packed.fingerprint) == (plain.files, plain.main, plain.fingerprint)


def test_a_gzipped_single_script_is_read_too() -> None:
    assert read(zipped(MAIN.encode())).kind == "javascript"


def test_the_language_of_an_archive_follows_the_name_of_its_script() -> None:
    assert read(make_archive(filename="file:///x/shop.ts")).language == "typescript"
    assert read(make_archive(TYPESCRIPT, filename="file:///x/shop.js")).language == "javascript"
    assert read(make_archive(TYPESCRIPT, filename=5)).language == "typescript"


def test_the_metadata_is_shown_without_its_secrets() -> None:
    text = file_named(read(make_archive()), "metadata.json").text
    assert text is not None
    assert "c4n4ry" not in text
    assert "shop.example.com" not in text
    assert '"projectID": 7' in text
    assert '"BASE_URL": "[redacted]"' in text


def test_a_secret_of_the_metadata_is_masked_in_every_other_file_even_in_front_of_it() -> None:
    files = {
        "data": b"login('c4n4ry-cloud-token')",
        "file/a.csv": b"ann,c4n4ry-env-token",
        "metadata.json": make_metadata(),
    }
    script = read(make_tar(files))
    assert all("c4n4ry" not in (file.text or "") for file in script.files)
    assert file_named(script, "file/a.csv").text == "ann,[redacted]"


def test_a_secret_in_a_plain_script_is_masked() -> None:
    script = read(b'const token = "c4n4ryV4lue";')
    assert script.main is not None
    assert script.main.text == 'const token = "[redacted]";'


@pytest.mark.parametrize("raw", [b"{", b"[]", b"\xff\xfe", b'{"env": ' + b"[" * 50_000, b"1" * 5_000])
def test_metadata_that_is_no_json_object_is_never_shown_raw(raw: bytes) -> None:
    file = file_named(read(make_tar({"metadata.json": raw, "data": b"x"})), "metadata.json")
    assert file.text is None
    assert "could not be read as JSON" in file.note


def test_files_that_are_no_text_are_offered_by_name_only() -> None:
    script = read(make_tar({"data": b"x", "file/logo.png": b"\x89PNG", "file/odd.js": b"a\0b"}))
    assert file_named(script, "file/logo.png").text is None
    assert file_named(script, "file/odd.js").text is None
    assert file_named(script, "file/logo.png").size == 4


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    script = read(b"// caf\xe9\n")
    assert script.main is not None
    assert script.main.text == "// caf\ufffd\n"


def test_an_archive_without_a_main_script_says_so() -> None:
    script = read(make_tar({"file/a.js": b"x"}))
    assert script.main is None
    assert script.problems == ("The main script could not be read.",)


def test_nothing_at_all_is_an_empty_script() -> None:
    assert read(b"").kind == "empty"
    assert read(b"").files == ()


def test_bytes_that_are_no_script_are_unreadable_and_not_shown() -> None:
    script = read(b"\x7fELF\0\0\0")
    assert script.kind == "unreadable"
    assert script.main is not None
    assert script.main.text is None


def test_a_script_is_read_from_a_file_as_from_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "script"
    path.write_bytes(make_archive())
    assert read_script_file(path) == read(make_archive())


def test_the_fingerprint_stays_when_only_the_metadata_changes() -> None:
    first, second = read(make_archive()), read(make_archive(k6version="9.9.9", env={}))
    assert first.fingerprint == second.fingerprint
    assert first.fingerprint is not None


def test_the_fingerprint_changes_with_any_other_file_and_with_any_path() -> None:
    base = {"data": b"a", "file/x.js": b"b"}
    marks = {
        read(make_tar(files)).fingerprint
        for files in (base, {**base, "data": b"c"}, {**base, "file/x.js": b"c"}, {"data": b"a", "file/y.js": b"b"})
    }
    assert len(marks) == 4


def test_the_order_of_an_archive_does_not_count() -> None:
    one, other = {"data": b"a", "file/x.js": b"b"}, {"file/x.js": b"b", "data": b"a"}
    assert read(make_tar(one)).fingerprint == read(make_tar(other)).fingerprint


def test_a_single_file_has_the_fingerprint_of_an_archive_of_itself() -> None:
    assert read(MAIN.encode()).fingerprint == read(make_tar({"data": MAIN.encode()})).fingerprint


def test_a_file_that_is_only_shown_in_part_counts_whole() -> None:
    small = Limits(shown=10)
    assert read(b"a" * 30_000 + b"1", small).fingerprint != read(b"a" * 30_000 + b"2", small).fingerprint


def test_paths_and_contents_are_not_confused_in_a_fingerprint() -> None:
    assert fingerprint([("a", "bc")]) != fingerprint([("ab", "c")])
    assert fingerprint([("a", "1"), ("b", "2")]) == fingerprint([("b", "2"), ("a", "1")])
