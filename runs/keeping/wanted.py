"""Whether a stack's scripts are kept, and how much of them there is."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Sum

from runs import audit
from runs.audit import Actor
from runs.keeping.keep import PAUSES
from runs.models import Keep, RunKeeping, ScriptFile, Stack

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Holdings:
    """What the store has of a stack: scripts and their bytes, runs still to be asked for, and runs given up.

    The last two count up to 1,001.
    """

    scripts: int
    size: int
    due: int
    failed: int


def want_scripts(stack: Stack, actor: Actor, *, wanted: bool) -> None:
    """Switches keeping on or off; what is kept stays. What was left out while it was off is made up for."""
    with transaction.atomic():
        rows = Stack.objects.filter(pk=stack.pk, keeps_scripts=not wanted)
        if rows.update(keeps_scripts=wanted):
            audit.record(actor, "scripts_switched_on" if wanted else "scripts_switched_off", stack=stack)
    stack.keeps_scripts = wanted


def holdings_of(stack: Stack) -> Holdings:
    mine = RunKeeping.objects.filter(run__stack=stack)
    files = ScriptFile.objects.filter(pk__in=mine.filter(script__isnull=False).values("script"))
    kept = files.aggregate(scripts=Count("pk"), size=Sum("size"))
    due = stack.runs.filter(keep_at__isnull=False, active=False, archived=False, not_visible_since__isnull=True)
    due = due.exclude(keeping__tries__gt=len(PAUSES))
    failed = mine.filter(script_state=Keep.FAILED)
    return Holdings(
        kept["scripts"],
        kept["size"] or 0,
        due[: MOST_COUNTED + 1].count(),
        failed[: MOST_COUNTED + 1].count(),
    )
