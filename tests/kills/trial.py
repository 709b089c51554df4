"""The whole trial: a history that changes, people who act, kills, and after each of them a look at what is left."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from runs.k6sim import Simulator
from runs.models import PendingAction, Stack
from tests.bench.processes import integrity
from tests.kills.books import Books
from tests.kills.churn import Churn
from tests.kills.house import WORK, House
from tests.kills.journal import lines_of, two_at_once
from tests.kills.killing import TAKEOVER_SECONDS, Kill, Killer
from tests.kills.marks import Phase
from tests.kills.watched import LIST
from tests.sync.simulated import age, difference, sync, walk_again
from tests.worker.processes import running, wait_until

OWN_RUNS = 30
LEAST_MORE = 10
COMPARED_EVERY = 25
DOUBTS_IN_ROUNDS = 20


@dataclass
class Found:
    """What came of a trial. `problems`: sentences; none where nothing was lost, doubled or left different."""

    seed: int
    kills: list[Kill] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    takeovers: list[float] = field(default_factory=list)
    kept: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    walks: int = 0

    @property
    def mid_walk(self) -> int:
        return sum(kill.is_mid_walk for kill in self.kills)

    def of(self, phase: Phase) -> int:
        return sum(kill.phase is phase for kill in self.kills)


@dataclass(frozen=True)
class Wanted:
    """How many kills, and at least how many of them mid-walk and in each of these phases.

    Where chance left a phase short up to ten more are killed, or half as many again.
    """

    kills: int
    mid_walk: int
    phases: Mapping[Phase, int]

    def lacking(self, found: Found) -> list[str]:
        told = [f"Only {found.mid_walk} kills were mid-walk."] if found.mid_walk < self.mid_walk else []
        return told + [
            f"Only {found.of(phase)} kills hit the phase {phase.name.lower()}."
            for phase, least in self.phases.items()
            if found.of(phase) < least
        ]


def run_trial(
    sim: Simulator, stack: Stack, folder: Path, seed: int, wanted: Wanted, say: Callable[[str], object]
) -> Found:
    """Kills until enough were killed; the table is compared with the simulator's set now and then, and at the end."""
    trial = Trial(sim, stack, folder, seed)
    try:
        for number in _numbers(wanted, trial.found):
            trial.go_on(number, wanted)
            say(trial.found.kills[-1].line())
            if number % COMPARED_EVERY == 0 and number < wanted.kills:
                trial.compare()
        trial.end()
    except AssertionError as error:
        trial.found.problems.append(f"The trial stopped: {error}")
    finally:
        trial.close()
    trial.found.problems += wanted.lacking(trial.found)
    return trial.found


