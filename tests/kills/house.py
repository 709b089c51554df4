"""The processes that are killed, beside each other on one database: started, told apart, taken out of the way."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from runs.models import Role, Stack, User
from tests.builders import make_user
from tests.kills.journal import lines_of
from tests.worker.processes import kill_group, start_python

PERSON = "person"
WORK, WORK_TOO, SYNC, SYNC_TOO = "run_worker", "run_worker 2", "sync_runs", "sync_runs 2"
CHILD = ("-m", "tests.bench.child")

Process = subprocess.Popen[str]


class House:
    """Named victims, and a person whose runs are `runs`. Each is a process group of its own.

    A victim that ended by itself is an error of the product's; it is started again, and told of in `troubles`.
    """

    def __init__(self, stack: Stack, folder: Path, seed: int, runs: Iterable[int]) -> None:
        self.stack, self.folder, self.seed = stack, folder, seed
        self.runs = list(runs)
        self.user: User = make_user(stack.team, Role.MEMBER)
        self.troubles: list[str] = []
        self._processes: dict[str, Process] = {}
        self._started = 0

    def stand(self, names: Iterable[str]) -> None:
        """These and no others; the person as soon as there is something to act on."""
        wanted = [*names, *([PERSON] if self._has_runs() else [])]
        for name in list(self._processes):
            if name not in wanted:
                self._end(name)
        for name in wanted:
            self._see_to(name)

    def clear(self) -> None:
        """The person finishes what they are at; all others are gone at once."""
        person = self._processes.get(PERSON)
        if person:
            person.send_signal(signal.SIGTERM)
            person.wait(60)
        self.stand_down()

    def stand_down(self) -> None:
        for name in list(self._processes):
            self._end(name)

    def name_of(self, pid: int) -> str:
        """Of the victim in whose group this process lives; "" where it has ended."""
        try:
            group = os.getpgid(pid)
        except ProcessLookupError:
            return ""
        return next((name for name, process in self._processes.items() if process.pid == group), "")

    def kill(self, name: str) -> None:
        """SIGKILL for the whole group."""
        kill_group(self._processes.pop(name))

    def pause(self, name: str) -> None:
        os.killpg(self._processes[name].pid, signal.SIGSTOP)

    def wake(self, name: str) -> None:
        os.killpg(self._processes[name].pid, signal.SIGCONT)

    def _end(self, name: str) -> None:
        kill_group(self._processes.pop(name))
        self.let_the_lease_run_out()

    def _see_to(self, name: str) -> None:
        process = self._processes.get(name)
        if process and process.poll() is not None:
            said = process.stdout.read() if process.stdout else ""
            self.troubles.append(f"{name} ended by itself: {said[-500:]}")
            self._end(name)
        if name not in self._processes:
            self._started += 1
            self._processes[name] = start_python(*CHILD, *self._command(name))

    def _command(self, name: str) -> tuple[str, ...]:
        folder = str(self.folder)
        if name == PERSON:
            runs = map(str, self.runs)
            return (
                "tests.kills.people",
                folder,
                self.stack.slug,
                str(self.user.pk),
                f"{self.seed + self._started}",
                *runs,
            )
        if name in {WORK, WORK_TOO}:
            return ("tests.kills.victim", folder, "work")
        return ("tests.kills.victim", folder, "sync", self.stack.slug)

    def _has_runs(self) -> bool:
        return self.stack.runs.filter(run_id__in=self.runs).count() == len(self.runs)

    def holder(self) -> int:
        """The process that has the lease by the stack's row, 0 for none."""
        self.stack.refresh_from_db()
        return int(self.stack.lease_owner.split(":")[1]) if self.stack.lease_owner else 0

    def let_the_lease_run_out(self) -> None:
        """What a killed process has left to it would run out by itself within a minute, and is not waited for."""
        holder = self.holder()
        if holder and not self.name_of(holder):
            self.end_lease()

    def end_lease(self) -> None:
        rows = Stack.objects.filter(pk=self.stack.pk, fence=self.stack.fence)
        rows.update(lease_until=timezone.now(), queued_until=None, walk_queued_until=None)

    def keep_walking(self, *, as_new: bool) -> None:
        """The next walk is due as soon as the last one is done; `as_new`: as if there had been none."""
        finished = None if as_new else timezone.now() - timedelta(days=2)
        Stack.objects.filter(pk=self.stack.pk, walk_started=None).update(walk_finished=finished)

    def written_since(self, what: Callable[[dict[str, Any]], bool]) -> bool:
        return any(what(line) for line in lines_of(self.folder / "journal"))
