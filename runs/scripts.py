"""A run's script from the API: streamed as it came, or read safely to be shown."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic

from runs.connection import client_for, downloads, web_patience
from runs.domain.archives import Script, read_script
from runs.k6api.errors import NoAnswer
from runs.models import TestRun

READ_MAX = 20 * 1024 * 1024
READ_SECONDS = 10.0
GZIP, TAR_MAGIC, TAR_MAGIC_AT = b"\x1f\x8b", b"ustar", 257


@dataclass
class Download:
    """`suffix` by what the bytes are, not by what the API calls them. Iterate it once; close it in any case.

    Iteration raises `K6Error` where the script does not come whole, so that the transfer breaks off.
    """

    suffix: str
    length: int | None
    chunks: Iterator[bytes]
    resources: ExitStack

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def close(self) -> None:
        self.resources.close()


def open_download(run: TestRun) -> Download:
    """Opens the script at the API. Raises `K6Error`; `NoAnswer` with `too_many_calls` where 3 stream already.

    Of one stack at most two stream at once, so that another's scripts can still be had.
    """
    if not downloads.enter(run.stack_id):
        raise NoAnswer("open_script", "too_many_calls")
    with ExitStack() as resources:
        resources.callback(downloads.leave, run.stack_id)
        client = resources.enter_context(client_for(run.stack, web_patience()))
        script = resources.enter_context(client.open_script(run.run_id))
        chunks = iter(script)
        first = next(chunks, b"")
        return Download(_suffix(first), script.length, itertools.chain([first], chunks), resources.pop_all())


def read_run_script(run: TestRun) -> Script:
    """The script read for showing: secrets masked, archives never unpacked. Raises `K6Error`, also where it drips."""
    end = monotonic() + READ_SECONDS
    download = open_download(run)
    try:
        with tempfile.TemporaryFile() as file:
            size = 0
            for chunk in download:
                size += len(chunk)
                file.write(chunk)
                if size > READ_MAX:
                    break
                if monotonic() > end:
                    raise NoAnswer("open_script", "timeout", sent=True)
            file.seek(0)
            return read_script(file)
    finally:
        download.close()


def _suffix(first: bytes) -> str:
    if first.startswith(GZIP):
        return "tar.gz"
    return "tar" if first[TAR_MAGIC_AT : TAR_MAGIC_AT + len(TAR_MAGIC)] == TAR_MAGIC else "js"
