"""A response's body, read piece by piece, unpacked and counted."""

import time
import zlib
from collections.abc import Iterator
from typing import Final

from requests import Response

from runs.k6api.deadline import Deadline
from runs.k6api.errors import BadAnswer, NoAnswer
from runs.k6api.failures import NETWORK_ERRORS, no_answer

PIECE: Final = 65_536
MOST_OF_AN_ERROR: Final = 65_536
# A long body may be waited for as long as its bytes would take at this rate, and no longer than so many seconds.
LEAST_RATE: Final = 32 * 1024
MOST_WAITING = 600.0


class Unpacker:
    """Undoes `Content-Encoding: gzip` a piece at a time; ValueError for corrupt data or another encoding."""

    def __init__(self, encoding: str) -> None:
        if encoding not in {"", "identity", "gzip", "x-gzip"}:
            raise ValueError("an encoding that was not asked for")
        self._gzip = zlib.decompressobj(31) if "gzip" in encoding else None

    def unpack(self, data: bytes) -> Iterator[bytes]:
        """At most 64 KiB at a time, so that a bomb is noticed before it is in memory."""
        if self._gzip is None:
            yield data
            return
        try:
            while data:
                yield self._gzip.decompress(data, PIECE)
                data = self._gzip.unconsumed_tail
                if self._gzip.unused_data:
                    raise ValueError("data after the end of the gzip stream")
        except zlib.error:
            raise ValueError("corrupt gzip data") from None

    def is_complete(self) -> bool:
        """False where the packed stream ended before its own end mark."""
        return self._gzip is None or self._gzip.eof


def pieces(
    operation: str,
    response: Response,
    most: int,
    deadline: Deadline,
    *,
    idle: float | None = None,
    beginning: int = 0,
) -> Iterator[bytes]:
    """The unpacked body, at most `most` bytes; NoAnswer or BadAnswer where it does not come whole.

    Without `idle` the deadline stands for the whole. With it, the deadline stands for the first `beginning`
    bytes, however many reads they take; after them the body may pause for `idle` seconds in all, and more as its
    bytes come at `LEAST_RATE`. Time during which the caller is busy does not count.
    """
    status, seen = response.status_code, 0
    try:
        unpacker = Unpacker(response.headers.get("Content-Encoding", "").strip().lower())
        for data in _packed(operation, response, deadline, idle, beginning):
            for piece in unpacker.unpack(data):
                seen += len(piece)
                if seen > most:
                    raise BadAnswer(operation, "too_large", status=status)
                yield piece
        whole = unpacker.is_complete()
    except ValueError:
        whole = None
    if whole is None:
        raise BadAnswer(operation, "not_json", status=status)
    if not whole:
        raise NoAnswer(operation, "cut_short", sent=True)


def _packed(
    operation: str, response: Response, deadline: Deadline, idle: float | None, beginning: int
) -> Iterator[bytes]:
    first, waited, seen = deadline.remaining(), 0.0, 0
    while True:
        if idle is not None:
            has_begun = seen >= beginning
            allowed = min(first + seen / LEAST_RATE + (idle if has_begun else 0.0), MOST_WAITING) - waited
            deadline.restart(min(allowed, idle) if has_begun else allowed)
        started = time.monotonic()
        data = _read(operation, response, deadline)
        waited += time.monotonic() - started
        seen += len(data)
        if not data:
            return
        if idle is not None:
            deadline.pause()
        yield data


def _read(operation: str, response: Response, deadline: Deadline) -> bytes:
    try:
        data: bytes = response.raw.read1(PIECE, decode_content=False)
    except NETWORK_ERRORS as error:
        failure = no_answer(operation, error, deadline)
    else:
        if not deadline.is_over:
            return data
        failure = NoAnswer(operation, "timeout", sent=True)
    raise failure


def read_all(operation: str, response: Response, most: int, deadline: Deadline) -> bytes:
    """The whole unpacked body of at most `most` bytes."""
    declared = response.headers.get("Content-Length", "")
    if declared.isascii() and declared.isdigit() and (len(declared) > 15 or int(declared) > most):
        raise BadAnswer(operation, "too_large", status=response.status_code)
    return b"".join(pieces(operation, response, most, deadline))


def read_error(operation: str, response: Response, deadline: Deadline) -> bytes:
    """The body of a refusal, b"" where it cannot be had: the status is the answer, the body says more."""
    try:
        return read_all(operation, response, MOST_OF_AN_ERROR, deadline)
    except (BadAnswer, NoAnswer):
        return b""
