"""One page of a list: the heads of all arms in one statement, then the rows themselves in a second one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import F, Field, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from runs.listing.arms import arms
from runs.listing.choices import Choices
from runs.listing.cursors import END, Cursor, decode, encode
from runs.listing.query import PAGE_ROWS, RunQuery, Sort
from runs.listing.unions import union_all
from runs.models import TestRun

COUNT_CAP = 1000

Range = QuerySet[TestRun]
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
    heads, count = _heads(ranges, query, place, backwards=backwards) if ranges else ([], 0)
    has_more = len(heads) > PAGE_ROWS
    heads = heads[:PAGE_ROWS]
    if backwards:
        heads.reverse()
    ends = [encode(value, row) for row, value in (heads[:1] + heads[-1:])]
    came_from = place is not None or query.before == END
    older, newer = (came_from and query.before != END, has_more) if backwards else (has_more, came_from)
    return Page(
        _rows(heads, choices),
        ends[1] if ends and older else None,
        ends[0] if ends and newer else None,
        min(count, COUNT_CAP),
        count > COUNT_CAP,
    )


def _place(query: RunQuery) -> Cursor | None:
    text = query.after or query.before
    return decode(text, query.sort) if text and text != END else None


def _heads(
    ranges: Sequence[Range], query: RunQuery, place: Cursor | None, *, backwards: bool
) -> tuple[list[Head], int]:
    """The first rows of the list after (or before) the place, one more than a page holds; and the list's length.

    Rows without a sort value come after all others whatever the direction, as a phase of their own. A page at an end
    of the list is read far enough to count; another page needs a count of its own.
    """
    sort, descending = query.sort, query.descending != backwards
    limit = COUNT_CAP + 1 if place is None else PAGE_ROWS + 1
    order = _order(sort, descending=descending)
    parts = [
        part.filter(wanted).order_by(*order).values_list("id", sort.column)[:limit]
        for is_null in ([False] if sort is Sort.CREATED else [False, True])
        if (wanted := _beyond(sort, place, is_null=is_null, descending=descending, backwards=backwards)) is not None
        for part in ranges
    ]
    found, params = union_all(parts)
    # Only a search finds a row in two ranges. Every value is a parameter; the text around them is Django's and ours.
    unique = "DISTINCT " if query.q else ""
    nulls, direction = ("" if backwards else "NOT "), ("DESC" if descending else "ASC")
    statement = (
        f"WITH found AS ({found}) "  # noqa: S608
        f"SELECT heads.*, (SELECT COUNT(*) FROM (SELECT {unique}id FROM found LIMIT {COUNT_CAP + 1}) AS ids) "
        f"FROM (SELECT {unique}* FROM found) AS heads "
        f"ORDER BY {sort.column} IS {nulls}NULL DESC, {sort.column} {direction}, id {direction} LIMIT {PAGE_ROWS + 1}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows = cursor.fetchall()
    heads = [(row, _python(sort, value)) for row, value, _ in rows]
    if place is not None:
        return heads, _count(ranges, query)
    return heads, rows[0][2] if rows else 0


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


def _order(sort: Sort, *, descending: bool) -> list[OrderBy]:
    column = F(sort.column)
    return [column.desc(), F("pk").desc()] if descending else [column.asc(), F("pk").asc()]


def _python(sort: Sort, value: Any) -> Any:
    """The database's value as Python's: sqlite hands out moments and decimals as text or floats."""
    field = cast("Field[Any, Any]", TestRun._meta.get_field(sort.column))
    expression = Value(value, output_field=field)
    for convert in connection.ops.get_db_converters(expression) + field.get_db_converters(connection):
        value = convert(value, expression, connection)
    return value


def _count(ranges: Sequence[Range], query: RunQuery) -> int:
    """Rows up to one beyond the cap. In order, though a count needs none: else a database takes any index."""
    order = _order(Sort.EXPIRY if query.expiring else Sort.CREATED, descending=True)
    found, params = union_all([part.order_by(*order).values("id")[: COUNT_CAP + 1] for part in ranges])
    statement = f"SELECT DISTINCT id FROM ({found}) AS parts LIMIT {COUNT_CAP + 1}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({statement}) AS found", params)  # noqa: S608
        return int(cursor.fetchone()[0])


def _rows(heads: list[Head], choices: Choices) -> list[TestRun]:
    """The rows with what they share, which the choices have read already: joins would read it again for each row."""
    shared = choices.shared
    found = TestRun.objects.in_bulk([row for row, _ in heads])
    rows = [found[row] for row, _ in heads if row in found]
    for run in rows:
        for field, known in shared:
            key = getattr(run, field.attname)
            if key is None or key in known:  # one that was made a moment ago is asked for when it is looked at
                field.set_cached_value(run, known.get(key))
    return rows
