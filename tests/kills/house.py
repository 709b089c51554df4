"""The processes that are killed, beside each other on one database: started, told apart, taken out of the way."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django_q.models import OrmQ

from runs.models import Role, Stack, User
from tests.builders import make_user
from tests.kills.journal import lines_of
from tests.worker.processes import kill_group, start_python, state_of

PERSON = "person"
WORK, WORK_TOO, SYNC, SYNC_TOO = "run_worker", "run_worker 2", "sync_runs", "sync_runs 2"
DEAD = ("", "Z")
# From the moment when a process has set its timer; a busy machine takes its time.
TIMER_SECONDS = 2.0
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

    def stand(self, names: Iterable[str], *, person: bool = True) -> None:
        """These and no others; the person as soon as there is something to act on."""
        wanted = [*names, *([PERSON] if person and self._has_runs() else [])]
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

    def name_of(self, group: int) -> str:
        """Of the victim whose process group it is; "" for one that is gone."""
        return next((name for name, process in self._processes.items() if process.pid == group), "")

    def kill(self, name: str, first: int) -> None:
        """SIGKILL for the whole group, once the process in it that was to die `first` is dead."""
        until = time.monotonic() + TIMER_SECONDS
        while state_of(first) not in DEAD and time.monotonic() < until:
            time.sleep(0.001)
        kill_group(self._processes.pop(name))

    def _end(self, name: str) -> None:
        kill_group(self._processes.pop(name))
        self.let_the_lease_run_out()

    def _see_to(self, name: str) -> None:
        process = self._processes.get(name)
        if process and process.poll() not in {None, -signal.SIGKILL}:  # by which it just came to its end as wanted
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
        if holder and state_of(holder) in DEAD:
            self.end_lease()

    def state(self) -> str:
        """Of the stack's sync, for whoever has to find out why nothing moves."""
        self.stack.refresh_from_db()
        names = ("fence", "lease_owner", "lease_until", "queued_until", "walk_queued_until", "walk_started", "trouble")
        told = {name: str(getattr(self.stack, name)) for name in (*names, "trouble_said", "retry_at", "failures")}
        return f"{told} at {timezone.now()}; {OrmQ.objects.count()} tasks in the queue; {self.troubles}"

    def end_lease(self) -> None:
        rows = Stack.objects.filter(pk=self.stack.pk, fence=self.stack.fence)
        rows.update(lease_until=timezone.now(), queued_until=None, walk_queued_until=None)

    def keep_walking(self, *, as_new: bool) -> None:
        """The next walk is due as soon as the last one is done; `as_new`: as if there had been none."""
        finished = None if as_new else timezone.now() - timedelta(days=2)
        Stack.objects.filter(pk=self.stack.pk, walk_started=None).update(walk_finished=finished)

    def written_since(self, what: Callable[[dict[str, Any]], bool]) -> bool:
        return any(what(line) for line in lines_of(self.folder / "journal"))
