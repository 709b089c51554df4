from __future__ import annotations

import gzip
import io
import tarfile
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.archives import Limits, Script, read_script
from runs.domain.archives.shown import OVERLAP
from tests.domain.archive_builders import MAIN, make_archive, make_header, make_member, make_tar, zipped

KIB = 1024
MIB = 1024 * 1024


def read(content: bytes, limits: Limits | None = None) -> Script:
    return read_script(io.BytesIO(content), limits or Limits())


class Endless(io.RawIOBase):
    """A stream that never ends, and counts what was asked of it."""

    def __init__(self, first: bytes, rest: bytes) -> None:
        self.first, self.rest, self.taken = first, rest, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "a stream of unknown length is never read in one go"
        chunk = self.first or self.rest
        self.first = b""
        self.taken += len(chunk)
        return chunk


@pytest.mark.parametrize("path", ["../../etc/passwd.js", "file/../../x.js", "..\\x.js", "/../x.js"])
def test_a_path_that_leads_outside_is_named_and_never_shown(path: str) -> None:
    script = read(make_tar({"data": b"x", path: b"outside"}))
    assert script.files[1].text is None
    assert "leads outside" in script.files[1].note


def test_an_absolute_path_is_shown_as_a_relative_one() -> None:
    assert read(make_tar({"/file//./a.js": b"x"})).files[0].path == "file/a.js"


def test_a_path_full_of_controls_becomes_printable_and_short() -> None:
    script = read(make_tar({"a\n\u202e\x1b[1m.js" + "b" * 2_000: b"x"}, form=tarfile.PAX_FORMAT))
    assert script.files[0].path.isprintable()
    assert len(script.files[0].path) <= 300


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (tarfile.SYMTYPE, "symbolic link"),
        (tarfile.LNKTYPE, "hard link"),
        (tarfile.CHRTYPE, "device"),
        (tarfile.BLKTYPE, "device"),
        (tarfile.FIFOTYPE, "pipe"),
        (tarfile.CONTTYPE, "not a regular file"),
    ],
)
def test_anything_but_a_regular_file_is_refused_by_name(kind: bytes, words: str) -> None:
    script = read(make_tar({"data": b"x"}, (make_member("odd.js", kind, linkname="/etc/passwd"),)))
    assert script.files[1].text is None
    assert words in script.files[1].note
    assert script.main is not None


def test_a_sparse_file_that_claims_gigabytes_is_refused_and_ends_the_reading() -> None:
    sparse = make_header(b"big.js", size=b"40000000000\0", kind=b"S")
    script = read(sparse + b"\0" * 1024)
    assert script.files[0].note == "Refused: a sparse file."
    assert "sparse" in script.problems[0]
    assert script.fingerprint is None


def test_a_sparse_file_in_the_newer_form_is_refused_too() -> None:
    member = make_member("odd.js")
    member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.realsize": "99999999999"}
    script = read(make_tar({"data": b"x"}, (member,), form=tarfile.PAX_FORMAT))
    assert script.files[1].note == "Refused: a sparse file."


def test_a_negative_size_ends_the_reading_at_once() -> None:
    hostile = make_header() + make_header(size=b"\xff" * 12) + b"\0" * 1024
    script = read(hostile)
    assert len(script.files) == 1
    assert "negative" in script.problems[0]


def test_a_size_that_the_stream_does_not_hold_is_an_archive_cut_short() -> None:
    script = read(make_header(b"data", size=b"77777777777\0") + b"x" * 600)
    assert "cut short" in script.problems[0]
    assert script.fingerprint is None


@pytest.mark.parametrize("kept", [300, 511, 512, 700, 1_024, 1_300, 2_000, 2_048])
def test_an_archive_cut_anywhere_says_so_and_has_no_fingerprint(kept: int) -> None:
    script = read(make_archive()[:kept])
    assert "The archive is cut short." in script.problems
    assert script.fingerprint is None


def test_the_first_bytes_of_an_archive_alone_are_no_script() -> None:
    script = read(make_archive()[:100])
    assert (script.kind, script.fingerprint) == ("unreadable", None)


def test_a_header_with_a_wrong_checksum_ends_the_reading() -> None:
    broken = bytearray(make_archive())
    broken[0] ^= 1
    assert "checksum" in read(bytes(broken)).problems[0]


def test_an_extended_header_of_megabytes_is_not_even_read() -> None:
    huge = make_header(b"pax", size=b"00010000000\0", kind=b"x") + b"1" * 4_096
    assert "extended header is too large" in read(huge).problems[0]


def test_an_archive_of_too_many_members_is_read_up_to_the_limit() -> None:
    script = read(make_tar({f"{number}.js": b"" for number in range(30)}), Limits(members=10))
    assert len(script.files) == 10
    assert script.problems[0] == "Only the first 10 members were read."


