"""How far a stack's walk is, for the person who waits."""

from dataclasses import dataclass

from runs.models import Stack


@dataclass(frozen=True)
class Progress:
    """`rows` of `total` (None: the API does not count), `per_second`, `seconds_left` (None: no telling)."""

    is_walking: bool
    is_first: bool
    rows: int
    total: int | None
    per_second: float
    seconds_left: int | None


def progress_of(stack: Stack) -> Progress:
    """From the stack's row alone. A row that came twice counts once: never more than the total.

    The rate is over the time of work: a walk that lay still for a night has not become slower.
    """
    total = stack.walk_total
    if stack.walk_started is None:
        return Progress(False, stack.walk_finished is None, 0, total, 0.0, None)
    rows = min(stack.walk_rows, total) if total is not None else stack.walk_rows
    rate = rows / max(stack.walk_seconds, 1.0)
    left = round((total - rows) / rate) if total is not None and rate > 0 else None
    return Progress(True, stack.walk_finished is None, rows, total, rate, left)
