"""A script's files as they stream by: as many bytes of each as may be shown, and the digest of all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from runs.domain.archives import shown
from runs.domain.archives.limits import Clock, Limits, Source, StoppedError
from runs.domain.archives.paths import Layout, layout_of
from runs.domain.archives.tar_stream import Member, members

_MOST_METADATA = 1024 * 1024


@dataclass(slots=True)
class Kept:
    """What was read of one file. `member` is its path in the archive, `path` the same for a page. `link` is what a hard
    link points to.
    """

    member: str
    path: str
    size: int
    raw: bytes | None
    note: str = ""
    is_cut: bool = False
    digest: str = ""
    link: str = ""


@dataclass(slots=True)
class Reading:
    """Collects files in one pass; texts are masked after it, when all secrets are known.

    Without `keeps_texts` only the main script and the metadata are kept. `stopped` is the sentence that says why the
    reading ended early.
    """

    limits: Limits
    clock: Clock
    keeps_texts: bool = True
    kept: list[Kept] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    stopped: str = ""
    layout: Layout = field(default_factory=Layout)
    secrets: frozenset[str] = frozenset()
    main: Kept | None = None

    def take(self, stream: BinaryIO) -> str:
        """Read all of it that the limits allow, and tell its kind: "script" for a single file."""
        kind = "unreadable"
        try:
            source = Source(stream, self.limits, self.clock)
            head = source.peek(512)
            if head[257:262] == b"ustar":
                kind = "gzipped tar" if source.is_gzip else "tar"
                self._archive(source)
            else:
                kind = "script" if head else "empty"
                self._keep(shown.MAIN, None, iter(lambda: source.take(64 * 1024), b""))
        except StoppedError as stopped:
            self.stopped = str(stopped)
            self.problems.append(self.stopped)
        return kind

    def relative(self, kept: Kept) -> str:
        return self.layout.relative(kept.member)

    def is_copy(self, kept: Kept) -> bool:
        """Whether it is the main script once more: a link to it, or its own path with the same content."""
        if kept.link == shown.MAIN:
            return True
        is_same = kept.digest != "" and self.main is not None and kept.digest == self.main.digest
        return (kept.link != "" or is_same) and self.layout.is_main(kept.member)

    def _archive(self, source: Source) -> None:
        """Take the members of an archive, regular files only."""
        for count, member in enumerate(members(source), 1):
            if count > self.limits.members:
                raise StoppedError(f"Only the first {self.limits.members:,} members were read.")
            if not member.is_directory:
                self._member(member)
        source.drain()

    def _member(self, member: Member) -> None:
        path, refusal = shown.safe_path(member.path), f"Refused: {member.refusal}." if member.refusal else ""
        if shown.leads_outside(member.path):
            refusal = "Refused: its path leads outside the archive."
        if refusal:
            self.kept.append(Kept(member.path, path, member.size, None, refusal, link=member.link))
        else:
            self._keep(member.path, member.size, member.chunks)

    def _keep(self, member: str, size: int | None, chunks: Iterable[bytes]) -> None:
        """Read one file to its end, for its digest, and keep as much of it as may be shown."""
        path = shown.safe_path(member)
        kept = Kept(member, path, size or 0, None)
        digest, raw, count, is_whole = hashlib.sha256(), bytearray(), 0, False
        most = self._most(kept)
        self.kept.append(kept)
        if path == shown.MAIN:
            self.main = kept  # of several, k6 takes the last one
        try:
            for chunk in chunks:
                digest.update(chunk)
                count += len(chunk)
                raw += chunk[: most - len(raw)]
            is_whole = True
        finally:
            kept.size = count if size is None else size
            kept.is_cut = count > self.limits.shown or not is_whole
            kept.raw = bytes(raw) if most else None
            kept.note = "" if most else "Not a text file; only its name is shown."
        kept.digest = digest.hexdigest()
        if path == shown.METADATA:
            self._learn(kept)

    def _most(self, kept: Kept) -> int:
        """How many of a file's bytes are kept, 0 where it is not shown."""
        if kept.path == shown.METADATA:
            return max(_MOST_METADATA, self.limits.shown) + shown.OVERLAP
        is_kept = kept.path == shown.MAIN or (self.keeps_texts and shown.is_text_name(kept.path))
        return self.limits.shown + shown.OVERLAP if is_kept else 0

    def _learn(self, kept: Kept) -> None:
        document = shown.read_metadata(kept.raw or b"")
        if document is not None:
            self.layout = layout_of(document)
            self.secrets |= shown.secrets_of(document)
