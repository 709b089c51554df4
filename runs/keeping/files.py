"""The files of kept scripts: one per content, below MEDIA_ROOT under its own digest, for this process's user alone.

They are written beside their place, brought safely to the disk, and moved in at once: what stands under a digest is
whole. Nothing serves this folder.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings

INCOMING = "incoming"
STALE_SECONDS = 3600.0


class Incoming:
    """A script on its way in: written piece by piece, counted, and told by its digest."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.path = path
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> None:
        self._stream.write(piece)
        self._digest.update(piece)
        self.size += len(piece)

    def finish(self) -> None:
        """To the disk, so that a name never stands for bytes that a power cut took."""
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def move_in(self) -> None:
        """To its place, unless the same bytes stand there already."""
        place = path_of(self.sha256)
        if place.exists():
            return
        _make(place.parent)
        self.path.replace(place)
        _sync(place.parent)


@contextmanager
def incoming() -> Iterator[Incoming]:
    """A file to write a script into; gone at the end of the block unless it was moved in."""
    folder = _make(root() / INCOMING)
    _remove_leftovers(folder)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as stream:  # readable for its owner alone
        try:
            yield Incoming(stream, Path(stream.name))
        finally:
            Path(stream.name).unlink(missing_ok=True)


def root() -> Path:
    return Path(settings.MEDIA_ROOT) / "scripts"


def path_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256


def remove(sha256: str) -> None:
    """Its file, if there is one."""
    path_of(sha256).unlink(missing_ok=True)


def digests(prefix: str) -> list[str]:
    """Of all files whose digest begins with these two characters."""
    folder = root() / prefix
    return sorted(path.name for path in folder.iterdir() if len(path.name) == 64) if folder.is_dir() else []


def _make(folder: Path) -> Path:
    for one in (folder.parent, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sync(folder: Path) -> None:
    """So that the name is on the disk as well."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _remove_leftovers(folder: Path) -> None:
    """What processes that were killed left behind; nobody writes for an hour."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink()
