"""Who held which fence and did what under it, by the machine's own clock, written so that no kill loses a line."""

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class Journal:
    """Lines of one folder's file; many processes may add to it. A line is one write, unbuffered."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def add(self, **what: Any) -> None:
        line = {"at": time.monotonic(), "pid": os.getpid(), **what}
        os.write(self._file, json.dumps(line).encode() + b"\n")


def lines_of(path: Path) -> list[dict[str, Any]]:
    """All whole lines; of who is at it in this moment, the last one may be missing."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


@dataclass
class Held:
    """The newest fence that was taken, and by whom."""

    fence: int = 0
    pid: int = 0


def two_at_once(lines: Iterable[dict[str, Any]]) -> list[str]:
    """Sentences about every page asked for, or written, under a fence that somebody had passed, and doubled fences."""
    newest, found = Held(), []
    for line in sorted(lines, key=lambda line: float(line["at"])):
        fence, pid = line["fence"], line["pid"]
        if line["what"] == "lease":
            if fence <= newest.fence:
                found.append(f"Fence {fence} was taken by {pid} while {newest.pid} had {newest.fence}.")
            newest = Held(max(fence, newest.fence), pid)
        elif fence < newest.fence and line["what"] in {"asks", "writes"}:
            found.append(f"{pid} {line['what']} under fence {fence} while {newest.pid} had {newest.fence}.")
    return found
