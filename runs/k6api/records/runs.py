"""A run and a page of runs, as the API tells them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from runs.k6api.records.document import Cleaner
from runs.k6api.records.fields import Fields
from runs.k6api.records.pages import RejectedRow, UnreadableRow, read_rows
from runs.k6api.records.parts import (
    EMAIL,
    WORD,
    CostRecord,
    ResultDetails,
    StatusRecord,
    ZoneShare,
    read_cost,
    read_result_details,
    read_status,
    read_zone_share,
)

VERSION: Final = 255
MOST_STATUSES: Final = 1_000
MOST_ZONES: Final = 1_000
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One test run. Durations in seconds, times aware in UTC.

    `is_saved`: the API sends `retention_expiry` as null for a run whose results are kept. `is_starred`,
    `max_vus`, `max_browser_vus`, `estimated_duration` and `execution_duration` are None where the API is too
    old to send them. `execution_duration` is what is billed; it grows while the run goes on. `options` is
    the options object as configured. `problems` has a sentence for each field that could not be read and is
    None or empty for that reason. `document` is the API's own document, fit to be stored as JSON.
    """

    run_id: int
    test_id: int
    project_id: int
    started_by: str | None
    created: datetime
    ended: datetime | None
    note: str
    retention_expiry: datetime | None
    is_saved: bool
    cost: CostRecord | None
    status: str
    status_details: StatusRecord | None
    status_history: tuple[StatusRecord, ...]
    distribution: tuple[ZoneShare, ...] | None
    result: str | None
    result_details: ResultDetails | None
    options: Mapping[str, object] | None
    k6_dependencies: Mapping[str, str]
    k6_versions: Mapping[str, str]
    max_vus: int | None
    max_browser_vus: int | None
    estimated_duration: int | None
    execution_duration: int | None
    is_starred: bool | None
    problems: tuple[str, ...]
    document: dict[str, object]

    @property
    def k6_version(self) -> str:
        """Of k6 itself, such as "v1.8.1"; "" where the API gave none."""
        return self.k6_versions.get("k6", "")


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of a list of runs, in the API's order.

    `count` is the length of the whole list where the API told it. `has_more`: the API says that there are
    further pages; where they are is for the caller to compute.
    """

    runs: tuple[RunRecord, ...]
    rejected: tuple[RejectedRow, ...]
    count: int | None
    has_more: bool


def read_run_page(document: object) -> RunPage:
    """A page out of a decoded answer; ValueError where it is no list at all."""
    rows = read_rows(document, read_run)
    return RunPage(rows.items, rows.rejected, rows.count, rows.has_more)


def read_run(row: object) -> RunRecord:
    """A run out of a decoded document; UnreadableRow without id, test, project, created and status."""
    if not isinstance(row, dict):
        raise UnreadableRow("the row is not an object")
    cleaner = Cleaner()
    document = cleaner.clean_object(row)
    fields = Fields(document)
    if cleaner.lost:
        fields.problems.append("the document has values that no database can store")
    run_id = fields.whole("id", least=1)
    test_id = fields.whole("test_id", least=1)
    project_id = fields.whole("project_id", least=1)
    created = fields.moment("created")
    status = fields.text("status", WORD)
    if run_id is None or test_id is None or project_id is None or created is None or not status:
        raise UnreadableRow(_missing(document, fields), run_id)
    return _record(document, fields, (run_id, test_id, project_id), created, status)


def _record(
    document: dict[str, object], fields: Fields, ids: tuple[int, int, int], created: datetime, status: str
) -> RunRecord:
    result = fields.text("result", WORD) or None
    details = fields.inner("status_details")
    outcome = fields.inner("result_details")
    cost = fields.inner("cost")
    zones = fields.items("distribution", MOST_ZONES)
    return RunRecord(
        run_id=ids[0],
        test_id=ids[1],
        project_id=ids[2],
        started_by=fields.text("started_by", EMAIL) or None,
        created=created,
        ended=fields.moment("ended"),
        note=fields.full_text("note"),
        retention_expiry=fields.moment("retention_expiry"),
        is_saved=fields.is_null("retention_expiry"),
        cost=None if cost is None else read_cost(cost),
        status=status,
        status_details=None if details is None else read_status(details),
        status_history=_each(read_status, fields.items("status_history", MOST_STATUSES) or ()),
        distribution=None if zones is None else _each(read_zone_share, zones),
        result="passed" if result == "success" else result,
        result_details=None if outcome is None else read_result_details(outcome),
        options=fields.mapping("options"),
        k6_dependencies=fields.words("k6_dependencies", VERSION),
        k6_versions=fields.words("k6_versions", VERSION),
        max_vus=fields.whole("max_vus"),
        max_browser_vus=fields.whole("max_browser_vus"),
        estimated_duration=fields.whole("estimated_duration"),
        execution_duration=fields.whole("execution_duration"),
        is_starred=fields.flag("is_starred"),
        problems=tuple(fields.problems),
        document=document,
    )


def _each(read: Callable[[Fields], _Part | None], items: Iterable[Fields]) -> tuple[_Part, ...]:
    return tuple(part for part in map(read, items) if part is not None)


def _missing(document: Mapping[str, object], fields: Fields) -> str:
    absent = [
        f"{key} is missing" for key in ("id", "test_id", "project_id", "created", "status") if not document.get(key)
    ]
    return "; ".join([*fields.problems, *absent])[:500] or "the row cannot be read"
