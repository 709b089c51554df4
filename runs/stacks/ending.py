"""Stacks disconnected: their record stays, or is removed for good, run by run and in the background."""

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from runs import audit
from runs.breaker import WELL
from runs.connection import clear_token
from runs.keeping import purge_stack
from runs.models import PersonalToken, RunKeeping, ShareLink, Stack, User
from runs.sync import break_lease


class BeingRemoved(Http404):
    """The stack's record is being removed; nothing can be connected to it any more."""


@dataclass(frozen=True)
class Held:
    """How much hangs on a stack."""

    runs: int
    notes: int
    scripts: int
    links: int
    personal_tokens: int


def held_by(stack: Stack) -> Held:
    return Held(
        runs=stack.runs.count(),
        notes=stack.runs.exclude(note="").count(),
        scripts=RunKeeping.objects.filter(run__stack=stack, script__isnull=False).values("script").distinct().count(),
        links=ShareLink.objects.filter(stack=stack).open_at(timezone.now()).count(),
        personal_tokens=stack.personal_tokens.count(),
    )


def disconnect(stack: Stack, actor: audit.Actor) -> None:
    """Takes every token for it away, and stops who is reading it. Its record stays, and it can be connected again."""
    with transaction.atomic():
        row = Stack.objects.select_for_update().get(pk=stack.pk)
        if row.is_connected:
            _cut_off(row)
            tokens, _ = PersonalToken.objects.filter(stack=row).delete()
            audit.record(actor, "stack_disconnected", stack=row, record="kept", personal_tokens_removed=tokens or None)
    stack.refresh_from_db()


def remove(stack: Stack, actor: audit.Actor) -> None:
    """The same, and its record goes: shared pages at once, the rest by `remove_some`, called until it says so."""
    with transaction.atomic():
        row = Stack.objects.select_for_update().get(pk=stack.pk)
        if row.removal_asked_at is None:
            _cut_off(row)
            tokens, _ = PersonalToken.objects.filter(stack=row).delete()
            links, _ = ShareLink.objects.filter(stack=row).delete()
            row.removal_asked_at, row.removal_asked_by = timezone.now(), actor.address
            row.removal_runs = row.runs.count()
            row.save(update_fields=["removal_asked_at", "removal_asked_by", "removal_runs"])
            audit.record(
                actor,
                "stack_disconnected",
                stack=row,
                record="removed",
                runs=row.removal_runs,
                share_links=links or None,
                personal_tokens_removed=tokens or None,
            )
    stack.refresh_from_db()


def remove_some(stack: Stack, seconds: float) -> bool:
    """Works for about `seconds`; True once nothing is left, not even the stack's own row. May be killed at any time."""
    if not purge_stack(stack, seconds).is_whole:
        return False
    with transaction.atomic():
        row = Stack.objects.select_for_update().filter(pk=stack.pk).first()
        if row is not None:
            who = User.objects.filter(email=row.removal_asked_by).first()
            actor = audit.Actor(who, email=row.removal_asked_by)
            audit.record(actor, "stack_removed", stack=row, runs=row.removal_runs)
            row.delete()
    return True


def _cut_off(row: Stack) -> None:
    clear_token(row)
    columns = ["sealed_token", "token_end", "token_set_at", "token_set_by", "token_used_at", "token_used_by"]
    row.walk_started = row.queued_until = row.walk_queued_until = row.sync_asked_at = None
    row.save(update_fields=[*columns, *WELL, "walk_started", "queued_until", "walk_queued_until", "sync_asked_at"])
    break_lease(row.pk)
