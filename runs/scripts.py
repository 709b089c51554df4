"""A run's script, from the store where it is kept and else from the API: streamed as it came, or read to be shown."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from io import SEEK_END
from time import monotonic
from typing import BinaryIO

from runs.concurrency import downloads
from runs.connection import client_for, web_patience
from runs.domain.archives import Limits, Script, read_script
from runs.domain.archives.language import language_of
from runs.domain.archives.masked import masked_pieces, masked_suffix
from runs.domain.script_diff import ScriptDiff, script_diff
from runs.k6api.errors import NoAnswer
from runs.keeping import open_kept
from runs.models import TestRun

READ_MAX = 20 * 1024 * 1024
READ_SECONDS = 10.0
PIECE = 64 * 1024
WHOLE = Limits()
# What changed is told of the main script alone.
MAIN_ONLY = Limits(texts=0)
GZIP, TAR_MAGIC, TAR_MAGIC_AT = b"\x1f\x8b", b"ustar", 257


@dataclass
class Download:
    """`suffix` by what the bytes are, not by what the API calls them. Iterate it once; close it in any case.

    `file` is the kept script, at its beginning; None where the script comes from the API.

    Iteration raises `K6Error` where the script does not come whole, so that the transfer breaks off.
    """

    suffix: str
    length: int | None
    chunks: Iterator[bytes]
    resources: ExitStack
    file: BinaryIO | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def __enter__(self) -> "Download":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.resources.close()


@dataclass(frozen=True)
class MaskedScript:
    """A script's text without secrets, as a file: what ends its name, and its bytes."""

    suffix: str
    pieces: Iterator[bytes]


@dataclass(frozen=True)
class Compared:
    """`before` is the earlier run; `diff` is None where the two can't be compared, and `why_not` then says why."""

    before: TestRun | None
    diff: ScriptDiff | None = None
    why_not: str = ""


class NotKept(Exception):
    """The run is gone from Grafana, and its script is not kept here."""

    def __str__(self) -> str:
        return "The script of this run is gone with it: it was not kept here before that."


class NoText(NotKept):
    """Nothing of the script can be shown."""

    def __str__(self) -> str:
        return "The script of this run can't be read as text, so there is no masked copy of it."


def open_download(run: TestRun) -> Download:
    """Opens the script. Raises `NotKept`, `K6Error`; `NoAnswer` with `too_many_calls` where 3 stream already.

    Of one stack at most two stream at once, so that another's scripts can still be had.
    """
    slot = downloads.acquire(run.stack_id)
    if slot is None:
        raise NoAnswer("open_script", "too_many_calls")
    with ExitStack() as resources:
        resources.enter_context(slot)
        kept = open_kept(run)
        if kept is not None:
            return _of_file(resources.enter_context(kept), resources.pop_all())
        length, chunks = _from_the_api(run, resources)
        first = next(chunks, b"")
        return Download(_suffix(first), length, itertools.chain([first], chunks), resources.pop_all())


def _of_file(file: BinaryIO, resources: ExitStack) -> Download:
    suffix, size = _suffix(file.read(PIECE)), file.seek(0, SEEK_END)
    file.seek(0)
    return Download(suffix, size, iter(lambda: file.read(PIECE), b""), resources, file)


def _from_the_api(run: TestRun, resources: ExitStack) -> tuple[int | None, Iterator[bytes]]:
    if run.archived:
        raise NotKept
    client = resources.enter_context(client_for(run.stack, web_patience()))
    script = resources.enter_context(client.open_script(run.run_id))
    return script.length, iter(script)


def read_kept(run: TestRun, limits: Limits = WHOLE, first: int = 0) -> Script | None:
    """The kept script read for showing, its secrets masked; None where there is none. `first` as in `read_script`."""
    file = open_kept(run)
    if file is None:
        return None
    with file:
        return read_script(file, limits, first)


def compare(run: TestRun, before: TestRun | None) -> Compared:
    """What changed in the script since an earlier run of the same test, as far as both are kept."""
    if before is None:
        return Compared(None, why_not="There is no earlier run of this test to compare with.")
    scripts = [read_kept(one, MAIN_ONLY) for one in (before, run)]
    missing = [f"#{one.run_id}" for one, script in zip((before, run), scripts, strict=True) if script is None]
    if scripts[0] is None or scripts[1] is None:
        names = " and ".join(missing)
        return Compared(before, why_not=f"Only kept scripts can be compared, and that of run {names} is not kept here.")
    return Compared(before, script_diff(scripts[0], scripts[1]))


def read_run_script(run: TestRun, limits: Limits = WHOLE, first: int = 0) -> Script:
    """The script read for showing: secrets masked, archives never unpacked. `first` as in `read_script`.

    Raises `NotKept`, and `K6Error`, also where it drips.
    """
    return read_kept(run, limits, first) or _read_from_the_api(run, limits, first)


def masked_script(run: TestRun) -> MaskedScript:
    """The script as a file without secrets. Raises as `read_run_script`, and `NoText`."""
    script = read_run_script(run)
    suffix = masked_suffix(script)
    if not suffix:
        raise NoText
    return MaskedScript(suffix, masked_pieces(script))


def _read_from_the_api(run: TestRun, limits: Limits, first_file: int) -> Script:
    end = monotonic() + READ_SECONDS
    with open_download(run) as download, tempfile.TemporaryFile() as file:
        size = 0
        for chunk in download:
            size += len(chunk)
            file.write(chunk)
            if size > READ_MAX:
                break
            if monotonic() > end:
                raise NoAnswer("open_script", "timeout", sent=True)
        file.seek(0)
        return read_script(file, limits, first_file)


def _suffix(first: bytes) -> str:
    if first.startswith(GZIP):
        return "tar.gz"
    if first[TAR_MAGIC_AT : TAR_MAGIC_AT + len(TAR_MAGIC)] == TAR_MAGIC:
        return "tar"
    return "ts" if language_of(first.decode("utf-8", "replace")) == "typescript" else "js"
