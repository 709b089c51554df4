"""The audit as files for other programs: the events as they are stored, how often each was repeated, times in UTC."""

import json
from collections.abc import Iterable, Iterator

from runs.domain.csv_text import csv_lines
from runs.models import AuditEvent

COLUMNS = (
    *("id", "at", "actor_email", "action", "outcome", "object_kind", "object_id", "object_name"),
    *("stack_slug", "team_name", "ip", "request_id", "count", "last_at", "detail"),
)


def audit_csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    """A head, then a row for each event; its details as JSON in the last cell."""
    return csv_lines(_cells(events))


def audit_json(events: Iterable[AuditEvent]) -> Iterator[str]:
    """One array, an event a line."""
    yield "["
    for number, event in enumerate(events):
        facts = {column: getattr(event, column) for column in COLUMNS}
        facts |= {"at": event.at.isoformat(), "last_at": event.last_at.isoformat()}
        yield f"{',' if number else ''}\n{json.dumps(facts, ensure_ascii=False)}"
    yield "\n]\n"


def _cells(events: Iterable[AuditEvent]) -> Iterator[list[object]]:
    yield list(COLUMNS)
    for event in events:
        facts = [getattr(event, column) for column in COLUMNS[:-1]]
        yield [*facts, json.dumps(event.detail, ensure_ascii=False) if event.detail else ""]
