"""A database full of runs, kept for the next time.

Documents are left out: lists never read them, and they would make a million runs several gigabytes. Indexes are made
after the rows, as a restore from a dump does it.
"""

import sqlite3
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from tests.bench.houses import make_houses, open_session
from tests.bench.spread import Row, run_rows

BATCH = 10_000
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'runs_testrun' AND sql IS NOT NULL"


def main(count: str) -> str:
    """Fills the settings' database with `count` runs unless it is there; the key of a reader's session."""
    path = Path(settings.DATABASES["default"]["NAME"])
    if not path.exists() or not path.stat().st_size:  # the settings make an empty one, for its owner alone
        draft = path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        connection.settings_dict["NAME"] = str(draft)
        call_command("migrate", verbosity=0)
        houses = make_houses()
        connection.close()
        _insert(draft, run_rows(houses, int(count), timezone.now()))
        draft.rename(path)  # whole or not at all
        connection.settings_dict["NAME"] = str(path)
    return open_session()


def _insert(path: Path, rows: Iterable[Row]) -> None:
    iterator = iter(rows)
    database = sqlite3.connect(path)
    with database:
        indexes = list(database.execute(INDEXES))
        for name, _ in indexes:
            database.execute(f'DROP INDEX "{name}"')
        while batch := list(islice(iterator, BATCH)):
            values = ", ".join(f":{name}" for name in batch[0])
            database.executemany(f"INSERT INTO runs_testrun ({', '.join(batch[0])}) VALUES ({values})", batch)  # noqa: S608
        for _, sql in indexes:
            database.execute(sql)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
