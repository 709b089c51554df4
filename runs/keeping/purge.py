"""Our own record of runs removed for good, with their scripts where nobody else needs them.

At most 100 runs go in one transaction, with all that hangs on them; files go after it, each under its row's lock.
Killed at any moment, it can be called again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from runs.audit import Actor, Outcome, record_run_event
from runs.keeping import room
from runs.keeping.kept import of_team
from runs.keeping.stored import drop_all_unused, drop_unused
from runs.models import (
    LoadTest,
    Project,
    RunKeeping,
    ScriptFile,
    SetAsideRow,
    ShareLink,
    Stack,
    Starter,
    Team,
    TestRun,
    ZoneSet,
)
from runs.sync import break_lease

BATCH = 100


@dataclass(frozen=True)
class Counted:
    """What went: runs, and scripts with their bytes that no run of the team needs any more.

    Whether another team keeps the same bytes is nobody's business here. `is_whole` is False where time ran out.
    """

    runs: int = 0
    scripts: int = 0
    size: int = 0
    is_whole: bool = True

    def __add__(self, other: "Counted") -> "Counted":
        whole = self.is_whole and other.is_whole
        return Counted(self.runs + other.runs, self.scripts + other.scripts, self.size + other.size, whole)


class StillThere(Exception):
    """The run exists in Grafana, or something asked of it is open: it would come back. The text is a sentence."""


def purge_run(run: TestRun, actor: Actor) -> Counted:
    """Removes one archived run, with an event in the audit either way. Raises `StillThere`."""
    try:
        counted, scripts = _purge_one(run, actor)
    except StillThere as error:
        record_run_event(actor, run, "run_purged", Outcome.REFUSED, reason="state", said=str(error))
        raise
    drop_unused(scripts)
    room.taken()
    return counted


def _purge_one(run: TestRun, actor: Actor) -> tuple[Counted, set[int]]:
    with transaction.atomic():
        row = TestRun.objects.select_for_update().filter(pk=run.pk).first()
        if row is None:
            return Counted(), set()  # somebody else did, a moment ago
        if why := why_not_purged(row):
            raise StillThere(why)
        scripts = _scripts_of([row.pk])
        links = row.share_links.count()
        counted = _remove_runs([row.pk], run.stack.team)
        detail = {"load_test": run.load_test.title, "scripts": counted.scripts, "bytes": counted.size}
        record_run_event(actor, run, "run_purged", Outcome.DONE, share_links=links or None, **detail)
    return counted, scripts


def why_not_purged(run: TestRun) -> str:
    if not run.archived:
        return "This run is still in Grafana: removed here, it would come back with the next sync. Delete it first."
    if run.actions.open().exists():
        return "The outcome of an action on this run is not known yet. Try again in a moment."
    return ""


def shared_with(run: TestRun) -> int:
    """How many other runs of the team have their script in the same file."""
    keeping = RunKeeping.objects.filter(run=run, script__isnull=False).first()
    if keeping is None:
        return 0
    others = of_team(RunKeeping.objects.filter(script=keeping.script_id), run.stack.team_id)
    return others.exclude(run=run).count()


def purge_stack(stack: Stack, seconds: float = math.inf) -> Counted:
    """Removes all that is kept below a stack: runs, documents, links, scripts, names; its own row stays.

    ValueError while it has a token: a sync would bring everything back. After about `seconds` it ends with
    `is_whole` False, and the next call goes on.
    """
    if Stack.objects.connected().filter(pk=stack.pk).exists():
        raise ValueError("A stack is purged after its token was taken away.")
    break_lease(stack.pk)
    end, counted = monotonic() + seconds, Counted()
    while batch := list(stack.runs.order_by("run_id").values_list("pk", flat=True)[:BATCH]):
        if monotonic() >= end:
            return counted + Counted(is_whole=False)
        counted += _purge_batch(batch, stack.team)
    _remove_names(stack)
    drop_all_unused()
    room.taken()
    return counted


def _purge_batch(runs: Sequence[int], team: Team) -> Counted:
    with transaction.atomic():
        scripts = _scripts_of(runs)
        counted = _remove_runs(runs, team)
    drop_unused(scripts)
    return counted


def _scripts_of(runs: Sequence[int]) -> set[int]:
    keepings = RunKeeping.objects.filter(run__in=runs, script__isnull=False)
    return {pk for pk in keepings.values_list("script_id", flat=True) if pk is not None}


def _remove_runs(runs: Sequence[int], team: Team) -> Counted:
    """Inside a transaction; the scripts' files stay for now."""
    scripts = _scripts_of(runs)
    TestRun.objects.filter(pk__in=runs).delete()
    kept = Exists(of_team(RunKeeping.objects.filter(script=OuterRef("pk")), team.pk))
    gone = ScriptFile.objects.filter(~kept, pk__in=scripts)
    return Counted(len(runs), gone.count(), gone.aggregate(size=Sum("size"))["size"] or 0)


def _remove_names(stack: Stack) -> None:
    """What runs shared, now that none is left, the rows that could not be read, and shared histories."""
    for model in (ShareLink, LoadTest, Project, Starter, ZoneSet, SetAsideRow):
        while batch := list(model._default_manager.filter(stack=stack).values_list("pk", flat=True)[:BATCH]):
            model._default_manager.filter(pk__in=batch).delete()
