"""A believable spread of runs over stacks, load tests, people, zones, outcomes and years."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.bench.houses import House

Value = str | int | float | None
Row = dict[str, Value]

YEARS = timedelta(days=3 * 365)
RETENTION = timedelta(days=60)
ACTIVE_RUNS = 20
NOTED, SAVED, STARRED, ARCHIVED, UNSEEN = 0.05, 0.02, 0.02, 0.05, 0.005
OUTCOMES = (  # status, result, weight
    ("completed", "passed", 70),
    ("completed", "failed", 17),
    ("completed", "error", 4),
    ("aborted", "failed", 4),
    ("aborted", "error", 3),
    ("aborted", "", 2),
)
NOTES = (
    "flaky login on the way to the cart",
    "baseline before the release",
    "database moved to the new region, compare with last week",
    "thresholds were too tight, see the ticket",
)
WEIGHTS = [weight for _, _, weight in OUTCOMES]


def run_rows(houses: list[House], count: int, now: datetime) -> Iterator[Row]:
    """`count` rows of the runs' table, oldest first; the last few are active. The same count gives the same rows."""
    dice = random.Random(count)
    step = YEARS / count
    for number in range(1, count + 1):
        created = now - YEARS + step * number
        yield _row(dice, dice.choice(houses), number, created, now, is_active=number > count - ACTIVE_RUNS)


def _row(dice: random.Random, house: House, number: int, created: datetime, now: datetime, *, is_active: bool) -> Row:
    # Squared: some load tests run every hour, others once a month.
    place = int(dice.random() ** 2 * len(house.tests))
    status, result, _ = ("running", "", 0) if is_active else dice.choices(OUTCOMES, WEIGHTS)[0]
    seconds = None if is_active else dice.randint(30, 7200)
    is_saved = dice.random() < SAVED
    is_archived = not is_active and dice.random() < ARCHIVED
    is_unseen = not is_active and not is_archived and dice.random() < UNSEEN
    missed = moment(min(created + RETENTION, now))
    return {
        "stack_id": house.stack,
        "run_id": 100_000 + number,
        "load_test_id": house.tests[place],
        "project_id": house.projects[place % len(house.projects)],
        "starter_id": None if dice.random() < 0.4 else dice.choice(house.starters),
        "zone_set_id": dice.choice(house.zone_sets),
        "status": status,
        "result": result,
        "active": int(is_active),
        "created": moment(created),
        "ended": None if seconds is None else moment(created + timedelta(seconds=seconds)),
        "duration": seconds,
        "max_vus": dice.choice((1, 5, 10, 50, 100, 250, 500, 1000)),
        "total_vuh": round(dice.random() * 40, 2),
        "retention_expiry": None if is_saved else moment(created + RETENTION),
        "is_saved": int(is_saved),
        "is_starred": int(dice.random() < STARRED),
        "note": dice.choice(NOTES) if dice.random() < NOTED else "",
        "digest": f"{number:032x}",
        "first_seen": moment(created),
        "last_seen": moment(created),
        "not_visible_since": missed if is_unseen else None,
        "archived": int(is_archived),
        "gone_at": missed if is_archived else None,
        "gone_reason": "expired" if is_archived else "",
        "gone_by": "",
    }


def moment(at: datetime) -> str:
    """As Django writes moments into sqlite."""
    return str(at.astimezone(UTC).replace(tzinfo=None))
