"""A run's kept script: its bytes from the store, and the same script elsewhere."""

import logging
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import F, QuerySet

from runs.keeping import files
from runs.models import RunKeeping, ScriptFile, Stack, TestRun
from runs.neighbours import earlier_scripts

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
    """None where the run's script is not kept, or could not be read as a whole. Five queries however many share it.

    `run` comes with its stack's team; at most `most` of the other runs are named.
    """
    script = script_of(run)
    if script is None or not script.fingerprint:
        return None
    others = of_team(RunKeeping.objects.filter(script__fingerprint=script.fingerprint), run.stack.team_id)
    found = list(others.exclude(run=run.pk).values_list("run__created", "run")[: MOST_COUNTED + 1])
    keys = [pk for _, pk in sorted(found, reverse=True)[:most]]
    since, before = _since(run, script.fingerprint)
    rows = TestRun.objects.filter(pk__in=[*keys, since, before]).select_related("stack", "load_test")
    runs = {row.pk: row for row in rows}
    newest = [runs[key] for key in keys if key in runs]
    return SameScript(len(found), newest, runs.get(since, run), runs.get(before))


def of_team(keepings: QuerySet[RunKeeping], team: int) -> QuerySet[RunKeeping]:
    """Those of a team's runs. By a sum, for which there is no index: else a database may read all runs of the team."""
    mine = Stack.objects.filter(team=team).values("pk")
    return keepings.alias(home=F("run__stack") + 0).filter(home__in=mine)


def _since(run: TestRun, fingerprint: str) -> tuple[int, int]:
    """The keys of the first run with this script and of the one before it, 0 where that is not known.

    Runs whose script is not known say nothing.
    """
    since = run.pk
    for pk, other in earlier_scripts(run, MOST_LOOKED_BACK):
        if other == fingerprint:
            since = pk
        elif other:
            return since, pk
    return since, 0
