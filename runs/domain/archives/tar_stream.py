"""Tar members out of a stream, header by header, nothing ever unpacked to disk.

A reader of its own, because the standard library's takes what strangers send at its word: it yields the
zeros of a sparse file that claims gigabytes, and searches extended headers of any size with patterns that
can take for ever. This one knows what k6 writes (ustar with pax names for long paths; observed in the k6
sources: `lib/archive.go`) and GNU long names, and refuses the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runs.domain.archives.limits import Source, StoppedError

_BLOCK = 512
# Of headers in front of a member: k6 and common tools write one or two, of some hundred bytes, with few records.
# All of it is read before the next member, so these limits bound the work for each member.
_MOST_HEADER = 16 * 1024
_MOST_RECORDS = 64
_MOST_IN_A_ROW = 4
_CHUNK = 64 * 1024

_REGULAR = frozenset({b"0", b"\0"})
# Names and other facts about the next member, or about all that follow: of the latter nothing is used.
_EXTENDED = frozenset({b"x", b"g", b"L", b"K"})
_NO_DATA = frozenset({b"1", b"2", b"3", b"4", b"5", b"6"})
_KINDS = {
    b"1": "a hard link",
    b"2": "a symbolic link",
    b"3": "a device",
    b"4": "a device",
    b"6": "a pipe",
    b"S": "a sparse file",
}


@dataclass(frozen=True, slots=True)
class Member:
    """One member. `refusal` is empty for a regular file, whose bytes `chunks` yields; it must be read or
    dropped before the next member is asked for. `size` is what the header claims, `link` what a hard link points to.
    """

    path: str
    size: int
    is_directory: bool
    refusal: str
    link: str
    chunks: Iterator[bytes]


def members(source: Source) -> Iterator[Member]:
    """The members in their order; StoppedError where the archive is damaged, cut short or past a limit."""
    extended: dict[str, str] = {}
    in_a_row = 0
    while (block := _header(source)) is not None:
        kind, size = block[156:157], _octal(block[124:136])
        in_a_row = in_a_row + 1 if kind in _EXTENDED else 0
        if in_a_row > _MOST_IN_A_ROW:
            raise StoppedError("The archive is damaged: it has too many extended headers in a row.")
        if kind in _EXTENDED:
            data = _small(source, size)
            extended |= _pax(data) if kind == b"x" else {"path": _text(data)} if kind == b"L" else {}
            continue
        yield from _one(source, block, kind, size, extended)
        extended = {}


def _one(source: Source, block: bytes, kind: bytes, size: int, extended: dict[str, str]) -> Iterator[Member]:
    size = _pax_size(extended, size)
    path = extended.get("path") or _path(block)
    is_directory = kind == b"5" or (kind == b"\0" and path.endswith("/"))
    sparse = kind == b"S" or any(key.startswith("GNU.sparse.") for key in extended)
    refusal = "a sparse file" if sparse else _KINDS.get(kind, "")
    if not refusal and not is_directory and kind not in _REGULAR:
        refusal = "not a regular file"
    left = _Data(source, 0 if kind in _NO_DATA else size)
    link = (extended.get("linkpath") or _text(block[157:257])) if kind == b"1" else ""
    yield Member(path, size, is_directory, refusal, link, left.chunks())
    if kind == b"S":
        # Where the data of such a file begins depends on headers that are not worth trusting.
        raise StoppedError("A sparse file is refused, and what follows it was not read.")
    left.drop()


class _Data:
    """The bytes of one member, with the padding behind them."""

    def __init__(self, source: Source, size: int) -> None:
        self._source = source
        self._left = size
        self._padding = -size % _BLOCK

    def chunks(self) -> Iterator[bytes]:
        while self._left:
            chunk = self._source.take(min(self._left, _CHUNK))
            if not chunk:
                raise StoppedError("The archive is cut short.")
            self._left -= len(chunk)
            yield chunk

    def drop(self) -> None:
        for _ in self.chunks():
            pass
        self._source.take(self._padding)


def _header(source: Source) -> bytes | None:
    """The next header, None at the end, which is a block of zeros: without one the archive is not whole."""
    source.check_time()
    block = source.take(_BLOCK)
    if len(block) < _BLOCK:
        raise StoppedError("The archive is cut short.")
    if not block.strip(b"\0"):
        return None
    if _octal(block[148:156]) != sum(block[:148]) + sum(block[156:]) + 8 * 32:
        raise StoppedError("The archive is damaged: a header's checksum is wrong.")
    return block


def _small(source: Source, size: int) -> bytes:
    if size > _MOST_HEADER:
        raise StoppedError("The archive is damaged: an extended header is too large.")
    data = source.take(size)
    source.take(-size % _BLOCK)
    return data


def _octal(field: bytes) -> int:
    """A number of a header: octal digits, or base 256 for sizes past 8 GiB; negative ones are damage."""
    if field[0] & 0x80:
        if field[0] == 0xFF:
            raise StoppedError("The archive is damaged: a header has a negative number.")
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    digits = field.strip(b" \0")
    if digits and (not digits.isdigit() or b"8" in digits or b"9" in digits):
        raise StoppedError("The archive is damaged: a header has no number where one belongs.")
    return int(digits or b"0", 8)


def _pax_size(extended: dict[str, str], size: int) -> int:
    text = extended.get("size", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else size


def _pax(data: bytes) -> dict[str, str]:
    """Records of "length key=value"; reading ends at the first that is not so."""
    records: dict[str, str] = {}
    at = count = 0
    while at < len(data):
        digits, space, _ = data[at : at + 8].partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        if length <= len(digits) + 1 or length > len(data) - at:
            break
        count += 1
        if count > _MOST_RECORDS:
            raise StoppedError("The archive is damaged: an extended header has too many records.")
        key, equals, value = data[at + len(digits) + 1 : at + length].partition(b"=")
        if equals:
            records[_text(key)] = _text(value.removesuffix(b"\n"))
        at += length
    return records


def _path(block: bytes) -> str:
    name = _text(block[:100])
    prefix = _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _text(field: bytes) -> str:
    return field.split(b"\0", 1)[0].decode("utf-8", "replace")
