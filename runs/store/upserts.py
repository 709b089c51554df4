"""Rows written by INSERT … ON CONFLICT … DO UPDATE, in the same words on sqlite and PostgreSQL.

Django's `bulk_create(update_conflicts=True)` writes the same, but makes its statement anew for every page and takes
every value through five functions: that was half of a sync's time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeVar

from django.db import DataError, IntegrityError, OperationalError, connection, models, transaction

Row = Mapping[str, Any]
T = TypeVar("T")
# PostgreSQL's class of "a limit of the program is exceeded", which one row can cause.
LIMIT_EXCEEDED: Final = "54"
_OF_A_ROW = (
    *(DataError, IntegrityError),
    *(ArithmeticError, LookupError, RecursionError, TypeError, ValueError),
)


class Upsert:
    """Writes rows of a model, each a mapping of its columns (`load_test_id`); left out means the default.

    A JSON column takes the text of the JSON. A row that is there already, by `unique`, gets the columns named in
    `update`, but only where `condition` holds: SQL over the row as it stands, with a `%s` for each of the moments that
    `write` is given.
    """

    def __init__(
        self, model: type[models.Model], unique: Sequence[str], update: Sequence[str], condition: str = "true"
    ) -> None:
        self._table = model._meta.db_table
        self._unique, self._update, self._condition = unique, update, condition
        self._fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]

    def write(self, rows: Iterable[Row], *moments: datetime) -> None:
        given = [connection.ops.adapt_datetimefield_value(moment) for moment in moments]
        with connection.cursor() as cursor:
            cursor.executemany(self._statement, [self._parameters(row) + given for row in rows])

    def _parameters(self, row: Row) -> list[Any]:
        values = {**self._defaults, **row}
        for name, adapt in self._adapted:
            if values[name] is not None:
                values[name] = adapt(values[name])
        return list(values.values())

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        """Of each column, in the statement's order."""
        return {field.attname: field.get_default() for field in self._fields}

    @cached_property
    def _adapted(self) -> list[tuple[str, Callable[[Any], Any]]]:
        """The columns whose values the driver does not take as they are, and what makes them fit."""
        fit: dict[type, Callable[[Any], Any]] = {
            models.DateTimeField: connection.ops.adapt_datetimefield_value,
            models.DecimalField: connection.ops.adapt_decimalfield_value,
        }
        return [(field.attname, fit[type(field)]) for field in self._fields if type(field) in fit]

    @cached_property
    def _statement(self) -> str:
        columns = [str(field.column) for field in self._fields]
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column in self._update)
        return (  # of the names of our own columns and nothing else
            f"INSERT INTO {self._table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(self._unique)}) DO UPDATE SET {changes} WHERE {self._condition}"
        )


def write_each(rows: Sequence[T], write: Callable[[Sequence[T]], object]) -> list[tuple[T, Exception]]:
    """Writes all rows at once, or else one by one; which of them can't be written, and why.

    Call it inside a transaction, which stays usable. A database that can't be used at all is raised, as ever.
    """
    if not rows:
        return []
    try:
        with transaction.atomic():
            write(rows)
    except Exception as error:
        if not _is_about_a_row(error):
            raise
        if len(rows) == 1:
            return [(rows[0], error)]
    else:
        return []
    return [failed for row in rows for failed in write_each([row], write)]


def _is_about_a_row(error: Exception) -> bool:
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    is_limit = isinstance(error, OperationalError) and (state or "").startswith(LIMIT_EXCEEDED)
    return is_limit or isinstance(error, _OF_A_ROW)
