"""Several limited ranges of an index in one statement."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from runs.models import TestRun


def union_all(parts: Sequence[QuerySet[TestRun, Any]]) -> tuple[str, list[Any]]:
    """`UNION ALL` of limited parts. Django refuses limits inside a union on sqlite, which needs them in a frame.

    Every value is a parameter; the text around them is Django's and ours.
    """
    compiled = [part.query.get_compiler(connection=connection).as_sql() for part in parts]
    sql = " UNION ALL ".join(f"SELECT * FROM ({statement}) AS part" for statement, _ in compiled)  # noqa: S608
    return sql, [param for _, params in compiled for param in params]
