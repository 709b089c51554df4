"""What a database may do to a request: be busy, or be away. And writes that are not worth waiting for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection

# sqlite: locked by somebody, or its file can't be used now. The rest of its operational errors are our own bugs.
_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY")
# PostgreSQL, classes of SQLSTATE: connection, resources, somebody's intervention, lost races for locks.
_POSTGRES = ("08", "53", "57P", "57014", "55P03", "40001", "40P01")


def is_out_of_reach(error: BaseException | None) -> bool:
    """Whether it, or what it came from, says that the database is busy or away: later it may be well again."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, InterfaceError) or (isinstance(error, OperationalError) and _passes(error)):
            return True
        error = error.__cause__ or error.__context__
        seen += 1
    return False


def _passes(error: OperationalError) -> bool:
    of_the_driver = error.__cause__
    name = getattr(of_the_driver, "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(_SQLITE)
    state = getattr(of_the_driver, "sqlstate", None)
    return state is None or str(state).startswith(_POSTGRES)  # without one there was no connection at all


@contextmanager
def without_waiting() -> Iterator[None]:
    """Writes inside are tried once: where somebody holds sqlite's write lock, they raise `OperationalError` at once."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")
