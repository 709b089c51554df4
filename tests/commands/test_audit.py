"""(L3) The audit: events are added and never change, whoever tries and by whatever way; the demo's people stay out."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from runs import audit
from runs.audit import OPERATOR, Actor, Outcome
from runs.models import AuditEvent
from runs.models.audit import AppendOnly
from runs.teams import make_person
from tests.builders import make_stack, make_user

pytestmark = pytest.mark.django_db


def make_event() -> AuditEvent:
    stack = make_stack(name="Shop EU")
    return audit.record(
        Actor(make_user(stack.team), "192.0.2.7", "req-1"), "stack_checked", Outcome.FAILED, stack=stack
    )


def test_an_event_keeps_who_what_where_and_how_it_ended() -> None:
    event = make_event()
    event.refresh_from_db()

    assert (event.action, event.outcome, event.ip, event.request_id) == (
        "stack_checked",
        "failed",
        "192.0.2.7",
        "req-1",
    )
    assert (event.object_kind, event.object_name) == ("stack", "Shop EU")
    assert event.actor_email.endswith("@example.com")
    assert audit.record(OPERATOR, "team_created").actor_email == "operator"


def test_the_orm_refuses_to_change_or_remove_an_event() -> None:
    event = make_event()
    event.action = "something else"

    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(action="x"),
        lambda: AuditEvent.objects.filter(pk=event.pk).update(action="x"),
        lambda: AuditEvent.objects.bulk_update([event], ["action"]),
        lambda: AuditEvent.objects.update_or_create(pk=event.pk, defaults={"action": "x"}),
        lambda: AuditEvent.objects.bulk_create(
            [AuditEvent(pk=event.pk, action="x", at=event.at)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["action"],
        ),
        lambda: AuditEvent.objects.filter(pk=event.pk)._raw_delete(AuditEvent.objects.db),
        lambda: AuditEvent(pk=event.pk, action="x", at=event.at).save(force_update=True),
        lambda: AuditEvent(pk=event.pk, action="x", at=event.at).save(),
    ):
        with pytest.raises((AppendOnly, DatabaseError)), transaction.atomic():
            attempt()
    assert AuditEvent.objects.get().action == "stack_checked"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs_auditevent SET action = 'x'",
        "DELETE FROM runs_auditevent",
        "UPDATE runs_auditevent SET ip = '' WHERE id = (SELECT MAX(id) FROM runs_auditevent)",
    ],
)
def test_the_database_refuses_it_too(statement: str) -> None:
    make_event()

    refused(statement)
    if connection.vendor == "postgresql":
        refused("TRUNCATE runs_auditevent")
    assert AuditEvent.objects.get().action == "stack_checked"


def refused(statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="audit events never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_an_event_outlives_the_person_the_stack_and_the_team() -> None:
    stack = make_stack(name="Shop EU")
    user = make_user(stack.team)
    audit.record(Actor(user), "stack_checked", stack=stack)
    team = stack.team.name
    stack.team.delete()
    user.delete()
    event = AuditEvent.objects.get()

    assert (event.stack_slug, event.team_name, event.actor_email) == (stack.slug, team, user.email)


def test_the_real_settings_refuse_the_demo_s_database() -> None:
    make_person("Lead@demo.test", "demo")

    with pytest.raises(SystemCheckError, match="holds the demo's logins"):
        call_command("check", databases=["default"])
    with override_settings(DEMO=True):
        call_command("check", databases=["default"])


def test_a_database_of_one_s_own_is_welcome() -> None:
    make_user(email="lead@demo.test.example.com")
    call_command("check", databases=["default"])


def test_no_event_is_overwritten_by_inserting_one_of_its_number() -> None:
    event = make_event()
    replacing = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = [str(field.column) for field in AuditEvent._meta.fields]
    chosen = ", ".join("'forged'" if column == "actor_email" else column for column in columns)
    statement = f"{replacing} INTO runs_auditevent ({', '.join(columns)}) SELECT {chosen} FROM runs_auditevent"  # noqa: S608

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    event.refresh_from_db()
    assert event.actor_email.endswith("@example.com")
