"""In a web process few threads wait for sqlite's write lock, so that the others can go on reading."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

MOST_WRITERS = 4
PATIENCE_SECONDS = 0.25
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")
_places = threading.BoundedSemaphore(MOST_WRITERS)


def form_a_line() -> None:
    """For every connection that this process opens from now on."""
    connection_created.connect(_add)


def _add(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor == "sqlite" and _in_line not in connection.execute_wrappers:
        connection.execute_wrappers.append(_in_line)


def _in_line(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """A statement that has to get the lock first takes a place in the line; with none left the database is busy."""
    is_write = context["connection"].autocommit and sql[:6].upper() in WRITES
    if not is_write and not sql.startswith("BEGIN"):
        return execute(sql, params, many, context)
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise OperationalError("too many wait for the write lock already")
    try:
        return execute(sql, params, many, context)
    finally:
        _places.release()
