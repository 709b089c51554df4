"""The one writer of audit events."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone

from runs.models import AuditEvent, LoadTest, Stack, Team, TestRun, User


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Actor:
    """Who did it and from where. No user: `email` names who it was, by default the operator on the command line."""

    user: User | None = None
    ip: str = ""
    request_id: str = ""
    email: str = "operator"

    @property
    def address(self) -> str:
        """The person's, or the name of whoever else it was."""
        return self.user.email if self.user else self.email


OPERATOR = Actor()


def record(
    actor: Actor,
    action: str,
    outcome: Outcome = Outcome.DONE,
    *,
    team: Team | None = None,
    stack: Stack | None = None,
    kind: str = "",
    ident: str = "",
    name: str = "",
    **detail: Any,
) -> AuditEvent:
    """Adds one event. `detail` is what a lead will want to read later; never a secret."""
    team = team or (stack.team if stack else None)
    return AuditEvent.objects.create(
        at=timezone.now(),
        actor_id=actor.user.pk if actor.user else None,
        actor_email=actor.address,
        team_id=team.pk if team else None,
        team_name=team.name if team else "",
        stack_slug=stack.slug if stack else "",
        action=action,
        object_kind=kind or ("stack" if stack else "team" if team else ""),
        object_id=ident or (stack.slug if stack else team.slug if team else ""),
        object_name=name or (stack.name if stack else team.name if team else ""),
        outcome=outcome,
        ip=actor.ip,
        request_id=actor.request_id,
        detail={key: value for key, value in detail.items() if value not in (None, "")},
    )


def record_run_event(actor: Actor, run: TestRun, what: str, outcome: Outcome, **detail: Any) -> AuditEvent:
    """One event on a run; `what` is for example "run_abort". `detail`: the reason, the API's words."""
    ident = str(run.run_id)
    return record(actor, what, outcome, stack=run.stack, kind="run", ident=ident, name=f"Run #{ident}", **detail)


def record_test_event(actor: Actor, test: LoadTest, what: str, outcome: Outcome, **detail: Any) -> AuditEvent:
    """One event on a load test."""
    ident = str(test.test_id)
    return record(actor, what, outcome, stack=test.stack, kind="load test", ident=ident, name=test.title, **detail)


def record_person_event(actor: Actor, person: User, what: str, outcome: Outcome = Outcome.DONE, **detail: Any) -> None:
    """Something about a person's account: one event in each of their teams, as leads read their own team's alone;
    one in none for who is in no team.
    """
    teams: list[Team | None] = [*Team.objects.filter(memberships__user=person).order_by("pk")]
    for team in teams or [None]:
        record(actor, what, outcome, team=team, kind="person", ident=str(person.pk), name=person.email, **detail)
