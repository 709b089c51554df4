"""What needs somebody's attention in their stacks: the first few runs of each kind, and how many there are.

Each kind is one range per stack of an index that hands its rows out in order, so that all of it costs the same with ten
thousand runs and with a million. Load tests that fail cost one look into an index for each load test.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, OuterRef, Subquery, Value, Window

from runs.listing import union_all
from runs.models import LoadTest, Stack, TestRun
from runs.models.runs import TestRunQuerySet

SHOWN = 5
COUNT_CAP = 1000
SOON, LATELY = timedelta(days=7), timedelta(days=14)
BAD_RESULTS = ("failed", "error")
LAST_RESULTS = 10


@dataclass(frozen=True)
class Few:
    """The first runs of a kind, with their stack, load test and project; `count` of all goes up to `COUNT_CAP`."""

    runs: list[TestRun]
    count: int
    is_capped: bool


@dataclass(frozen=True)
class Result:
    """How one run of a load test went."""

    run_id: int
    status: str
    result: str


@dataclass(frozen=True)
class FailingTest:
    """`run` is the last run with a result; `last` are the last results, oldest first, `run`'s at the end."""

    run: TestRun
    last: list[Result]


@dataclass(frozen=True)
class Failing:
    tests: list[FailingTest]
    count: int


@dataclass(frozen=True)
class Attention:
    active: Few
    failing: Failing
    expiring: Few
    gone: Few
    unseen: Few
    starred: Few


Part = Callable[[Stack], TestRunQuerySet]


def attention_of(stacks: Sequence[Stack], now: datetime) -> Attention:
    """All of it, in a number of queries that does not depend on what is found."""
    return Attention(
        active(stacks),
        failing(stacks, now),
        expiring(stacks, now),
        gone(stacks, now),
        unseen(stacks, now),
        starred(stacks),
    )


def active(stacks: Sequence[Stack]) -> Few:
    """Runs that go on now, newest first, with their documents."""
    return _few(stacks, lambda stack: _in_grafana(stack).filter(active=True), "created", documents=True)


def expiring(stacks: Sequence[Stack], now: datetime) -> Few:
    """Runs whose results Grafana drops within `SOON`, those that go first first. Saved ones have no such date."""
    window = {"retention_expiry__gt": now, "retention_expiry__lte": now + SOON}
    return _few(stacks, lambda stack: _in_grafana(stack).filter(**window), "retention_expiry", descending=False)


def starred(stacks: Sequence[Stack]) -> Few:
    return _few(stacks, lambda stack: _in_grafana(stack).filter(is_starred=True), "created")


def gone(stacks: Sequence[Stack], now: datetime) -> Few:
    """Runs archived `LATELY`, the latest first."""
    return _few(stacks, lambda stack: stack.runs.filter(gone_at__gte=now - LATELY), "gone_at")


def unseen(stacks: Sequence[Stack], now: datetime) -> Few:
    """Runs that Grafana does not show any more since `LATELY`, nobody knows why, the latest first."""
    since = now - LATELY
    return _few(stacks, lambda stack: stack.runs.filter(not_visible_since__gte=since), "not_visible_since")


def failing(stacks: Sequence[Stack], now: datetime) -> Failing:
    """Load tests whose last result of those created `LATELY` is a bad one, the latest first."""
    last = TestRun.objects.of_test(OuterRef("pk"), archived=False).filter(created__gte=now - LATELY).exclude(result="")
    tests = LoadTest.objects.filter(stack__in=[stack.pk for stack in stacks])
    found = TestRun.objects.filter(pk__in=tests.values_list(Subquery(last.values("pk")[:1])), result__in=BAD_RESULTS)
    heads = list(found.order_by("-created", "-id").values_list("pk", Window(Count("pk")))[:SHOWN])
    runs = _rows([pk for pk, _ in heads])
    results = _last_results(runs)
    return Failing([FailingTest(run, results[run.load_test_id]) for run in runs], heads[0][1] if heads else 0)


def _in_grafana(stack: Stack) -> TestRunQuerySet:
    """As a value, because Django would write `NOT archived`, for which no index is used."""
    return stack.runs.filter(archived=Value(False))


def _few(stacks: Sequence[Stack], part: Part, column: str, *, descending: bool = True, documents: bool = False) -> Few:
    """Two queries: the first keys of every stack's range, then their rows."""
    if not stacks:
        return Few([], 0, False)
    direction = "DESC" if descending else "ASC"
    order = [F(column).desc(), F("pk").desc()] if descending else [F(column).asc(), F("pk").asc()]
    ranges = [part(stack).order_by(*order).values_list("id", column)[: COUNT_CAP + 1] for stack in stacks]
    found, params = union_all(ranges)
    statement = (
        f"WITH found AS ({found}) SELECT id, (SELECT COUNT(*) FROM found) FROM found "  # noqa: S608
        f"ORDER BY {column} {direction}, id {direction} LIMIT {SHOWN}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        heads = cursor.fetchall()
    count = heads[0][1] if heads else 0
    runs = _rows([pk for pk, _ in heads], *(["document"] if documents else []))
    return Few(runs, min(count, COUNT_CAP), count > COUNT_CAP)


def _rows(keys: Sequence[int], *more: str) -> list[TestRun]:
    """These runs in this order, with what a line says of them."""
    rows = TestRun.objects.select_related("stack", "load_test", "project", *more).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _last_results(runs: Sequence[TestRun]) -> dict[int, list[Result]]:
    """By load test: the last results of the tests of these runs, in one query."""
    results: dict[int, list[Result]] = defaultdict(list)
    if not runs:
        return results
    columns = ("created", "id", "load_test_id", "run_id", "status", "result")
    tests = (TestRun.objects.of_test(run.load_test_id, archived=False).exclude(result="") for run in runs)
    found, params = union_all([test.values_list(*columns)[:LAST_RESULTS] for test in tests])
    with connection.cursor() as cursor:
        cursor.execute(f"{found} ORDER BY created, id", params)
        for _, _, test, *result in cursor.fetchall():
            results[test].append(Result(*result))
    return results
