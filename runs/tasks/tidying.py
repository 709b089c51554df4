"""What nobody needs any more, removed once a day. The audit keeps the facts."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_q.models import Task

from runs import keeping
from runs.models import Invitation, PendingAction, State
from runs.people.sessions import remove_old_sessions
from runs.sharing import remove_ended

KEPT_FOR = timedelta(days=90)
AT_ONCE = 100


def tidy() -> None:
    """Sessions that are over, what ended links showed, old rows of the tables below, scripts without a run."""
    now = timezone.now()
    remove_old_sessions()
    remove_ended(now)
    for rows in (ended_invitations, settled_actions, failed_tasks):
        _remove(rows(now - KEPT_FOR))
    keeping.tidy()


def ended_invitations(before: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(accepted_at=None, revoked_at=None, expires__lt=before)
    )


def settled_actions(before: datetime) -> QuerySet[PendingAction]:
    return QuerySet(PendingAction).filter(state=State.SETTLED, settled_at__lt=before)


def failed_tasks(before: datetime) -> QuerySet[Task]:
    """django-q2 removes the records of tasks that went well by itself (`save_limit`)."""
    manager: Any = Task.objects  # django-q2 has no types
    rows: QuerySet[Task] = manager.filter(success=False, stopped__lt=before)
    return rows


def _remove(rows: Any) -> None:
    """Rows of any of these tables, in short transactions."""
    while some := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=some).delete()
