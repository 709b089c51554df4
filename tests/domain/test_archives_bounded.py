"""Archives made to cost much: the work is bounded for each header, and in all."""

import gzip
import io
import tracemalloc
from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.domain.archives import Limits, Script, identify, read_script
from tests.domain.archive_builders import make_header, make_metadata, make_tar

END = b"\0" * 1024
MIB = 1024 * 1024


def read(content: bytes, limits: Limits | None = None) -> Script:
    return read_script(io.BytesIO(content), limits or Limits())


def block(kind: bytes, data: bytes, name: bytes = b"x", size: int | None = None) -> bytes:
    """A header with its data, filled up to whole blocks; `size` is what the header claims."""
    field = b"%011o\0" % (len(data) if size is None else size)
    return make_header(name, size=field, kind=kind) + data + b"\0" * (-len(data) % 512)


def pax(*records: bytes) -> bytes:
    """Records with their lengths: `b"path=a"` becomes `b"9 path=a\\n"`."""
    lines = []
    for record in records:
        length = len(record) + 3
        while len(b"%d %s\n" % (length, record)) != length:
            length += 1
        lines.append(b"%d %s\n" % (length, record))
    return b"".join(lines)


def test_thousands_of_small_records_in_one_header_end_the_reading() -> None:
    """Compressed, three hundred such headers are a file of 30 KB."""
    archive = block(b"x", pax(*[b"a=b"] * 2_000)) * 300 + END

    assert "too many records" in read(gzip.compress(archive)).problems[0]


def test_a_header_of_names_larger_than_any_path_is_not_read() -> None:
    for kind in (b"x", b"g", b"L", b"K"):
        assert "extended header is too large" in read(block(kind, b"1" * 20_000) + END).problems[0]


@pytest.mark.parametrize("kinds", [b"x", b"g", b"L", b"K", b"xgLK"])
def test_headers_that_only_lead_to_further_headers_end_the_reading(kinds: bytes) -> None:
    headers = b"".join(block(bytes([kind]), pax(b"comment=x")) for kind in kinds) * 5_000

    assert "too many extended headers" in read(gzip.compress(headers + END)).problems[0]


def test_what_common_tools_write_in_front_of_a_member_is_read() -> None:
    """A comment for all members, times, and long names in both forms."""
    records = pax(b"mtime=1700000000.5", b"atime=1700000000.5", b"ctime=1.5", b"path=lib/" + b"a" * 300 + b".js")
    archive = block(b"g", pax(b"comment=0123456789")) + block(b"x", records) + block(b"0", b"1")
    archive += block(b"K", b"b" * 200) + block(b"L", b"lib/" + b"b" * 200 + b".js\0") + block(b"0", b"2") + END

    assert [file.path[:7] for file in read(archive).files] == ["lib/aaa", "lib/bbb"]


@pytest.mark.parametrize("size", ["-1", "9" * 30, "1e3", "", "\u0663", "0x10"])
def test_an_odd_size_in_an_extended_header_is_no_error(size: str) -> None:
    archive = block(b"x", pax(b"size=" + size.encode())) + block(b"0", b"run()", b"data") + END

    assert read(archive).main


def test_the_time_is_looked_at_for_each_header_and_not_for_each_piece_of_the_stream() -> None:
    """Twenty thousand members are one piece of 64 KiB when they are compressed."""
    packed = gzip.compress(block(b"0", b"", b"a.js") * 20_000 + END)
    assert len(packed) < 64 * 1024

    assert "longer than 0.01 s" in read(packed, Limits(members=10**6, seconds=0.01)).problems[0]


def test_the_time_is_looked_at_while_one_member_is_unpacked() -> None:
    packed = gzip.compress(block(b"0", b"\0" * (19 * MIB), b"a.js") + END)
    assert len(packed) < 64 * 1024

    assert "longer than 0.002 s" in read(packed, Limits(seconds=0.002)).problems[0]


def test_texts_are_kept_up_to_a_limit_and_the_main_script_first() -> None:
    files = {f"file/{number}.csv": b"a,b\n" * 250 for number in range(20)}
    script = read(make_tar({**files, "data": b"run()"}), Limits(texts=5_000))
    left_out = [file for file in script.files if file.is_left_out]

    assert script.main
    assert script.main.text == "run()"
    assert 15 <= len(left_out) < 20
    assert {file.text for file in left_out} == {None}
    assert len({file.digest for file in script.files}) == 2


def test_the_file_that_is_asked_for_comes_before_the_others() -> None:
    files = {f"file/{number}.csv": b"a,%d\n" % number * 250 for number in range(20)}
    content = make_tar({**files, "data": b"run()"})
    script = read_script(io.BytesIO(content), Limits(texts=1_500), first=18)

    assert [number for number, file in enumerate(script.files, 1) if file.text] == [18, 21]


def test_memory_stays_flat_whatever_is_packed() -> None:
    """The first bytes of each of a thousand files, of letters that take four bytes as soon as there is one of them."""
    files = {f"file/{number}.csv": "\U0001f600".encode() + b"a" * 19_000 for number in range(990)}
    packed = gzip.compress(make_tar({"metadata.json": make_metadata(), "data": b"run()", **files}))
    tracemalloc.start()
    try:
        assert read(packed).kind == "gzipped tar"
        assert tracemalloc.get_traced_memory()[1] < 80 * MIB
    finally:
        tracemalloc.stop()


NAMES = st.sampled_from([b"data", b"metadata.json", b"a.js", b"file/a.ts", b"../x", b"", b"\xff", b"a" * 99, b"d/"])
SIZES = st.sampled_from(
    [b"\xff" * 12, b"\x80" + b"\xff" * 11, b"77777777777\0", b"           \0", b"xyz", b"9", b"\0" * 12]
)
KINDS = st.sampled_from([bytes([kind]) for kind in b"01234567xgLKSVDMNA"] + [b"\0", b"\xff"])
RECORDS = st.lists(
    st.sampled_from(
        [
            b"path=a.js",
            b"path=",
            b"size=5",
            b"size=-5",
            b"linkpath=data",
            b"GNU.sparse.map=1,2",
            b"hdrcharset=BINARY",
            b"=",
            b"a",
        ]
    ),
    max_size=70,
).map(lambda records: pax(*records))
DATA = (
    RECORDS | st.binary(max_size=1_200) | st.sampled_from([make_metadata(), b'{"pwd": 5}', b"{" * 400, b"1 a\n" * 200])
)
MEMBERS = st.builds(block, KINDS, DATA, NAMES, st.none() | st.integers(0, 3_000))
DAMAGED = st.builds(make_header, NAMES, SIZES, KINDS)


@settings(max_examples=300)
@given(st.lists(MEMBERS | DAMAGED | st.binary(max_size=600), max_size=12), st.booleans(), st.integers(0, 3))
def test_any_sequence_of_members_is_read_without_an_error(parts: list[bytes], is_zipped: bool, cut: int) -> None:
    content = b"".join(parts) + END
    content = gzip.compress(content) if is_zipped else content
    script = read(content[: len(content) - cut * 100] if cut else content)

    assert script.kind
    assert all(file.text is not None or file.note for file in script.files)


@settings(max_examples=100)
@given(st.lists(MEMBERS | DAMAGED, max_size=8))
def test_the_worker_reads_the_same_as_the_page(parts: list[bytes]) -> None:
    content = block(b"0", b"run()", b"data") + b"".join(parts) + END
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        assert identify(Path(file.name)).fingerprint == read(content).fingerprint