def test_a_gzip_bomb_stops_after_the_bytes_that_may_be_read() -> None:
    bomb = gzip.compress(make_tar({"data": b"x", "bomb.js": b"\0" * (8 * MIB)}))
    assert len(bomb) < 64 * KIB
    script = read(bomb, Limits(read=MIB))
    assert script.problems[0] == "Only the first 1 MiB were read."
    assert script.main is not None
    assert script.main.text == "x"


@pytest.mark.parametrize("first", [b"", make_header(b"data", size=b"77777777777\0"), zipped(b"")[:10]])
def test_a_stream_without_an_end_is_left_after_the_bytes_that_may_be_read(first: bytes) -> None:
    stream = Endless(first, b"x" * 65_536)
    script = read_script(stream, Limits(read=MIB))  # type: ignore[arg-type]
    assert script.problems
    assert stream.taken <= 2 * MIB


def test_a_slow_stream_is_left_when_the_time_is_up() -> None:
    class Slow(Endless):
        def read(self, size: int = -1) -> bytes:
            time.sleep(0.02)
            return super().read(size)

    stream = Slow(b"", b"x")
    script = read_script(stream, Limits(seconds=0.1))  # type: ignore[arg-type]
    assert "longer than 0.1 s" in script.problems[0]


def test_with_no_time_left_to_mask_nothing_is_shown() -> None:
    script = read(MAIN.encode(), Limits(seconds=-1))
    assert all(file.text is None for file in script.files)


@pytest.mark.parametrize(
    "packed", [zipped(make_archive())[:-20], zipped(make_archive())[:40], b"\x1f\x8b\x08\0rubbish"]
)
def test_damaged_compression_is_said(packed: bytes) -> None:
    script = read(packed)
    assert any("compressed data is" in problem for problem in script.problems)
    assert script.fingerprint is None


def test_a_file_past_the_limit_shows_its_beginning_alone() -> None:
    text = "x" * (2 * MIB)
    script = read(text.encode(), Limits(shown=64 * KIB))
    assert script.main is not None
    assert script.main.text == text[: 64 * KIB]
    assert script.main.size == 2 * MIB
    assert "Cut" in script.main.note


@pytest.mark.parametrize("shift", [0, 5, 12, OVERLAP - 10, OVERLAP])
def test_a_secret_across_the_cut_is_not_shown_in_half(shift: int) -> None:
    secret = "c4n4ry" * 10
    text = "x" * (64 * KIB + shift - 20) + f'\ntoken: "{secret}"\n' + "y" * (64 * KIB)
    script = read(text.encode(), Limits(shown=64 * KIB))
    assert script.main is not None
    assert script.main.text is not None
    assert "c4n4ry" not in script.main.text


def test_a_secret_across_the_cut_stays_hidden_where_masking_made_the_text_shorter() -> None:
    long = 'password: "' + "z" * (40 * KIB) + '"\n'
    text = long + "x" * (80 * KIB - len(long) - 20) + '\ntoken: "' + "c4n4ry" * 10 + '"\n' + "y" * (64 * KIB)
    script = read(text.encode(), Limits(shown=64 * KIB))
    assert script.main is not None
    assert script.main.text is not None
    assert "xxx" in script.main.text
    assert "c4n4ry" not in script.main.text


def test_a_long_name_in_either_form_is_read() -> None:
    name = "file/" + "a" * 120 + "/" + "b" * 120 + ".js"
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert read(make_tar({name: b"x"}, form=form)).files[0].path == name


@given(st.binary(max_size=3_000))
def test_any_bytes_are_read_without_an_error(content: bytes) -> None:
    assert read(content).kind
    assert read(b"\x1f\x8b" + content).kind


@given(st.lists(st.tuples(st.integers(0, 4_095), st.integers(0, 255)), max_size=8), st.booleans())
def test_any_damaged_archive_is_read_without_an_error_or_a_secret(
    damage: list[tuple[int, int]], is_zipped: bool
) -> None:
    content = bytearray(make_archive())
    for position, value in damage:
        content[position] = value
    script = read(zipped(bytes(content)) if is_zipped else bytes(content))
    assert all(file.text is not None or file.note for file in script.files)


@pytest.mark.parametrize("piece", ["\n", "\n ", "\r\n", "export\n", "\ntype a", "a: string ", "import "])
def test_the_language_of_hostile_text_is_told_in_linear_time(piece: str) -> None:
    # No limit is asserted: a pattern that looks again at what follows each line would hold this test for half an hour.
    assert read((piece * (200_000 // len(piece))).encode()).kind == "javascript"
