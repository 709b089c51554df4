"""One kill after another: who is to die in which phase, and what of it is known afterwards.

Most kills let the lease run out in the database at once, as `tests/worker/test_killed_sync.py` does; every thirtieth
waits until another process takes over by itself. Every fiftieth victim is not killed at first but stopped in a
fetch, until another one has gone on in its place, and woken up: it must not write any more.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tests.kills.house import SYNC, SYNC_TOO, WORK, WORK_TOO, House
from tests.kills.marks import Aims, Part, Phase
from tests.worker.processes import state_of

LINE_UPS = ((SYNC,), (SYNC, WORK), (WORK,), (WORK, WORK_TOO), (SYNC, SYNC_TOO))
KILLS_IN_A_ROW = 4
PATIENCE_SECONDS = 90.0
TAKEOVER_SECONDS = 60.0
# How long after its beginning a phase may be cut, in seconds: about as long as it lasts where there is much to do.
SPANS = {Phase.FETCH: 0.03, Phase.TRANSACTION: 0.02, Phase.COMMIT: 0.001, Phase.DONE: 0.0, Phase.ELSEWHERE: 0.005}
WEIGHTS = {Phase.FETCH: 6, Phase.TRANSACTION: 6, Phase.COMMIT: 5, Phase.DONE: 1, Phase.ELSEWHERE: 2}
MOST_TURNS = 12


def line_up_of(number: int) -> tuple[str, ...]:
    """Who lives beside each other until that kill."""
    return LINE_UPS[(number - 1) // KILLS_IN_A_ROW % len(LINE_UPS)]


def is_stopped(pid: int) -> bool:
    return state_of(pid) == "T"


@dataclass(frozen=True)
class Kill:
    """`is_mid_walk`: the process had the lease by the stack's row, and was at the full walk by its own mark.

    `place`: where the walk was; `rows`: how many runs were in the table; `note`: what was special about it.
    """

    number: int
    phase: Phase
    part: Part
    who: str
    beside: int
    is_mid_walk: bool
    place: str
    rows: int
    note: str = ""

    def line(self) -> str:
        part = "mid-walk" if self.is_mid_walk else self.part.name.lower()
        phase = self.phase.name.lower()
        return (
            f"{self.number:>4}  {phase:<11}  {part:<8}  {self.who:<12}  beside {self.beside}  {self.rows:>7,} runs  "
            f"{self.place}  {self.note}"
        ).rstrip()


class Killer:
    """Kills what lives in a house. `takeovers`: seconds until somebody had the place of a killed one by themselves."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.stack = house, house.stack
        self.dice = random.Random(seed)
        self.aims = Aims(house.folder)
        self.kills: list[Kill] = []
        self.takeovers: list[float] = []

    def kill(self, number: int, least: Mapping[Phase, int]) -> Kill:
        """`least`: of which phases how many are wanted in the end; those that lack come first."""
        line_up = line_up_of(number)
        part = self._part(number)
        if part is Part.PROMPT:  # which every sync_runs begins with
            line_up = (SYNC, WORK)
        phase = Phase.FETCH if part is Part.PROMPT else self._phase(least)
        if number % 50 == 30:
            return self._kept(self._sleeper(number))
        pid, name = self._come(line_up, phase, part)
        self.house.kill(name, pid)
        kill = self._kept(self._told(number, pid, name, len(line_up)))
        if len(self.takeovers) < (number + 4) // 30 and kill.is_mid_walk:
            self._wait_for_takeover(line_up)
        else:
            self.house.let_the_lease_run_out()
        self.house.stand(line_up_of(number + 1))  # they take a second or two to start
        return kill

    def _part(self, number: int) -> Part:
        if number % 16 == 7:
            return Part.PERSON
        return Part.PROMPT if number % 32 == 12 else Part.WALK

    def _phase(self, least: Mapping[Phase, int]) -> Phase:
        so_far = Counter(kill.phase for kill in self.kills)
        lacking = [phase for phase, wanted in least.items() if so_far[phase] < wanted]
        if lacking:
            return self.dice.choice(lacking)
        return self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]

    def _come(
        self, line_up: tuple[str, ...], phase: Phase, part: Part, number: int = signal.SIGKILL
    ) -> tuple[int, str]:
        """Whoever of them comes into the phase, for the n-th time from now on: it gets the signal in a moment."""
        turn = self.dice.randint(1, MOST_TURNS) if part is Part.WALK else 1
        for turns, patience in ((turn, PATIENCE_SECONDS / 3), (1, PATIENCE_SECONDS)):
            seconds = SPANS[phase] * self.dice.random() ** 2  # short ones are more frequent
            self.aims.take(phase, part, turns, seconds, number)
            pid, group = self._whoever_comes(line_up, patience)
            if group:
                return pid, self.house.name_of(group)
        raise AssertionError(f"nobody of {line_up} came into {phase.name} at {part.name}: {self.house.state()}")

    def _whoever_comes(self, line_up: tuple[str, ...], patience: float) -> tuple[int, int]:
        end = time.monotonic() + patience
        while time.monotonic() < end:
            self.house.stand(line_up)
            self.house.keep_walking(as_new=self.dice.random() < 0.5)
            pid, group = self.aims.who_came(0.5)
            if group:
                return pid, group
        return 0, 0

    def _told(self, number: int, pid: int, name: str, living: int, note: str = "") -> Kill:
        """What the dead left behind: its marks, and the stack's row."""
        phase, part = self.aims.at_death(pid)
        has_lease = self.house.holder() == pid
        stack = self.stack
        is_mid_walk = part is Part.WALK and has_lease and stack.walk_started is not None
        begin = f"{stack.walk_after:%Y-%m-%d %H:%M}" if stack.walk_after else "the beginning"
        place = f"window from {begin}, row {stack.walk_skip}" if stack.walk_started else "between walks"
        rows = stack.runs.count()
        return Kill(number, phase, part, name, max(0, living - 1), is_mid_walk, place, rows, note)

    def _kept(self, kill: Kill) -> Kill:
        self.aims.drop()
        self.kills.append(kill)
        return kill

    def _wait_for_takeover(self, line_up: tuple[str, ...]) -> None:
        """By whoever is there or comes next, with nothing done to the row."""
        fence, start = self.stack.fence, time.monotonic()
        self._until(lambda: self._next_has_it(line_up, fence))
        self.takeovers.append(time.monotonic() - start)

    def _next_has_it(self, line_up: tuple[str, ...], fence: int) -> bool:
        self.house.stand(line_up)
        self.house.holder()
        return self.stack.fence > fence

    def _until(self, what: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not what():
            if time.monotonic() > end:
                raise AssertionError(f"nobody took the stack over: {self.house.state()}")
            time.sleep(0.1)

    def _sleeper(self, number: int) -> Kill:
        """Stopped in a fetch, passed by, woken: it loses its lease, and is killed.

        The process alone and not its group, of which others may be holding sqlite's lock.
        """
        line_up = (SYNC, SYNC_TOO) if number % 100 < 50 else (WORK, WORK_TOO)
        for _ in range(MOST_TURNS):
            pid, name = self._come(line_up, Phase.FETCH, Part.WALK, signal.SIGSTOP)
            self._until(partial(is_stopped, pid))
            if self.aims.at_death(pid) == (Phase.FETCH, Part.WALK) and self.house.holder() == pid:
                break
            os.kill(pid, signal.SIGCONT)
        else:
            raise AssertionError("nobody could be stopped in a fetch")
        self.aims.drop()
        fence = self.stack.fence
        self.house.end_lease()
        self._until(lambda: self.house.written_since(lambda line: line["what"] == "writes" and line["fence"] > fence))
        asleep_at = time.monotonic()
        os.kill(pid, signal.SIGCONT)
        self._until(lambda: self.house.written_since(lambda line: line["pid"] == pid and line["at"] > asleep_at))
        self.house.kill(name, pid)
        self.house.let_the_lease_run_out()
        return self._told(number, pid, name, 2, "slept in a fetch, woke up late")
