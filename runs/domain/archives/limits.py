"""How much of a stranger's file is read, and a source of bytes that holds to it.

Everything counts what comes out of the decompression: a gzipped file of 200 KB can hold 200 MB.
"""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass, field
from typing import BinaryIO

_CHUNK = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"


class StoppedError(Exception):
    """Reading ends here; the message is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`members` of an archive that are looked at, bytes `shown` of one file, bytes `read` in all, characters of masked
    text beside the main script (`texts`).

    No reading or masking begins after `seconds`, but for the main script, which is masked in any case; the default
    leaves it room to end within 2 s.
    """

    members: int = 1_000
    shown: int = 1024 * 1024
    read: int = 20 * 1024 * 1024
    seconds: float = 0.8
    texts: int = 8 * 1024 * 1024


@dataclass(slots=True)
class Clock:
    """Processor time left for one script, of the thread that reads it; reading and masking share it.

    Processor time, because a busy machine must not cut a script that is read quickly.
    """

    seconds: float
    _started: float = field(default_factory=time.thread_time)

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return time.thread_time() - self._started > self.seconds


class Source:
    """Bytes of a stream, decompressed where they are gzipped; StoppedError past a limit or in a broken
    stream.
    """

    def __init__(self, stream: BinaryIO, limits: Limits, clock: Clock) -> None:
        self._stream = stream
        self._limits = limits
        self._clock = clock
        self._ready = b""
        self._at = 0  # bytes of `_ready` that were taken already
        self._taken = 0  # from the stream
        self._given = 0  # decoded
        self._packed = b""
        self._unzip: zlib._Decompress | None = None
        self._packed = self._raw()
        self.is_gzip = self._packed.startswith(_GZIP_MAGIC)
        if self.is_gzip:
            self._unzip = zlib.decompressobj(wbits=31)

    def peek(self, size: int) -> bytes:
        """Up to `size` bytes without taking them."""
        while len(self._ready) - self._at < size and (more := self._more()):
            self._ready = self._ready[self._at :] + more
            self._at = 0
        return self._ready[self._at : self._at + size]

    def take(self, size: int) -> bytes:
        """Exactly `size` bytes, or fewer at the end of the stream."""
        parts, missing = [], size
        while missing:
            if self._at == len(self._ready):
                self._ready, self._at = self._more(), 0
                if not self._ready:
                    break
            part = self._ready[self._at : self._at + missing]
            self._at += len(part)
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)

    def check_time(self) -> None:
        """StoppedError where the time is over. For work that no new bytes of the stream are read for."""
        if self._clock.is_over:
            raise StoppedError(f"Reading took longer than {self._limits.seconds:g} s and was stopped.")

    def drain(self) -> None:
        """Take what is left, so that damage behind the last useful byte is noticed too."""
        while self.take(_CHUNK):
            pass

    def _raw(self) -> bytes:
        self.check_time()
        chunk = self._stream.read(_CHUNK)
        self._taken += len(chunk)
        self._hold(self._taken)
        return chunk

    def _more(self) -> bytes:
        """The next decoded bytes, b"" at the end."""
        self.check_time()  # one piece of compressed data may decode to a thousand of these
        chunk = self._unpacked() if self._unzip else (self._packed or self._raw())
        if not self._unzip:
            self._packed = b""
        self._given += len(chunk)
        self._hold(self._given)
        return chunk

    def _unpacked(self) -> bytes:
        unzip = self._unzip
        while unzip is not None and not unzip.eof:
            packed = self._packed or self._raw()
            if not packed:
                raise StoppedError("The compressed data is cut short.")
            try:
                chunk = unzip.decompress(packed, _CHUNK)
            except zlib.error:
                raise StoppedError("The compressed data is damaged.") from None
            self._packed = unzip.unconsumed_tail
            if chunk:
                return chunk
        return b""

    def _hold(self, count: int) -> None:
        if count > self._limits.read:
            raise StoppedError(f"Only the first {self._limits.read // (1024 * 1024)} MiB were read.")
