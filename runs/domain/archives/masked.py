"""A script as a file without secrets, for people who may read it but not have it as it is.

Only what a page would show is in it. An archive becomes an archive of the same layout; what was left out, and why, is
said in a file of its own, which k6 ignores as it ignores every file outside of its folders.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator

from runs.domain.archives.script import File, Script
from runs.domain.archives.shown import MAIN

ABOUT = "k6admin-masked.txt"
_BLOCK = tarfile.BLOCKSIZE


def masked_suffix(script: Script) -> str:
    """ "js", "ts" or "tar", as `masked_pieces` makes it; "" where there is no text to be had."""
    if "tar" in script.kind:
        return "tar" if any(file.text is not None for file in script.files) else ""
    if script.main is None or script.main.text is None:
        return ""
    return "ts" if script.language == "typescript" else "js"


def masked_pieces(script: Script) -> Iterator[bytes]:
    """The bytes of the file, one text at a time."""
    if "tar" in script.kind:
        yield from _archive(script)
    elif script.main and script.main.text is not None:
        yield _encoded(script.main.text)
        if script.main.note:  # nobody is to take its beginning for the whole
            yield _encoded(f"\n// {script.main.note}\n")


def _archive(script: Script) -> Iterator[bytes]:
    yield from _member(ABOUT, "".join(_about(script)))
    for file in script.files:
        if file.text is not None:
            yield from _member(file.path, file.text)
        elif file.is_main_copy:
            yield _header(file.path, tarfile.LNKTYPE, 0, MAIN)
    yield b"\0" * 2 * _BLOCK


def _about(script: Script) -> Iterator[str]:
    yield "Secrets in these files are masked. The archive as it came is for members of the team.\n"
    for problem in script.problems:
        yield f"{problem}\n"
    for file in script.files:
        if file.note and not file.is_main_copy:
            yield f"{file.path}: {_why(file)}\n"


def _why(file: File) -> str:
    return "Left out: there is too much text." if file.is_left_out else file.note


def _member(path: str, text: str) -> Iterator[bytes]:
    content = _encoded(text)
    yield _header(path, tarfile.REGTYPE, len(content))
    yield content + b"\0" * (-len(content) % _BLOCK)


def _header(path: str, kind: bytes, size: int, link: str = "") -> bytes:
    member = tarfile.TarInfo(path)
    member.type, member.size, member.linkname = kind, size, link
    return member.tobuf(tarfile.PAX_FORMAT, "utf-8", "replace")


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
