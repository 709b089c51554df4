"""The small rows that runs share: made on first sight, found again by what the API calls them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from django.db.models import Model

from runs.k6api.records import RunRecord
from runs.models import LoadTest, Project, Stack, Starter, ZoneSet

ZONES_MAX = 40
MOST = 20_000  # starters and zone sets of a stack: an API that tells others each time must not fill the disk
K = TypeVar("K", int, str)


@dataclass(frozen=True)
class Shared:
    """Our keys for the API's words on one page of runs."""

    load_tests: Mapping[int, int]
    projects: Mapping[int, int]
    starters: Mapping[str, int]
    zone_sets: Mapping[str, int]

    def zone_set_of(self, record: RunRecord) -> int | None:
        return self.zone_sets.get(zones_digest(zones_of(record)))


def zones_of(record: RunRecord) -> tuple[str, ...]:
    """The load zones of a run, sorted; at most 40, more than twice as many as the public ones are an attack."""
    return tuple(sorted({share.load_zone for share in record.distribution or ()})[:ZONES_MAX])


@lru_cache(maxsize=1000)
def zones_digest(zones: tuple[str, ...]) -> str:
    text = json.dumps(zones, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest() if zones else ""


def shared_rows(stack: Stack, records: list[RunRecord]) -> Shared:
    """Keys of every load test, project, starter and zone set that the records name; what is missing is made."""
    zones = {zones_digest(found): found for found in map(zones_of, records) if found}
    projects = {record.test_id: record.project_id for record in records}
    tests = {test_id: LoadTest(stack=stack, test_id=test_id, project_id=p) for test_id, p in projects.items()}
    return Shared(
        _keys(stack, "test_id", tests),
        _keys(stack, "project_id", {p: Project(stack=stack, project_id=p) for p in set(projects.values())}),
        _keys(stack, "email", {r.started_by: _starter(stack, r.started_by) for r in records if r.started_by}, MOST),
        _keys(stack, "digest", {d: ZoneSet(stack=stack, zones=list(z), digest=d) for d, z in zones.items()}, MOST),
    )


def _starter(stack: Stack, email: str) -> Starter:
    return Starter(stack=stack, email=email)


def _keys(stack: Stack, column: str, rows: Mapping[K, Model], most: int | None = None) -> dict[K, int]:
    """One query where all are known already, three where some are new. With `most`, a stack gets no more of them."""
    if not rows:
        return {}
    manager = type(next(iter(rows.values())))._default_manager
    found = manager.filter(**{"stack": stack, f"{column}__in": list(rows)})
    keys: dict[K, int] = dict(found.values_list(column, "pk"))
    missing = [row for key, row in rows.items() if key not in keys]
    if missing and most is not None:
        missing = missing[: max(0, most - manager.filter(stack=stack).count())]
    if missing:
        manager.bulk_create(missing, ignore_conflicts=True)
        keys = dict(found.all().values_list(column, "pk"))
    return keys
