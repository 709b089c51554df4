"""A sync that somebody asked for: a column of its own, so that no slice that is under way can overwrite the wish."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from runs.breaker import ASKED_TO_WAIT, MOST_FAILURES
from runs.models import Stack


def request_sync(stack: Stack, now: datetime) -> None:
    """Makes a sync due. A wait after trouble ends, unless it is the circuit breaker's. Keeps `stack` current."""
    rows = Stack.objects.connected().filter(pk=stack.pk)
    rows.update(sync_asked_at=now)
    rows.filter(failures__lt=MOST_FAILURES).exclude(trouble__in=ASKED_TO_WAIT).update(retry_at=None)
    stack.refresh_from_db(fields=["sync_asked_at", "retry_at", "trouble", "failures", "sealed_token", "lease_until"])


def look_again(stack: Stack) -> None:
    """Reads whether somebody asked for a sync, and when the last one was, while another process may write both."""
    for fresh_at, asked_at in Stack.objects.filter(pk=stack.pk).values_list("fresh_at", "sync_asked_at"):
        stack.fresh_at, stack.sync_asked_at = fresh_at, asked_at


def mark_answered(stack: Stack, begun: datetime) -> None:
    """What was asked for until `begun` is done; a wish that came later stays. One from the future has a wrong clock."""
    until_then = Q(sync_asked_at__lte=begun) | Q(sync_asked_at__gt=timezone.now())
    if Stack.objects.filter(until_then, pk=stack.pk).update(sync_asked_at=None):
        stack.sync_asked_at = None
