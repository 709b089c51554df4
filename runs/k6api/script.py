"""A run's script as a stream: JavaScript, a tar, or a gzipped tar, of up to 100 MB."""

import contextlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from requests import Response

from runs.k6api.body import pieces, read_error
from runs.k6api.deadline import Deadline
from runs.k6api.errors import BadAnswer
from runs.k6api.messages import Request
from runs.k6api.patience import Patience
from runs.k6api.protocol import check_status
from runs.k6api.transport import Transport, answer

ACCEPT: Final = "text/javascript, application/x-tar"
# The service takes archives of up to 100,000,000 bytes (observed in the k6 CLI).
MOST_SCRIPT: Final = 100_000_000
# No gateway says more than this in an answer of its own.
LONGEST_ERROR: Final = 16_384
_SCRIPT_TYPES: Final = frozenset(
    f"{kind}/{name}"
    for kind in ("text", "application")
    for name in ("javascript", "x-javascript", "ecmascript", "typescript", "x-typescript")
) | {"application/x-tar", "application/tar", "application/gzip", "application/x-gzip", "application/octet-stream"}
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,64}/[a-z0-9.+-]{1,64}")


@dataclass(frozen=True)
class ScriptStream:
    """The script's bytes, once: iterate it. It raises NoAnswer or BadAnswer where they do not come whole.

    `media_type` is the API's claim in lower case without parameters ("" if none), not to be forwarded;
    `length` in bytes, None where the API does not say.
    """

    media_type: str
    length: int | None
    chunks: Iterator[bytes]

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks


@contextlib.contextmanager
def open_stream(
    transport: Transport, request: Request, deadline: Deadline, patience: Patience, secrets: tuple[str, ...]
) -> Iterator[ScriptStream]:
    """The script with its first bytes there already, so that most trouble shows before anything is passed on.

    One deadline holds until then, however many pieces they come in; see `pieces` for the rest.
    """
    operation = request.operation
    with transport.opened(request, deadline) as response:
        if response.status_code != 200:
            body = read_error(operation, response, deadline) if response.status_code >= 400 else b""
            check_status(operation, answer(response, body), 200, secrets, datetime.now(UTC))
        length = _length(operation, response)
        media_type = _media_type(response)
        least = 1 if media_type in _SCRIPT_TYPES else LONGEST_ERROR
        rest = pieces(operation, response, MOST_SCRIPT, deadline, idle=patience.idle, beginning=least)
        begin = _beginning(rest, least)
        if not _may_be_script(media_type, b"".join(begin)):
            raise BadAnswer(operation, "shape", status=200)
        yield ScriptStream(media_type, length, itertools.chain(begin, rest))


def _length(operation: str, response: Response) -> int | None:
    """The declared length; BadAnswer where nothing could prove the end, as a cut would look like one."""
    chunked = response.headers.get("Transfer-Encoding", "").strip().lower() == "chunked"
    declared: int | None = response.raw.length_remaining
    if not chunked and declared is None:
        raise BadAnswer(operation, "shape", status=200)
    if declared is not None and declared > MOST_SCRIPT:
        raise BadAnswer(operation, "too_large", status=200)
    packed = response.headers.get("Content-Encoding", "").strip().lower() not in {"", "identity"}
    return None if packed else declared


def _media_type(response: Response) -> str:
    claim = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return claim if _MEDIA_TYPE.fullmatch(claim) else ""


def _beginning(stream: Iterator[bytes], least: int) -> list[bytes]:
    """The first pieces, at least so many bytes where there are as many."""
    begin: list[bytes] = []
    for piece in stream:
        begin.append(piece)
        least -= len(piece)
        if least <= 0:
            break
    return begin


def _may_be_script(media_type: str, begin: bytes) -> bool:
    """Whether it can be what the API serves, and not a gateway's answer, which must not be kept as the run's script.

    JSON and markup never are. A type that says script, archive or bytes is believed; under any other, or none, an
    archive is known by its mark, and a text by its `export`, without which k6 has nothing to run.
    """
    if not begin or media_type == "application/json" or begin.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    is_archive = begin.startswith(b"\x1f\x8b") or begin[257:262] == b"ustar"
    is_long = len(begin) >= LONGEST_ERROR
    return media_type in _SCRIPT_TYPES or is_archive or is_long or b"export" in begin
