"""How many runs of one stack are kept: an API with endless ids must not fill the disk."""

from collections.abc import Container

from django.conf import settings

from runs.k6api.records import RunRecord
from runs.models import Stack, TestRun


class StackFull(Exception):
    """The API has runs that are not kept: the stack has MAX_RUNS_PER_STACK already. The known ones were saved."""


def runs_left(stack: Stack) -> int:
    """How many more runs the stack may get.

    Runs of all stacks together are at most as many as the highest key, which costs nothing to ask for; only near the
    cap they are counted.
    """
    most: int = settings.MAX_RUNS_PER_STACK
    highest = TestRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return most - highest if highest < most else max(0, most - stack.runs.count())


def leave_out(stack: Stack, unique: dict[int, RunRecord], known: Container[int]) -> int:
    """Takes new runs for which there is no room out of `unique`, and says how many. Counts once for each `stack`."""
    new = [run_id for run_id in unique if run_id not in known]
    if not new:
        return 0
    if stack.runs_left is None:
        stack.runs_left = runs_left(stack)
    kept = max(0, stack.runs_left)
    for run_id in new[kept:]:
        del unique[run_id]
    stack.runs_left -= len(new[:kept])
    return len(new[kept:])