def _numbers(wanted: Wanted, found: Found) -> Iterator[int]:
    for number in range(1, wanted.kills + max(LEAST_MORE, wanted.kills // 2) + 1):
        if number > wanted.kills and not wanted.lacking(found):
            return
        yield number


class Trial:
    def __init__(self, sim: Simulator, stack: Stack, folder: Path, seed: int) -> None:
        self.sim, self.stack, self.folder = sim, stack, folder
        self.found = Found(seed)
        own = own_runs(sim)
        self.house = House(stack, folder, seed, own)
        self.killer = Killer(self.house, seed)
        self.books = Books(stack, folder)
        self.churn = Churn(sim, seed, own)
        self.own_pages = 0
        sim.switches.frozen = False
        self.churn.start()

    def close(self) -> None:
        self.churn.stop()
        self.house.stand_down()
        self.killer.aims.close()
        lines = lines_of(self.folder / "journal")
        found = self.found
        found.takeovers, found.changes = self.killer.takeovers, self.churn.changes
        found.walks = sum(line["what"] == "lease" for line in lines)
        found.kept = self.books.counted()
        found.problems += [*two_at_once(lines), *self.house.troubles, *self._asked_by_strangers(lines)]
        found.problems += [
            f"A killed one's place was taken after {seconds:.0f} s only."
            for seconds in found.takeovers
            if seconds > TAKEOVER_SECONDS
        ]

    def go_on(self, number: int, wanted: Wanted) -> None:
        self.found.kills.append(self.killer.kill(number, wanted.phases))
        self._note(number, self.books.look())
        if connection.vendor == "sqlite":
            said = integrity(Path(str(connection.settings_dict["NAME"])))
            self._note(number, [] if said == "ok" else [f"integrity_check: {said}"])

    def _note(self, number: int, sentences: Iterable[str]) -> None:
        self.found.problems += [f"After kill {number}: {sentence}" for sentence in sentences]

    def compare(self) -> None:
        """The walk that was killed and goes on leaves no run out; the next one makes the table equal to the API's set.

        Meanwhile nothing changes there.
        """
        with self._standing_still():
            before = pages_asked_for(self.sim)
            found = self._sync()
            missing = set(self.sim.run_ids()) - set(self.stack.runs.values_list("run_id", flat=True))
            walk_again(self.stack)
            self._settle_doubts()
            differing = difference(self.sim, self.stack)
            self.own_pages += pages_asked_for(self.sim) - before
        if missing:
            found.append(f"{len(missing)} runs are missing after the walk went on, run {min(missing)} among them.")
        if differing:
            found.append(f"{len(differing)} rows differ from the API's, {self._told(min(differing)[0])} among them.")
        self._note(len(self.found.kills), found)

    def _told(self, run_id: int) -> str:
        """A run as it is here, for whoever has to find out why it is not as it is there."""
        columns = ("digest", "last_seen", "ask_again_at", "not_visible_since", "archived", "note")
        here = self.stack.runs.filter(run_id=run_id).values(*columns).first()
        is_there = run_id in self.sim.run_ids()
        return f"run {run_id} ({here}, {'also' if is_there else 'not'} upstream; {self.house.state()})"

    def _sync(self) -> list[str]:
        with running("sync_runs", "--stack", self.stack.slug) as process:
            said, _ = process.communicate()
        return [f"sync_runs ended with {process.returncode}: {said[-500:]}"] if process.returncode else []

    @contextlib.contextmanager
    def _standing_still(self) -> Iterator[None]:
        self.house.clear()
        self.sim.switches.frozen = True
        yield
        self.sim.switches.frozen = False

    def _settle_doubts(self) -> None:
        """Runs that were deleted are asked for one by one, twenty at a time."""
        for _ in range(DOUBTS_IN_ROUNDS):
            now = timezone.now()
            sync(age(self.stack, fresh_at=now, active_at=now))
            if not self.stack.runs.filter(ask_again_at__isnull=False, not_visible_since=None).exists():
                return

    def end(self) -> None:
        """All actions settled by the worker, and everything compared once more."""
        self.house.clear()
        self.house.stand([WORK], person=False)
        wait_until(lambda: not PendingAction.objects.filter(stack=self.stack).open().exists())
        self.compare()
        self._note(len(self.found.kills), [*self.books.look(), *self.books.unsettled()])

    def _asked_by_strangers(self, lines: list[dict[str, Any]]) -> list[str]:
        """The journal knows of every page that the simulator was asked for: what is judged by it is all there was."""
        known = sum(line["what"] == "asks" and line["target"].startswith(LIST) for line in lines)
        strange = pages_asked_for(self.sim) - self.own_pages - known
        return [f"{strange} pages of runs were asked for by nobody known."] if strange > 0 else []


def pages_asked_for(sim: Simulator) -> int:
    """Of the list of runs, by anybody, as the simulator's log has it."""
    return sum(str(entry["target"]).startswith(LIST) for entry in sim.log.entries())


def own_runs(sim: Simulator) -> list[int]:
    """The newest that ended: the first walk brings them first."""
    ended = [document for document in sim.run_documents() if document["status"] == "completed"]
    return [int(str(document["id"])) for document in ended[-OWN_RUNS:]]
