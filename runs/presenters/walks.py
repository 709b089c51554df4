"""How far the reading of a stack's runs is, in words."""

from dataclasses import dataclass

from runs.models import Stack
from runs.presenters.moments import span
from runs.presenters.numbers import counted
from runs.sync.progress import progress_of


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk that is on. `total` is None where the API does not count; `is_first`: never done before."""

    done: int
    total: int | None
    is_first: bool
    text: str


def walk(stack: Stack) -> Walk | None:
    """None where no walk is on. The text: "12,300 of 20,000 runs · 850/s · 2 min left"."""
    progress = progress_of(stack)
    if not progress.is_walking:
        return None
    parts = [counted(progress.rows, "run")]
    if progress.total is not None:
        parts = [f"{progress.rows:,} of {counted(progress.total, 'run')}"]
    if progress.per_second >= 1:
        parts.append(f"{progress.per_second:,.0f}/s")
    if progress.seconds_left:
        parts.append(f"{span(progress.seconds_left)} left")
    return Walk(progress.rows, progress.total, progress.is_first, " · ".join(parts))
