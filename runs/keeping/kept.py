"""A run's kept script: its bytes from the store, and the same script elsewhere."""

import logging
from dataclasses import dataclass
from typing import BinaryIO

from runs.keeping import files
from runs.models import RunKeeping, ScriptFile, TestRun
from runs.neighbours import earlier_runs

MOST_COUNTED = 1_000
MOST_LOOKED_BACK = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SameScript:
    """Where else a run's very same script ran, by fingerprint, within its team.

    `others` counts up to 1,001; `newest` are the newest of those counted. `since` is the run of the same load test from
    which on it has been this script; `before` the last one with another script, None where none is known.
    """

    others: int
    newest: list[TestRun]
    since: TestRun
    before: TestRun | None


def script_of(run: TestRun) -> ScriptFile | None:
    """The row of its kept script; `run` comes with its keeping, or it is looked up."""
    keeping: RunKeeping | None = getattr(run, "keeping", None)
    return keeping.script if keeping else None


def open_kept(run: TestRun) -> BinaryIO | None:
    """None where no script is kept, or its file is gone from the store, which is logged."""
    script = script_of(run)
    if script is None:
        return None
    try:
        return files.path_of(script.sha256).open("rb")
    except OSError:
        log.exception("the kept script of run %s can't be read", run.run_id)
        return None


def same_script(run: TestRun, most: int) -> SameScript | None:
    """None where the run's script is not kept, or could not be read as a whole. Three queries however many share it.

    `run` comes with its stack's team; at most `most` of the other runs are named.
    """
    script = script_of(run)
    if script is None or not script.fingerprint:
        return None
    others = TestRun.objects.filter(keeping__script__fingerprint=script.fingerprint, stack__team=run.stack.team_id)
    found = list(others.exclude(pk=run.pk).values_list("created", "pk")[: MOST_COUNTED + 1])
    keys = [pk for _, pk in sorted(found, reverse=True)[:most]]
    newest = TestRun.objects.filter(pk__in=keys).select_related("stack", "load_test").order_by("-created", "-id")
    since, before = _since(run, script.fingerprint)
    return SameScript(len(found), list(newest), since, before)


def _since(run: TestRun, fingerprint: str) -> tuple[TestRun, TestRun | None]:
    """Runs whose script is not known say nothing."""
    since = run
    for earlier in earlier_runs(run, MOST_LOOKED_BACK):
        script = script_of(earlier)
        if script and script.fingerprint == fingerprint:
            since = earlier
        elif script and script.fingerprint:
            return since, earlier
    return since, None
