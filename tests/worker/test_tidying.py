"""(A6) No table grows for ever: what is over goes after a while, what is open stays."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django_q.models import Failure, Task

from runs.models import AuditEvent, Invitation, Kind, PendingAction, Role, State
from runs.tasks import tidy
from tests.builders import make_run, make_team, make_user

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=91)
LATELY = timezone.now() - timedelta(days=80)


def make_invitation(name: str, **fields: datetime) -> None:
    team = make_team()
    lead = make_user(team, Role.LEAD)
    defaults = {"expires": timezone.now() + timedelta(days=7)}
    Invitation.objects.create(
        team=team, email=f"{name}@example.com", role="viewer", token_hash=name, sender=lead, **{**defaults, **fields}
    )


def test_invitations_that_ended_long_ago_go() -> None:
    make_invitation("accepted", accepted_at=LONG_AGO, expires=LONG_AGO)
    make_invitation("revoked", revoked_at=LONG_AGO)
    make_invitation("expired", expires=LONG_AGO)
    make_invitation("accepted-lately", accepted_at=LATELY, expires=LONG_AGO)
    make_invitation("expired-lately", expires=LATELY)
    make_invitation("open")
    tidy()
    left = sorted(Invitation.objects.values_list("token_hash", flat=True))
    assert left == ["accepted-lately", "expired-lately", "open"]


def test_settled_actions_go_and_open_ones_stay() -> None:
    run = make_run()
    for kind, state, settled_at in (
        (Kind.STAR, State.SETTLED, LONG_AGO),
        (Kind.NOTE, State.SETTLED, LATELY),
        (Kind.SAVE, State.UNKNOWN, None),
    ):
        PendingAction.objects.create(
            run=run,
            stack=run.stack,
            kind=kind,
            state=state,
            settled_at=settled_at,
            asked_at=LONG_AGO,
            actor_email="a@x",
        )
    events = AuditEvent.objects.count()
    tidy()
    assert sorted(PendingAction.objects.values_list("kind", flat=True)) == [Kind.NOTE, Kind.SAVE]
    assert AuditEvent.objects.count() == events


def test_records_of_failed_tasks_go() -> None:
    for number, stopped in enumerate((LONG_AGO, LATELY)):
        Task.objects.create(
            id=f"task{number}", name=f"sync {number}", func="runs.tasks.sync_stack", started=stopped, stopped=stopped,
            success=False,
        )  # fmt: skip
    tidy()
    assert [task.name for task in Failure.objects.all()] == ["sync 1"]


def test_more_than_fits_one_transaction_goes_too() -> None:
    Task.objects.bulk_create(
        Task(id=f"t{number}", name="x", func="f", started=LONG_AGO, stopped=LONG_AGO, success=False)
        for number in range(250)
    )
    tidy()
    assert not Failure.objects.exists()
