"""What a process that may be killed is doing at this very moment, where others can read it, also when it is dead.

Each process keeps a few bytes in a file that is mapped into memory: they stay as they were at the moment of its death.
So the phase of a kill is known and not guessed. In another such file the killer says whom it wants to meet where. Who
comes into that phase writes its number into a pipe, sets the timer that will kill it, and goes on.
"""

import mmap
import os
import select
import signal
from enum import IntEnum
from pathlib import Path

from tests.kills.timer import send_myself


class Phase(IntEnum):
    """COMMIT is from the call of the driver's commit to its return; DONE: it returned, and nobody was told yet."""

    ELSEWHERE = 1
    FETCH = 2
    TRANSACTION = 3
    COMMIT = 4
    DONE = 5


class Part(IntEnum):
    """What a process is at: nothing, short work under a stack's lease, the full walk under it, or a person's acts."""

    IDLE = 1
    PROMPT = 2
    WALK = 3
    PERSON = 4


def mapped(path: Path) -> mmap.mmap:
    """The first bytes of a file, shared with every process that maps it; zeros where it is new."""
    with path.open("a+b") as file:
        file.truncate(16)
        return mmap.mmap(file.fileno(), 16)


class Aims:
    """The killer's side: it waits for the n-th time that a process at such a part comes into such a phase."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.number = folder, 0
        self._aim = mapped(folder / "aim")
        os.mkfifo(folder / "came")
        self._came = os.open(folder / "came", os.O_RDWR | os.O_NONBLOCK)

    def close(self) -> None:
        os.close(self._came)

    def take(self, phase: Phase, part: Part, turn: int, seconds: float, number: int = signal.SIGKILL) -> None:
        """The signal comes so long after the phase began. Who came for an earlier aim is forgotten.

        The aim's own number is written last: it makes the rest count.
        """
        self.drop()
        self.number = self.number % 255 + 1
        self._aim[1:5] = bytes((phase, part, turn, number))
        self._aim[5:9] = round(seconds * 1e6).to_bytes(4, "little")
        self._aim[0] = self.number

    def drop(self) -> None:
        self._aim[0] = 0
        while any(self.who_came(0)):
            pass

    def who_came(self, seconds: float) -> tuple[int, int]:
        """The process that met the aim, and its group; zeros where none did within that time."""
        if not select.select([self._came], [], [], seconds)[0]:
            return 0, 0
        told = os.read(self._came, 8)
        return int.from_bytes(told[:4], "little"), int.from_bytes(told[4:], "little")

    def at_death(self, pid: int) -> tuple[Phase, Part]:
        """What a process was doing when it last wrote it down; nothing where it never did."""
        path = self.folder / f"{pid}.mark"
        phase, part = path.read_bytes()[:2] if path.exists() else (0, 0)
        return Phase(phase or Phase.ELSEWHERE), Part(part or Part.IDLE)


class Marks:
    """The side of who may be killed. A process made by fork gets marks of its own with its first one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._pid = folder, 0
        self._aim = mapped(folder / "aim")
        self._begin()

    def _begin(self) -> None:
        self._pid, self._met, self._turns = os.getpid(), 0, 0
        self._mine = mapped(self.folder / f"{self._pid}.mark")
        self._mine[0:2] = bytes((Phase.ELSEWHERE, Part.IDLE))

    @property
    def part(self) -> Part:
        return Part(self._mine[1])

    def be(self, part: Part) -> None:
        if self._pid != os.getpid():
            self._begin()
        self._mine[1] = part

    def come_into(self, phase: Phase) -> None:
        if self._pid != os.getpid():
            self._begin()
        self._mine[0] = phase
        number, wanted, part, turn = self._aim[0:4]
        if number and (wanted, part) == (phase, self._mine[1]):
            self._meet(number, turn)

    def _meet(self, number: int, turn: int) -> None:
        if number != self._met:
            self._met, self._turns = number, 0
        self._turns += 1
        if self._turns == turn:
            came = os.open(self.folder / "came", os.O_WRONLY)
            os.write(came, self._pid.to_bytes(4, "little") + os.getpgrp().to_bytes(4, "little"))
            os.close(came)
            send_myself(self._aim[4], int.from_bytes(self._aim[5:9], "little") / 1e6)
