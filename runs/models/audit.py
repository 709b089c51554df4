"""Who did what, when and with what outcome. Rows are added and never change (the database holds that too)."""

from datetime import datetime
from typing import Any, Never

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or remove an audit event."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def counted(self) -> "AuditQuerySet":
        """With how often each was repeated; no query for each event."""
        return self.select_related("repeats")

    def update(self, **_: Any) -> Never:
        raise AppendOnly("Audit events never change.")

    def delete(self) -> Never:
        raise AppendOnly("Audit events are never removed.")


class AuditEvent(models.Model):
    """Plain ids and names, no foreign keys: deleting a person, a stack or a team leaves the record whole."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_email = models.CharField(max_length=254, blank=True)
    team_id = models.BigIntegerField(null=True)
    team_name = models.CharField(max_length=100, blank=True)
    stack_slug = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    object_name = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=20)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team_id", "-at", "-id"], name="audit_newest")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Audit events never change.")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> Never:
        raise AppendOnly("Audit events are never removed.")

    @property
    def count(self) -> int:
        """How often it happened: more than once where the same was repeated."""
        return self.repeats.count if hasattr(self, "repeats") else 1

    @property
    def last_at(self) -> datetime:
        return self.repeats.last_at if hasattr(self, "repeats") else self.at


class AuditCount(models.Model):
    """How often an event was repeated within a window of time. The database lets the count grow and nothing else."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="repeats", db_constraint=False)
    key = models.CharField(max_length=64, unique=True, help_text="hash of all that repeated events have in common")
    window = models.BigIntegerField(help_text="the window's number since 1970")
    actor = models.CharField(max_length=254)
    count = models.PositiveBigIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["window", "actor"], name="audit_count_of_actor")]
