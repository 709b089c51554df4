"""A script read for people: its kind, its files, the main one, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from runs.domain.archives import shown
from runs.domain.archives.limits import Clock, Limits, Source, StoppedError
from runs.domain.archives.tar_stream import Member, members

_DEFAULT = Limits()
# For a worker that only wants to know what it has: no text is kept, so much more can be read.
_IDENTIFYING = Limits(members=20_000, shown=100_000, read=256 * 1024 * 1024, seconds=5.0)


@dataclass(frozen=True, slots=True)
class File:
    """A file of a script. `size` in bytes as claimed; `text` is masked, None where it is not shown, and
    `note` says why it is not, or that it was cut. `digest` is of its bytes, "" where not all were read.
    """

    path: str
    size: int
    text: str | None
    note: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """A script. `kind` is "javascript", "typescript", "tar", "gzipped tar", "empty" or "unreadable".

    `main` is the script that k6 runs, one of `files`; `name` its own file name, "" where it is not known;
    `language` "javascript" or "typescript". `fingerprint` is None where not everything was read. `problems`
    are sentences.
    """

    kind: str
    main: File | None
    files: tuple[File, ...]
    problems: tuple[str, ...]
    name: str = ""
    language: str = "javascript"
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Kind and fingerprint as in `Script`."""

    kind: str
    fingerprint: str | None


def fingerprint(digests: Iterable[tuple[str, str]]) -> str:
    """SHA-256, in hex, of (path, SHA-256 of the content in hex), sorted, without the metadata.

    Two uploads of one script have the same fingerprint though their bytes differ: k6 writes times and
    settings into the archive. A script that is a single file counts as the file `data`, as it would be
    called in an archive.
    """
    lines = sorted(f"{path}\0{digest}\n" for path, digest in digests if path != shown.METADATA)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def read_script_file(path: Path, limits: Limits = _DEFAULT) -> Script:
    """Read a script from a file; OSError where the file cannot be opened."""
    with path.open("rb") as stream:
        return read_script(stream, limits)


def read_script(stream: BinaryIO, limits: Limits = _DEFAULT) -> Script:
    """Read a script of any kind, told by its first bytes; whatever they are, this answers within the
    limits.
    """
    reading = _Reading(limits, Clock(limits.seconds))
    return reading.script(reading.take(stream))


def identify(path: Path, limits: Limits = _IDENTIFYING) -> Identity:
    """What a script is, without showing any of it; OSError where the file cannot be opened."""
    reading = _Reading(limits, Clock(limits.seconds), keeps_texts=False)
    with path.open("rb") as stream:
        kind = reading.take(stream)
    main = next((kept.raw for kept in reading.kept if kept.path == shown.MAIN), None)
    if kind == "script":
        is_text = main is not None and b"\0" not in main
        kind = shown.language((main or b"").decode("utf-8", "replace")) if is_text else "unreadable"
    return Identity(kind, reading.fingerprint(kind))


@dataclass(slots=True)
class _Kept:
    """What was read of one file: the bytes that may be shown, and the digest of all of them."""

    path: str
    size: int
    raw: bytes | None
    note: str = ""
    is_cut: bool = False
    digest: str = ""


@dataclass(slots=True)
class _Reading:
    """Collects files while they stream by; masks them at the end, when all secrets are known."""

    limits: Limits
    clock: Clock
    kept: list[_Kept] = field(default_factory=list)
    digests: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    stopped: str = ""
    name: str = ""
    secrets: frozenset[str] = frozenset()
    keeps_texts: bool = True

    def take(self, stream: BinaryIO) -> str:
        """Read all of it that the limits allow, and tell its kind: "script" for a single file."""
        kind = "unreadable"
        try:
            source = Source(stream, self.limits, self.clock)
            head = source.peek(512)
            if head[257:262] == b"ustar":
                kind = "gzipped tar" if source.is_gzip else "tar"
                self.archive(source)
            else:
                kind = "script" if head else "empty"
                self.single(source)
        except StoppedError as stopped:
            self.stopped = str(stopped)
            self.problems.append(self.stopped)
        return kind

    def fingerprint(self, kind: str) -> str | None:
        """None where not everything was read."""
        whole = self.digests and not self.stopped and kind not in ("empty", "unreadable")
        return fingerprint(self.digests) if whole else None

    def single(self, source: Source) -> None:
        """Take the whole stream as one script."""
        self._keep(shown.MAIN, None, iter(lambda: source.take(64 * 1024), b""))

    def archive(self, source: Source) -> None:
        """Take the members of an archive, regular files only."""
        for count, member in enumerate(members(source), 1):
            if count > self.limits.members:
                raise StoppedError(f"Only the first {self.limits.members:,} members were read.")
            if not member.is_directory:
                self._member(member)
        source.drain()

    def _member(self, member: Member) -> None:
        path = shown.safe_path(member.path)
        if shown.leads_outside(member.path):
            self.kept.append(_Kept(path, member.size, None, "Refused: its path leads outside the archive."))
        elif member.refusal:
            self.kept.append(_Kept(path, member.size, None, f"Refused: {member.refusal}."))
        else:
            self._keep(path, member.size, member.chunks)

    def _keep(self, path: str, size: int | None, chunks: Iterable[bytes]) -> None:
        """Read one file to its end, for its digest, and keep as much of it as may be shown."""
        digest, raw, count, is_whole = hashlib.sha256(), bytearray(), 0, False
        is_shown = shown.is_text_name(path) and (self.keeps_texts or path == shown.MAIN)
        most = self.limits.shown + shown.OVERLAP if is_shown else 0
        kept = _Kept(path, size or 0, None)
        self.kept.append(kept)
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
        self.digests.append((path, kept.digest))
        if path == shown.METADATA:
            self._learn(kept)

    def _learn(self, kept: _Kept) -> None:
        document = shown.read_metadata(kept.raw or b"")
        if document is not None:
            self.name, self.secrets = shown.name_of(document), shown.secrets_of(document)

    def script(self, kind: str) -> Script:
        """Everything read so far, masked."""
        files = tuple(replace(self._file(kept), digest=kept.digest) for kept in self.kept) if kind != "empty" else ()
        main = next((file for file in files if file.path == shown.MAIN), None)
        text = main.text if main and main.text is not None else None
        language = shown.language(text or "", self.name)
        if kind == "script":
            kind = "unreadable" if text is None else language
        elif kind != "empty" and text is None:
            self.problems.append("The main script could not be read.")
        problems = tuple(dict.fromkeys(self.problems))
        return Script(kind, main, files, problems, self.name, language, self.fingerprint(kind))

    def _file(self, kept: _Kept) -> File:
        if kept.raw is None:
            return File(kept.path, kept.size, None, kept.note)
        raw, kept.raw = kept.raw, None
        if self.clock.is_over:
            self.problems.append("Some files are not shown: there was no time left to mask their secrets.")
            return File(kept.path, kept.size, None, "Not shown: there was no time left to mask its secrets.")
        if kept.path.rpartition("/")[2] == shown.METADATA:
            document = shown.read_metadata(raw)
            if document is None:
                return File(kept.path, kept.size, None, "Not shown: it could not be read as JSON.")
            return File(kept.path, kept.size, shown.masked_metadata(document))
        text = shown.masked_text(raw, kept.is_cut, self.limits.shown, self.secrets, kept.path)
        if text is None:
            return File(kept.path, kept.size, None, "Not shown: it is not text.")
        return File(kept.path, kept.size, text, "Cut: only its beginning is shown." if kept.is_cut else "")
