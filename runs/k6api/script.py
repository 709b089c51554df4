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

    The deadline holds until then; afterwards only the seconds without a byte count.
    """
    operation = request.operation
    with transport.opened(request, deadline) as response:
        if response.status_code != 200:
            body = read_error(operation, response, deadline) if response.status_code >= 400 else b""
            check_status(operation, answer(response, body), 200, secrets, datetime.now(UTC))
        length = _length(operation, response)
        rest = pieces(operation, response, MOST_SCRIPT, deadline, patience.idle)
        first = next(rest, b"")
        media_type = _media_type(response)
        if not first or _is_something_else(media_type, first):
            raise BadAnswer(operation, "shape", status=200)
        yield ScriptStream(media_type, length, itertools.chain([first], rest))


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


def _is_something_else(media_type: str, first: bytes) -> bool:
    """A JSON document or a web page: a gateway's answer, which must not be kept as the run's script."""
    return media_type == "application/json" or (media_type == "text/html" and first.lstrip().startswith(b"<"))
