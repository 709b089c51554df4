"""A script read for people: its kind, its files, the main one, and what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from runs.domain.archives import shown
from runs.domain.archives.language import language_of
from runs.domain.archives.limits import Clock, Limits
from runs.domain.archives.reading import Kept, Reading

# Which rules made a fingerprint, so that one of earlier rules can be made anew (`ScriptFile.rules`).
# 1: paths count relative to the folder that an archive was packed in.
RULES = 1
_DEFAULT = Limits()
# For a worker that only wants to know what it has: no text is kept, so much more can be read.
_IDENTIFYING = Limits(members=20_000, shown=100_000, read=256 * 1024 * 1024, seconds=5.0)
_ENOUGH = "Not shown here: the page would be too large."


@dataclass(frozen=True, slots=True)
class File:
    """A file of a script. `size` in bytes as claimed; `text` is masked, None where it is not shown, and
    `note` says why it is not, or that it was cut. `digest` is of its bytes, "" where not all were read.

    `relative` is its path as it counts for "the same script". `is_main_copy`: k6 names the main script a second time
    under its own path, usually as a hard link. `is_left_out`: it has a text, but others filled `Limits.texts`.
    """

    path: str
    size: int
    text: str | None
    note: str = ""
    digest: str = ""
    relative: str = ""
    is_main_copy: bool = False
    is_left_out: bool = False


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


def read_script(stream: BinaryIO, limits: Limits = _DEFAULT, first: int = 0) -> Script:
    """Read a script of any kind, told by its first bytes; whatever they are, this answers within the limits.

    The main script is always among the texts. Where there is no room for all others, the file of the number `first`
    comes before them: its place in `Script.files`, from 1 on.
    """
    reading = Reading(limits, Clock(limits.seconds))
    return _script(reading, reading.take(stream), first)


def identify(path: Path, limits: Limits = _IDENTIFYING) -> Identity:
    """What a script is, without showing any of it; OSError where the file cannot be opened."""
    reading = Reading(limits, Clock(limits.seconds), keeps_texts=False)
    with path.open("rb") as stream:
        kind = reading.take(stream)
    if kind == "script":
        kind = _kind_of_file(reading)
    return Identity(kind, _fingerprint(reading, kind))


def _fingerprint(reading: Reading, kind: str) -> str | None:
    """None where not everything was read."""
    if not reading.kept or reading.stopped or kind in ("empty", "unreadable"):
        return None
    own = [kept for kept in reading.kept if kept.digest and not reading.is_copy(kept)]
    return fingerprint({(reading.relative(kept), kept.digest) for kept in own}) if own else None


def _kind_of_file(reading: Reading) -> str:
    """Of a script that is a single file."""
    raw = reading.main.raw if reading.main else None
    return "unreadable" if raw is None or b"\0" in raw else _language(reading)


def _language(reading: Reading) -> str:
    raw = reading.main.raw if reading.main and not reading.clock.is_over else None
    return language_of((raw or b"").decode("utf-8", "replace"), reading.layout.name)


def _script(reading: Reading, kind: str, first: int) -> Script:
    """Everything read so far, masked."""
    if kind == "empty":
        return Script(kind, None, (), tuple(reading.problems))
    language = _language(reading)
    order = sorted(range(len(reading.kept)), key=lambda at: (reading.kept[at] is not reading.main, at != first - 1, at))
    found: dict[int, File] = {}
    room = reading.limits.texts
    for at in order:
        found[at] = _file(reading, reading.kept[at], room)
        if reading.kept[at] is not reading.main:
            room -= len(found[at].text or "")
    files = tuple(found[at] for at in range(len(order)))
    main = next((file for file, kept in zip(files, reading.kept, strict=True) if kept is reading.main), None)
    if kind == "script":
        kind = "unreadable" if main is None or main.text is None else language
    elif main is None or main.text is None:
        reading.problems.append("The main script could not be read.")
    problems = tuple(dict.fromkeys(reading.problems))
    name = shown.safe_path(reading.layout.name) if reading.layout.name else ""
    return Script(kind, main, files, problems, name, language, _fingerprint(reading, kind))


def _file(reading: Reading, kept: Kept, room: int) -> File:
    text, note, is_left_out = _text(reading, kept, room)
    return File(
        kept.path,
        kept.size,
        text,
        note,
        kept.digest,
        reading.relative(kept),
        is_main_copy=reading.is_copy(kept),
        is_left_out=is_left_out,
    )


def _text(reading: Reading, kept: Kept, room: int) -> tuple[str | None, str, bool]:
    """The masked text or None, a note on it, and whether it was left out for want of room."""
    if kept.raw is None:
        return None, kept.note, False
    raw, kept.raw = kept.raw, None
    if kept is not reading.main and min(len(raw), reading.limits.shown) > room:
        return None, _ENOUGH, True
    if reading.clock.is_over and kept is not reading.main:  # the main script is one text of bounded length
        reading.problems.append("Some files are not shown: there was no time left to mask their secrets.")
        return None, "Not shown: there was no time left to mask its secrets.", False
    return *_masked(reading, kept, raw), False


def _masked(reading: Reading, kept: Kept, raw: bytes) -> tuple[str | None, str]:
    if kept.path.rpartition("/")[2] == shown.METADATA:
        document = shown.read_metadata(raw)
        if document is None:
            return None, "Not shown: it could not be read as JSON."
        return shown.masked_metadata(document), ""
    text = shown.masked_text(raw, kept.is_cut, reading.limits.shown, reading.secrets, kept.path)
    if text is None:
        return None, "Not shown: it is not text."
    return text, "Cut: only its beginning is shown." if kept.is_cut else ""
