"""A simulated history that does not stand still: runs begin and end, notes change, now and then a run is deleted."""

import random
from collections.abc import Collection
from datetime import UTC, datetime
from threading import Event, Thread

from runs.k6sim import Simulator

PAUSE_SECONDS = 0.2
MOST_ACTIVE = 5


class Churn(Thread):
    """Runs until it is told to stop; keeps away from the runs in `spared`."""

    def __init__(self, sim: Simulator, seed: int, spared: Collection[int]) -> None:
        super().__init__(name="churn", daemon=True)
        self.sim, self.dice, self.spared = sim, random.Random(seed), set(spared)
        self.told = Event()
        self.changes = 0
        self._runs = [run for run in sim.run_ids() if run not in self.spared]
        self._born: list[int] = []

    def run(self) -> None:
        while not self.told.wait(PAUSE_SECONDS):
            if not self.sim.switches.frozen:
                self._change()

    def stop(self) -> None:
        self.told.set()
        self.join()

    def _change(self) -> None:
        self.changes += 1
        choice = self.dice.random()
        if len(self._born) > MOST_ACTIVE:
            self.sim.edit_run(self._born.pop(0), self._ending())
        elif choice < 0.35:
            self._born += self.sim.create_runs(1)
        elif choice < 0.53:
            self.sim.delete_run(self._runs.pop(self.dice.randrange(len(self._runs))))
        else:
            self.sim.edit_run(self.dice.choice(self._runs), {"note": f"changed {self.changes} times elsewhere"})

    def _ending(self) -> dict[str, object]:
        now = datetime.now(UTC).isoformat()
        return {"status": "aborted", "status_details": {"type": "aborted", "entered": now}, "ended": now}
