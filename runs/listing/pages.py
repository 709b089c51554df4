"""One page of a list: the heads of all arms in one statement, merged, then the rows themselves in a second one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import F, Field, Q, QuerySet, Value

from runs.listing.arms import arms
from runs.listing.choices import Choices
from runs.listing.cursors import END, Cursor, decode, encode
from runs.listing.query import PAGE_ROWS, RunQuery, Sort
from runs.models import TestRun

COUNT_CAP = 1000

Head = tuple[int, Any]  # a row's key and its sort value


@dataclass(frozen=True)
class Page:
    """`older` and `newer` are cursors for `after` and `before`; None where the list ends there.

    `count` counts all rows of the list up to `COUNT_CAP`.
    """

    rows: list[TestRun]
    older: str | None
    newer: str | None
    count: int
    count_is_capped: bool


def page_of(query: RunQuery, choices: Choices) -> Page:
    ranges = arms(query, choices)
    backwards = bool(query.before)
    place = _place(query)
    heads = _heads(ranges, query, place, backwards=backwards)
    has_more = len(heads) > PAGE_ROWS
    heads = heads[:PAGE_ROWS]
    if backwards:
        heads.reverse()
    ends = [encode(value, row) for row, value in (heads[:1] + heads[-1:])]
    came_from = place is not None or query.before == END
    older, newer = (came_from and query.before != END, has_more) if backwards else (has_more, came_from)
    count = _count(ranges)
    return Page(
        _rows(heads),
        ends[1] if ends and older else None,
        ends[0] if ends and newer else None,
        min(count, COUNT_CAP),
        count > COUNT_CAP,
    )


def _place(query: RunQuery) -> Cursor | None:
    text = query.after or query.before
    return decode(text, query.sort) if text and text != END else None


def _heads(
    ranges: Sequence[QuerySet[TestRun]], query: RunQuery, place: Cursor | None, *, backwards: bool
) -> list[Head]:
    """The first rows of the list after (or before) the place, one more than a page holds.

    Rows without a sort value come after all others whatever the direction, as a phase of their own.
    """
    descending = query.descending != backwards
    phases = [False] if query.sort is Sort.CREATED else [backwards, not backwards]
    heads: list[Head] = []
    for is_null in phases:
        wanted = _beyond(query.sort, place, is_null=is_null, descending=descending, backwards=backwards)
        if wanted is not None and len(heads) <= PAGE_ROWS:
            found = _union([part.filter(wanted) for part in ranges], query.sort, descending=descending)
            found.sort(key=lambda head: (head[1] if not is_null else 0, head[0]), reverse=descending)
            heads += found
    return heads[: PAGE_ROWS + 1]


def _beyond(sort: Sort, place: Cursor | None, *, is_null: bool, descending: bool, backwards: bool) -> Q | None:
    """The condition for rows of one phase beyond the place; None where the phase lies wholly before it."""
    column = sort.column
    phase = Q() if sort is Sort.CREATED else Q(**{f"{column}__isnull": is_null})
    if place is None:
        return phase
    at_null = place.value is None
    if at_null != is_null:
        return phase if at_null == backwards else None
    side = "lt" if descending else "gt"
    if is_null:
        return phase & Q(**{f"pk__{side}": place.row})
    tie = Q(**{column: place.value, f"pk__{side}": place.row})
    bound = Q(**{f"{column}__{side}e": place.value})
    return phase & bound & (Q(**{f"{column}__{side}": place.value}) | tie)


def _union(ranges: Sequence[QuerySet[TestRun]], sort: Sort, *, descending: bool) -> list[Head]:
    """Each range's first rows, in one statement; without duplicates."""
    column = F(sort.column)
    order = [column.desc(), F("pk").desc()] if descending else [column.asc(), F("pk").asc()]
    parts = [part.order_by(*order).values_list("id", sort.column)[: PAGE_ROWS + 1] for part in ranges]
    if not parts:
        return []
    sql, params = _compound(parts, "SELECT * FROM ({}) AS part")
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = dict(cursor.fetchall())
    return [(row, _python(sort, value)) for row, value in found.items()]


def _compound(parts: Sequence[QuerySet[TestRun, Any]], frame: str) -> tuple[str, list[Any]]:
    """`UNION ALL` of limited parts. Django refuses limits inside a union on sqlite, which needs them in a frame."""
    compiled = [part.query.get_compiler(connection=connection).as_sql() for part in parts]
    sql = " UNION ALL ".join(frame.format(statement) for statement, _ in compiled)
    return sql, [param for _, params in compiled for param in params]


def _python(sort: Sort, value: Any) -> Any:
    """The database's value as Python's: sqlite hands out moments and decimals as text or floats."""
    field = cast("Field[Any, Any]", TestRun._meta.get_field(sort.column))
    expression = Value(value, output_field=field)
    for convert in connection.ops.get_db_converters(expression) + field.get_db_converters(connection):
        value = convert(value, expression, connection)
    return value


def _count(ranges: Sequence[QuerySet[TestRun]]) -> int:
    if not ranges:
        return 0
    parts = [part.order_by().values("id")[: COUNT_CAP + 1] for part in ranges]
    sql, params = _compound(parts, "SELECT * FROM ({}) AS part")
    with connection.cursor() as cursor:
        # Every value in `sql` is a parameter; the text around them is Django's own.
        cursor.execute(f"SELECT COUNT(*) FROM (SELECT DISTINCT id FROM ({sql}) AS parts) AS found", params)  # noqa: S608
        return int(cursor.fetchone()[0])


def _rows(heads: list[Head]) -> list[TestRun]:
    keys = [row for row, _ in heads]
    rows = TestRun.objects.select_related("stack", "load_test", "project", "starter", "zone_set").in_bulk(keys)
    return [rows[key] for key in keys if key in rows]
