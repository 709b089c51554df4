"""`make kills`: the trial with a hundred kills, in a database of its own, with what is wanted of the phases."""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.kills.marks import Phase
from tests.kills.table import told
from tests.kills.trial import Wanted, run_trial
from tests.sync.simulated import simulated

RUNS = 3_000
MID_WALK = 0.8
PHASE = 0.05


def measure(count: int, seed: int) -> int:
    """The exit code."""
    least = round(count * PHASE)
    phases = dict.fromkeys((Phase.FETCH, Phase.TRANSACTION, Phase.COMMIT), least)
    wanted = Wanted(count, round(count * MID_WALK), phases)
    sys.stdout.write(f"{count} kills on {connection.vendor}, seed {seed}\n")
    start = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it leaves no process behind
    with database(), tempfile.TemporaryDirectory(prefix="kills-") as folder, simulated(RUNS) as (sim, stack):
        found = run_trial(sim, stack, Path(folder), seed, wanted, lambda line: _say(start, line))
    sys.stdout.write(told(found, time.monotonic() - start))
    return 1 if found.problems else 0


def _say(start: float, line: str) -> None:
    sys.stdout.write(f"{time.monotonic() - start:>5.0f} s  {line}\n")
    sys.stdout.flush()


@contextmanager
def database() -> Iterator[None]:
    """As the test suite makes one; nothing of it is left."""
    name = str(connection.settings_dict["NAME"])
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
