"""A run's document at a moment, as `GET /cloud/v6/test_runs/{id}` gives it (OpenAPI: model TestRun)."""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import LoadTest
from .costs import cost
from .dice import Dice
from .exhibit import Exhibit
from .lifecycle import Course, Standing, course_of, planned_end, standing
from .moments import DAY, stamp
from .notes import NOTES
from .outcomes import OUTCOMES, Outcome, choose_outcome
from .plans import Plan, make_plan
from .rows import Row

Json = dict[str, object]

RETENTION = 90 * DAY
"""How long results are kept after a run's end unless it is saved."""

SETTLED_BY_ABORT = frozenset({"status", "status_details", "status_history", "ended", "result", "result_details"})
"""Fields that an abort settles, whatever was set by hand before."""

PEOPLE = (
    "dana.whitfield@example.com",
    "imre.kovacs@example.com",
    "sofia.lindqvist@example.com",
    "t.okonkwo@example.com",
    "wei.zhang@example.com",
)
_VERSIONS = ((95.0, "v0.57.0"), (60.0, "v1.0.0"), (21.0, "v1.3.0"), (-1e9, "v2.2.0"))


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about a run that never changes, derived from its row."""

    plan: Plan
    course: Course
    valid: bool
    started_by: str | None
    note: str
    version: str
    volume: bool


def tell(row: Row, test: LoadTest, seed: object, start: int) -> Story:
    """The story of a row; `start` is when the simulator started (ages are counted back from it)."""
    dice = Dice(seed, "run", row.ordinal)
    exhibit = row.exhibit or Exhibit(test.id, 0)
    age = (start - row.created) / DAY
    plan = make_plan(test, _growing(test.vus, age, dice))
    plan = exhibit.plan or plan
    chosen = choose_outcome(dice, test.project_id, test.flaky, age)
    name = exhibit.outcome if row.exhibit else chosen
    waits = {**_waits(dice, test), **exhibit.waits}
    running = exhibit.running or plan.seconds * (0.7 if "iterations" in test.shape else 1.0)
    outcome = _varied(OUTCOMES[name], dice)
    return Story(
        plan,
        course_of(row.created, outcome, waits, running),
        name != "validation_error",
        None if dice.chance(0.35) else dice.pick(PEOPLE),
        dice.pick(NOTES) if dice.chance(0.09) else "",
        _k6_version(test, age),
        dice.chance(0.6),
    )


def _k6_version(test: LoadTest, age: float) -> str:
    """The newest of its day; externally-controlled is an executor of k6 before 2.0 alone."""
    versions = (version for oldest, version in _VERSIONS if age > oldest)
    return next(one for one in (*versions, "v1.3.0") if test.shape != "externally-controlled" or one < "v2")


def document(row: Row, test: LoadTest, story: Story, now: int) -> Json:
    """The run's document at `now`, with what was changed since applied over it."""
    stand = stand_of(row, story, now)
    fields: Json = {
        "id": row.run_id,
        "test_id": row.test_id,
        "project_id": test.project_id,
        "started_by": story.started_by,
        "created": stamp(row.created),
        "ended": None if stand.ended is None else stamp(stand.ended),
        "note": story.note,
        "retention_expiry": None if row.born_saved else stamp(retention_end(story, stand)),
        "cost": _cost(story, stand, test),
        "status": stand.status,
        "status_details": dict(stand.history[-1]),
        "status_history": list(stand.history),
        "distribution": _distribution(test) if _validated(story, stand) else None,
        "result": stand.result,
        "result_details": stand.result_details,
        "options": story.plan.options if story.valid else None,
        "k6_dependencies": {"k6": ">=v0.52"} if row.ordinal % 3 else {"k6": "*", "k6/x/faker": ">=0.4.0"},
        "k6_versions": {"k6": story.version} if row.ordinal % 3 else {"k6": story.version, "k6/x/faker": "v0.4.1"},
        **_sizes(story, stand),
        "is_starred": row.is_starred,
    }
    aborted = row.abort is not None and now >= row.abort[0]
    return _overlaid(fields, row, SETTLED_BY_ABORT if aborted else frozenset())


def stand_of(row: Row, story: Story, now: int) -> Standing:
    """Where the run stands. An abort is in vain if the run ends before it takes effect."""
    abort = row.abort
    if abort is not None and abort[0] >= planned_end(story.course) and not row.has_set_status:
        abort = None
    return standing(story.course, now, abort)


def retention_end(story: Story, stand: Standing) -> int:
    """When the results go, in microseconds; counted from the planned end while the run is active."""
    return (stand.ended or planned_end(story.course)) + RETENTION


def _overlaid(fields: Json, row: Row, settled: frozenset[str]) -> Json:
    fields |= {name: value for name, value in (row.changes or {}).items() if name not in settled}
    return {name: value for name, value in fields.items() if name not in row.omitted} if row.omitted else fields


def _growing(vus: int, age: float, dice: Dice) -> int:
    """More VUs as the months pass: 70 % four months ago, all of them now, give or take 3 %."""
    return max(1, round(vus * (1 - 0.3 * min(max(age, 0.0) / 120, 1)) * (0.97 + 0.06 * dice.share())))


def _waits(dice: Dice, test: LoadTest) -> dict[str, float]:
    private = not test.zones[0][0].startswith("amazon:")
    return {
        "created": 1.5 + 4 * dice.share(),
        "queued": 20 + 200 * dice.share() if private else 8 * dice.share() if dice.chance(0.5) else 0.0,
        "initializing": 12 + 40 * dice.share(),
        "processing_metrics": 6 + 60 * dice.share() ** 3,
    }


def _varied(outcome: Outcome, dice: Dice) -> Outcome:
    """The same end at a different point of the phase that it cuts short."""
    if outcome.cut_in is None or outcome.cut_at == 1.0:
        return outcome
    share = min(0.95, outcome.cut_at * (0.5 + dice.share()))
    return Outcome(outcome.end, outcome.result, outcome.message, outcome.code, outcome.cut_in, share, outcome.by_user)


def _validated(story: Story, stand: Standing) -> bool:
    return story.valid and len(stand.history) > 1


def _sizes(story: Story, stand: Standing) -> Json:
    known = _validated(story, stand)
    return {
        "max_vus": story.plan.max_vus if known else None,
        "max_browser_vus": story.plan.max_browser_vus if known else None,
        "estimated_duration": story.plan.estimated_duration if known else None,
        "execution_duration": stand.executed,
    }


def _cost(story: Story, stand: Standing, test: LoadTest) -> Json | None:
    """An estimate of the whole while the run is active, the charge at its end, None before validation."""
    if not _validated(story, stand):
        return None
    plan = story.plan
    seconds = plan.seconds if stand.ended is None else stand.executed
    private = not test.zones[0][0].startswith("amazon:")
    protocol = plan.max_vus - plan.max_browser_vus
    return cost(protocol, plan.max_browser_vus, seconds, private=private, volume=story.volume)


def _distribution(test: LoadTest) -> list[Json]:
    return [{"load_zone": zone, "percent": percent} for zone, percent in test.zones]
