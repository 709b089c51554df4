"""One walk per stack at a time: a lease on the stack's row, with a fence.

Whoever takes the lease raises the fence. Every write of a sync goes through `Lease.writing`, which extends the lease
only while the fence is still its own: a worker that was taken for dead and wakes up late can't write any more.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from runs.models import Stack

# Longer than the longest call without a write in between, short enough that a killed worker's place is soon free.
LEASE_TIME = timedelta(seconds=45)


class LeaseLost(Exception):
    """Somebody else walks this stack now; nothing of the current transaction was written."""


class Lease:
    """The right to write what the API says of one stack. `stack` is kept current with what is saved through it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack

    @contextmanager
    def writing(self, **columns: Any) -> Iterator[None]:
        """A transaction that ends with `columns` written to the stack's row; LeaseLost rolls it back."""
        with transaction.atomic():
            rows = Stack.objects.filter(pk=self.stack.pk, fence=self.stack.fence)
            if not rows.update(lease_until=timezone.now() + LEASE_TIME, **columns):
                raise LeaseLost(self.stack.slug)
            yield
        for name, value in columns.items():
            setattr(self.stack, name, value)

    def save(self, **columns: Any) -> None:
        with self.writing(**columns):
            pass

    def release(self) -> None:
        """Frees the stack for others at once; without effect where the lease was lost."""
        rows = Stack.objects.filter(pk=self.stack.pk, fence=self.stack.fence)
        rows.update(lease_until=None, lease_owner="")


def take_lease(stack_pk: int) -> Lease | None:
    """The lease on a stack, or None while somebody else holds it."""
    now = timezone.now()
    owner = f"{socket.gethostname()[:50]}:{os.getpid()}:{uuid4().hex[:8]}"
    with transaction.atomic():
        taken = Stack.objects.free_at(now).filter(pk=stack_pk)
        if not taken.update(fence=F("fence") + 1, lease_owner=owner, lease_until=now + LEASE_TIME):
            return None
        return Lease(Stack.objects.select_related("team").get(pk=stack_pk))


def break_lease(stack_pk: int) -> None:
    """Whoever walks the stack now can't write any more: what they read is on its way out."""
    Stack.objects.filter(pk=stack_pk).update(fence=F("fence") + 1, lease_until=None, lease_owner="")
