"""The snapshot taken, with what has to be asked of the API for it: once, by who shares; never by who reads."""

from datetime import datetime

from django.db.models import prefetch_related_objects

from runs.connection import NotConnected, Unreadable
from runs.distribution import distribution_of
from runs.k6api.errors import K6Error
from runs.models import LoadTest, RunDistribution, TestRun
from runs.neighbours import last_runs
from runs.scripts import read_run_script
from runs.sharing.parts import Part, Shows
from runs.sharing.snapshots import Snapshot, history_snapshot, run_snapshot

MOST_RUNS = 50


def take_run(run: TestRun, shows: Shows, now: datetime) -> Snapshot:
    """Raises `K6Error`, `NotConnected`, `Unreadable`, `NotKept` where a script was ticked that can't be read."""
    script = read_run_script(run) if Part.SCRIPT in shows else None
    return run_snapshot(run, _actual(run), script, shows, now)


def take_history(test: LoadTest, shows: Shows, now: datetime) -> Snapshot:
    runs = last_runs(test, MOST_RUNS)
    prefetch_related_objects(runs, "starter")
    return history_snapshot(test, runs, shows, now)


def _actual(run: TestRun) -> RunDistribution | None:
    """The planned distribution is worth sharing even where the actual one can't be had."""
    try:
        return distribution_of(run)
    except (K6Error, NotConnected, Unreadable):
        return None
