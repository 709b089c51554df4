"""A run's course: which status it has at any moment. Derived from the clock alone, so nothing has to tick.

Order of the statuses as the API documentation gives it: created, queued, initializing, running,
processing_metrics, then completed; or aborted from any of the earlier ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from .moments import SECOND, stamp
from .outcomes import BY_USER_RESULT, Outcome

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Course:
    """Where a run is heading: `steps` are (status, seconds in it) from `created` on, then `outcome`."""

    created: int
    steps: tuple[tuple[str, float], ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """A run at one moment; `executed` is whole seconds under load so far, `ended` in microseconds."""

    history: tuple[Json, ...]
    ended: int | None
    executed: int
    result: str | None
    result_details: Json | None

    @property
    def status(self) -> str:
        return str(self.history[-1]["type"])


def course_of(created: int, outcome: Outcome, waits: dict[str, float], running: float) -> Course:
    """Lay out the phases; an outcome that cuts the run short ends it inside the phase it names."""
    seconds = {**waits, "running": running}
    steps: list[tuple[str, float]] = []
    for status in ("created", "queued", "initializing", "running", "processing_metrics"):
        length = seconds.get(status, 0.0)
        if outcome.cut_in == status:
            steps.append((status, length * outcome.cut_at))
            break
        if length > 0:
            steps.append((status, length))
    return Course(created, tuple(steps), outcome)


def planned_end(course: Course) -> int:
    """When the run ends if nobody aborts it."""
    return course.created + round(sum(length for _, length in course.steps) * SECOND)


def standing(course: Course, now: int, aborted: tuple[int, str | None] | None = None) -> Standing:
    """The run as it stands at `now`; `aborted` is (moment, by whom) of an abort that takes effect."""
    if aborted is not None and now >= aborted[0]:
        return _stopped(course, *aborted)
    history: list[Json] = []
    entered, executed = course.created, 0
    for status, length in course.steps:
        if history and entered > now:
            return Standing(tuple(history), None, executed, None, None)
        history.append({"type": status, "entered": stamp(entered)})
        leaves = entered + round(length * SECOND)
        if status == "running":
            executed = (min(leaves, now) - entered) // SECOND
        entered = leaves
    if entered > now:
        return Standing(tuple(history), None, executed, None, None)
    outcome = course.outcome
    history.append({"type": outcome.end, "entered": stamp(entered), **_extra(outcome.extra)})
    return Standing(tuple(history), entered, executed, outcome.result, outcome.details())


def _stopped(course: Course, moment: int, by_user: str | None) -> Standing:
    before = standing(course, moment - 1)
    history = before.history if before.ended is None else before.history[:-1]
    extra: Json = {"by_user": by_user, "message": "Test run aborted by user", "code": 8036}
    last: Json = {"type": "aborted", "entered": stamp(moment), "extra": extra}
    return Standing((*history, last), moment, before.executed, "error", dict(BY_USER_RESULT))


def _extra(extra: Json | None) -> Json:
    return {} if extra is None else {"extra": dict(extra)}
