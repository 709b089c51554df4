"""(A6) What is refused again and again is one event with a count, on the page and in both files."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from runs import audit
from runs.audit import Actor, Outcome
from runs.models import AuditCount, AuditEvent, Role
from tests.audit.events import audit_of
from tests.builders import make_run, make_runs, make_stack, make_user, run_document
from tests.pages.visiting import HTMX, visible, visitor


@pytest.mark.django_db
def test_fifty_refused_clicks_are_one_event_with_a_count() -> None:
    run = make_run()
    viewer, lead = visitor(run.stack), visitor(run.stack, Role.LEAD)
    star = f"/stacks/{run.stack.slug}/runs/{run.run_id}/star/"
    for number in range(50):
        assert viewer.post(star, headers=HTMX if number % 2 else {}).status_code == 403

    [event] = AuditEvent.objects.all()
    assert (event.action, event.outcome, event.count) == ("run_star", "refused", 50)
    assert event.last_at > event.at
    assert "50 times, the last one" in visible(lead.get(audit_of(run.stack.team)))
    rows = list(csv.DictReader(io.StringIO(_text(lead.get(audit_of(run.stack.team, "export.csv"))))))
    assert (rows[-1]["action"], rows[-1]["count"]) == ("run_star", "50")
    assert rows[-1]["last_at"] == event.last_at.isoformat()
    events = json.loads(_text(lead.get(audit_of(run.stack.team, "export.json"))))
    assert (events[-1]["count"], events[-1]["last_at"]) == (50, event.last_at.isoformat())


@pytest.mark.django_db
def test_refusals_on_ever_new_runs_are_counted_together_after_a_while() -> None:
    stack = make_stack()
    make_runs(stack, *(run_document(number) for number in range(1, 61)))
    viewer = visitor(stack)
    for number in range(1, 61):
        viewer.post(f"/stacks/{stack.slug}/runs/{number}/star/")

    events = AuditEvent.objects.counted().order_by("pk")
    assert len(events) == audit.MOST_SINGLE + 1
    assert events[audit.MOST_SINGLE].count == 30
    assert "objects: several" in visible(visitor(stack, Role.LEAD).get(audit_of(stack.team)))


@pytest.mark.django_db
def test_what_failed_keeps_its_object_however_much_failed_before() -> None:
    stack = make_stack()
    who = Actor(make_user(stack.team), "192.0.2.7")
    runs = make_runs(stack, *(run_document(number) for number in range(1, audit.MOST_SINGLE + 11)))
    for run in runs:
        audit.record_run_event(who, run, "run_delete", Outcome.FAILED, reason="timeout")

    deleted = AuditEvent.objects.filter(action="run_delete").values_list("object_id", flat=True)
    assert set(deleted) == {str(run.run_id) for run in runs}


@pytest.mark.django_db
def test_what_differs_is_an_event_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = make_stack()
    ada, bob = Actor(make_user(stack.team), "192.0.2.7"), Actor(make_user(stack.team), "192.0.2.7")
    for who, action, outcome in (
        (ada, "sync", Outcome.REFUSED),
        (bob, "sync", Outcome.REFUSED),
        (ada, "act", Outcome.REFUSED),
        (ada, "sync", Outcome.FAILED),
        (Actor(ada.user, "192.0.2.8"), "sync", Outcome.REFUSED),
    ):
        audit.record(who, action, outcome, stack=stack)
    assert AuditEvent.objects.count() == 5
    monkeypatch.setattr(audit, "WINDOW_SECONDS", 601)  # another window
    audit.record(ada, "sync", Outcome.REFUSED, stack=stack)
    assert AuditEvent.objects.count() == 6


@pytest.mark.django_db
def test_what_was_changed_is_an_event_each_time_and_what_only_reads_is_counted_once_it_is_much() -> None:
    stack = make_stack()
    ada = Actor(make_user(stack.team))
    for _ in range(50):
        audit.record(ada, "stack_changed", stack=stack)
        audit.record(ada, "stack_checked", stack=stack)
    assert AuditEvent.objects.filter(action="stack_changed").count() == 50
    checks = AuditEvent.objects.filter(action="stack_checked").counted()
    assert len(checks) == audit.MOST_SINGLE + 1
    assert sum(event.count for event in checks) == 50


@pytest.mark.django_db(transaction=True)
def test_the_same_at_the_same_moment_is_one_event() -> None:
    stack = make_stack()
    ada = Actor(make_user(stack.team))

    def refuse(_: int) -> None:
        audit.record(ada, "sync", Outcome.REFUSED, stack=stack)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(refuse, range(24)))
    assert AuditEvent.objects.counted().get().count == 24


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE runs_auditcount SET "count" = 1',
        "UPDATE runs_auditcount SET event_id = event_id + 1",
        "UPDATE runs_auditcount SET actor = ''",
        "UPDATE runs_auditcount SET last_at = '2001-01-01 00:00:00'",
        "DELETE FROM runs_auditcount",
        "INSERT OR REPLACE INTO runs_auditcount SELECT * FROM runs_auditcount",
        "TRUNCATE runs_auditcount",
    ],
)
def test_the_database_lets_a_count_grow_and_nothing_else(statement: str) -> None:
    stack = make_stack()
    for _ in range(2):
        audit.record(Actor(make_user(stack.team, email=f"a{_}@example.com")), "sync", Outcome.REFUSED, stack=stack)
        audit.record(audit.OPERATOR, "sync", Outcome.REFUSED, stack=stack)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert sorted(AuditCount.objects.values_list("count", flat=True)) == [1, 1, 2]


def _text(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


@pytest.mark.django_db
def test_what_one_stranger_repeats_hides_nothing_of_what_another_does() -> None:
    stack = make_stack()
    for number in range(audit.MOST_SINGLE + 5):
        stranger = Actor(None, "192.0.2.7", email="")
        audit.record(stranger, "login_failed", Outcome.FAILED, kind="person", reason=f"reason {number}")
    other = Actor(None, "198.51.100.9", email="")
    for ident in ("1", "2"):
        audit.record(other, "login_failed", Outcome.FAILED, team=stack.team, kind="person", ident=ident)

    assert list(AuditEvent.objects.filter(ip=other.ip).order_by("pk").values_list("object_id", flat=True)) == ["1", "2"]
