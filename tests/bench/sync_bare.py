"""The least that a sync could do: pages by HTTP, decoded, upserted by the sqlite driver into the same tables.

No cleaning, no redaction, no lease, no comparison with what is there; the same indexes, 100 rows a transaction.
"""

import json
import resource
import sqlite3
import time
from collections.abc import Iterator
from typing import Any

import requests
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from runs.k6sim import DEFAULT_STACK_ID, DEFAULT_TOKEN
from tests.builders import make_stack

PAGE = 100
NOW = "2026-01-01 00:00:00"
Row = dict[str, Any]


def main() -> str:
    call_command("migrate", verbosity=0)
    stack = make_stack()
    connection.close()
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    database.executescript(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    start = time.perf_counter()
    shared: dict[tuple[str, object], int] = {}
    for documents in _pages():
        database.execute("BEGIN IMMEDIATE")
        rows = [_row(database, shared, stack.pk, document) for document in documents]
        keys = dict(_upsert(database, "runs_testrun", rows, "stack_id, run_id", "run_id, id"))
        bodies = [
            {"run_id": keys[document["id"]], "body": json.dumps(document), "problems": "[]", "fetched_at": NOW}
            for document in documents
        ]
        list(_upsert(database, "runs_rundocument", bodies, "run_id", "run_id"))
        database.execute("COMMIT")
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return json.dumps({"rows": stack.runs.count(), "seconds": seconds, "peak": peak})


def _pages() -> Iterator[list[Row]]:
    session = requests.Session()
    session.headers.update({"Authorization": f"Bearer {DEFAULT_TOKEN}", "X-Stack-Id": str(DEFAULT_STACK_ID)})
    skip, has_more = 0, True
    while has_more:
        params = {"$top": PAGE, "$skip": skip}
        page = session.get(f"{settings.K6_API_URL}/cloud/v6/test_runs", params=params, timeout=60).json()
        yield page["value"]
        skip += PAGE
        has_more = "@nextLink" in page


def _row(database: sqlite3.Connection, shared: dict[tuple[str, object], int], stack: int, run: Row) -> Row:
    def key(table: str, **columns: object) -> int:
        name = (table, tuple(columns.values())[-1])
        if name not in shared:
            names, marks = ", ".join(columns), ", ".join("?" * len(columns))
            cursor = database.execute(
                f"INSERT INTO {table} (stack_id, {names}) VALUES (?, {marks})",  # noqa: S608
                [stack, *columns.values()],
            )
            shared[name] = cursor.lastrowid or 0
        return shared[name]

    zones = json.dumps(sorted(share["load_zone"] for share in run.get("distribution") or ()))
    ended, expiry = run["ended"], run["retention_expiry"]
    return {
        "stack_id": stack,
        "run_id": run["id"],
        "load_test_id": key("runs_loadtest", name="", test_id=run["test_id"]),
        "project_id": key("runs_project", name="", project_id=run["project_id"]),
        "starter_id": key("runs_starter", email=run["started_by"]) if run["started_by"] else None,
        "zone_set_id": key("runs_zoneset", zones=zones, digest=zones),
        "status": run["status"],
        "result": run["result"] or "",
        "active": ended is None,
        "created": run["created"],
        "ended": ended,
        "duration": run.get("execution_duration"),
        "max_vus": run.get("max_vus"),
        "total_vuh": (run.get("cost") or {}).get("total_vuh"),
        "retention_expiry": expiry,
        "is_saved": expiry is None,
        "is_starred": bool(run.get("is_starred")),
        "note": run["note"] or "",
        "digest": "",
        "first_seen": NOW,
        "last_seen": NOW,
        "archived": False,
        "gone_reason": "",
        "gone_by": "",
        "keep_at": NOW,
    }


def _upsert(
    database: sqlite3.Connection, table: str, rows: list[Row], unique: str, returned: str
) -> Iterator[tuple[int, int]]:
    names = list(rows[0])
    marks = ", ".join(f":{name}" for name in names)
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    for row in rows:
        yield from database.execute(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) "  # noqa: S608
            f"ON CONFLICT ({unique}) DO UPDATE SET {changes} RETURNING {returned}",
            row,
        )
