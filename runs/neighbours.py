"""The runs of the same load test around one run, and the last ones of a load test."""

from dataclasses import dataclass

from django.db.models import Q, Subquery

from runs.models import LoadTest, TestRun
from runs.models.runs import TestRunQuerySet

SHELVES = (False, True)
PASSED = ("passed", "success")
# How many runs back a passed one is looked for: a test that fails for ever costs no more than this.
LOOKED_BACK = 200
MOST_ID = 2**63 - 1


@dataclass(frozen=True)
class Neighbours:
    """None where there is no such run. `passed` is the last passed run before, with its document and zones."""

    previous: TestRun | None
    next: TestRun | None
    passed: TestRun | None


def neighbours_of(run: TestRun) -> Neighbours:
    """Two queries whatever the history is like; archived runs count as any others."""
    older = [TestRun.objects.of_test(run.load_test_id, archived=shelf).older_than(run) for shelf in SHELVES]
    newer = [TestRun.objects.of_test(run.load_test_id, archived=shelf).newer_than(run).reverse() for shelf in SHELVES]
    beside = TestRun.objects.filter(_first_of(older) | _first_of(newer)).with_its_script().order_by("created", "id")
    found = list(beside)
    place = (run.created, run.pk)
    return Neighbours(
        previous=next((one for one in reversed(found) if (one.created, one.pk) < place), None),
        next=next((one for one in found if (one.created, one.pk) > place), None),
        passed=_last_passed(older),
    )


def _last_passed(older: list[TestRunQuerySet]) -> TestRun | None:
    found = [
        TestRun.objects.filter(pk__in=part.values("pk")[:LOOKED_BACK], result__in=PASSED).order_by("-created", "-id")
        for part in older
    ]
    passed = TestRun.objects.filter(_first_of(found)).with_its_script().select_related("document", "zone_set")
    return passed.order_by("-created", "-id").first()


def _first_of(parts: list[TestRunQuerySet]) -> Q:
    """The first row of each part, each found by a subquery of its own: one range, one row."""
    condition = Q()
    for part in parts:
        condition |= Q(pk=Subquery(part.values("pk")[:1]))
    return condition


def last_runs(test: LoadTest, most: int) -> list[TestRun]:
    """The newest runs of a load test, oldest first, archived ones among them, with their scripts; two queries."""
    return _newest([TestRun.objects.of_test(test.pk, archived=shelf) for shelf in SHELVES], most)[::-1]


def earlier_scripts(run: TestRun, most: int) -> list[tuple[int, str]]:
    """Keys and fingerprints (empty where none is kept) of the runs of the same test before this one, newest first."""
    parts = [TestRun.objects.of_test(run.load_test_id, archived=shelf).older_than(run) for shelf in SHELVES]
    columns = ("created", "pk", "keeping__script__fingerprint")
    found = sorted((row for part in parts for row in part.values_list(*columns)[:most]), reverse=True)
    return [(pk, mark or "") for _, pk, mark in found[:most]]


def earlier_run(run: TestRun, number: str) -> TestRun | None:
    """The run with this number (as typed by anybody) among those of the same load test before this one."""
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        return None
    runs = TestRun.objects.filter(load_test=run.load_test_id, run_id=min(int(number), MOST_ID)).older_than(run)
    return runs.with_its_script().first()


def _newest(parts: list[TestRunQuerySet], most: int) -> list[TestRun]:
    """A query for each part: for both in one condition PostgreSQL would read the whole table."""
    found = [run for part in parts for run in part.with_its_script()[:most]]
    found.sort(key=lambda run: (run.created, run.pk), reverse=True)
    return found[:most]
