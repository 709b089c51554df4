"""What changed between two scripts: the lines of the main one, and which other files came, went or changed.

Bounded whatever the scripts are: lines that both begin or end with are set aside, of the rest at most 2,500 a side
are compared, and at most 1,000 are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from runs.domain.archives import File, Script

MOST_COMPARED, MOST_TOLD, MOST_FILES, LONGEST_LINE, AROUND = 2_500, 1_000, 200, 400, 3
_METADATA = "metadata.json"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """`kind` is "same", "removed", "added", or "gap" for lines left out between two parts. Numbers count from 1."""

    kind: str
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """`kind` is "added", "removed" or "changed"."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class ScriptDiff:
    """`is_same`: both are the very same script. `problems` say in sentences what could not be compared."""

    is_same: bool
    lines: tuple[DiffLine, ...]
    files: tuple[FileChange, ...]
    problems: tuple[str, ...]


def script_diff(before: Script, after: Script) -> ScriptDiff:
    """Both are masked: what is masked in both alike does not show."""
    if before.fingerprint and before.fingerprint == after.fingerprint:
        return ScriptDiff(True, (), (), ())
    problems = list(_unread(before, after))
    lines: list[DiffLine] = []
    one, two = _text(before), _text(after)
    if one is not None and two is not None:
        lines = list(_lines(one, two, problems))
        if not lines and _digest(before) != _digest(after):
            problems.append("The main script differs only in what is masked here.")
    files = _files(before, after)
    if len(files) > MOST_FILES:
        problems.append(f"{len(files) - MOST_FILES:,} more files that differ are not listed.")
    return ScriptDiff(False, tuple(lines), files[:MOST_FILES], tuple(problems))


def _unread(before: Script, after: Script) -> Iterator[str]:
    for script, which in ((before, "earlier"), (after, "later")):
        if _text(script) is None:
            yield f"The main script of the {which} run could not be read."
        elif script.fingerprint is None or (script.main and script.main.note):
            yield f"Not all of the {which} run's script could be read."


def _text(script: Script) -> str | None:
    return script.main.text if script.main else None


def _digest(script: Script) -> str:
    return script.main.digest if script.main else ""


def _files(before: Script, after: Script) -> tuple[FileChange, ...]:
    """Of what stands beside the main script, by their paths relative to the folder that was packed: the folder may be
    another one each time. The archive's own description changes with every upload.
    """
    old, new = (_beside(script) for script in (before, after))
    found = []
    for key in sorted(old.keys() | new.keys()):
        if key not in old or key not in new:
            found.append(FileChange((new.get(key) or old[key]).path, "added" if key in new else "removed"))
        elif _mark(old[key]) != _mark(new[key]):
            found.append(FileChange(new[key].path, "changed"))
    return tuple(found)


def _beside(script: Script) -> dict[str, File]:
    others = (file for file in script.files if file is not script.main and not file.is_main_copy)
    return {file.relative or file.path: file for file in others if file.path != _METADATA}


def _mark(file: File) -> tuple[str, int]:
    return file.digest, 0 if file.digest else file.size


def _lines(before: str, after: str, problems: list[str]) -> Iterator[DiffLine]:
    old, new = _split(before), _split(after)
    start, end = _common(old, new)
    first = max(0, start - AROUND)
    a = old[first : len(old) - end + AROUND if end > AROUND else len(old)]
    b = new[first : len(new) - end + AROUND if end > AROUND else len(new)]
    if max(len(a), len(b)) > MOST_COMPARED:
        problems.append(f"Too much changed to be compared line by line: only the first {MOST_COMPARED:,} lines were.")
        a, b = a[:MOST_COMPARED], b[:MOST_COMPARED]
    for told, line in enumerate(_grouped(a, b, first)):
        if told == MOST_TOLD:
            problems.append(f"Only the first {MOST_TOLD:,} lines of what changed are shown.")
            return
        yield line


def _split(text: str) -> list[str]:
    """As pages number them: line ends of any kind, and no empty line behind the last."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _common(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines both begin with, and how many more they end with."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    return start, end


def _grouped(old: Sequence[str], new: Sequence[str], first: int) -> Iterator[DiffLine]:
    """Changes with three lines around each, `first` lines further down than they stand here."""
    for number, group in enumerate(SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND)):
        if number:
            yield DiffLine("gap", None, None, "")
        for tag, a, a_end, b, b_end in group:
            if tag == "equal":
                for offset in range(a_end - a):
                    yield _line("same", a + offset + first, b + offset + first, old[a + offset])
                continue
            for at in range(a, a_end):
                yield _line("removed", at + first, None, old[at])
            for at in range(b, b_end):
                yield _line("added", None, at + first, new[at])


def _line(kind: str, before: int | None, after: int | None, text: str) -> DiffLine:
    shown = text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}\u2026"
    return DiffLine(kind, None if before is None else before + 1, None if after is None else after + 1, shown)
