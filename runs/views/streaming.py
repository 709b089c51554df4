"""Answers too long to be made before they are sent."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse

from runs.concurrency import Slot, downloads
from runs.scripts import Download
from runs.views.errors import busy

# Exports count under the limit of downloads as if all of them were of one stack.
EXPORTS = 0


def download_of(
    pieces: Iterable[bytes | str], filename: str, content_type: str = "application/octet-stream"
) -> StreamingHttpResponse:
    """A file to keep, under a name that is ours; nobody between keeps it, and no browser takes it for a page.

    The answer closes `pieces` when it is over, however it ends. A file is sent by the web server itself, which needs no
    thread of the pool for it.
    """
    response = _answer(pieces, content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer(pieces: Iterable[bytes | str], content_type: str) -> StreamingHttpResponse:
    if isinstance(pieces, Download) and pieces.file is not None:
        return FileResponse(_OwnedFile(pieces.file, pieces.close), content_type=content_type)
    return StreamingHttpResponse(pieces, content_type=content_type)


class _OwnedFile:
    """What Django and the web server need of a file; closing it closes all that belongs to the download."""

    def __init__(self, file: BinaryIO, close: Callable[[], None]) -> None:
        self.read, self.seek, self.tell, self.close = file.read, file.seek, file.tell, close


def export_of(
    pieces: Iterable[bytes | str], filename: str, content_type: str, *, record: Callable[[], None]
) -> HttpResponseBase:
    """The same for what is written while it is read; 503 where as many stream already as a web process bears.

    `record` writes that it was exported, and is called before the first byte: what can't be recorded is not sent.
    """
    slot = downloads.acquire(EXPORTS)
    if slot is None:
        return busy("Too many files are being downloaded.")
    with ExitStack() as until_sent:
        until_sent.enter_context(slot)
        record()
        response = download_of(_Export(pieces, slot), filename, content_type)
        until_sent.pop_all()  # from here on the answer releases it
    return response


class _Export:
    """Holds its slot until the answer is over."""

    def __init__(self, pieces: Iterable[bytes | str], slot: Slot) -> None:
        self._pieces, self._slot = pieces, slot

    def __iter__(self) -> Iterator[bytes | str]:
        return iter(self._pieces)

    def close(self) -> None:
        self._slot.release()
