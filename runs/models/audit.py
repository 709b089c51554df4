"""Who did what, when and with what outcome. Rows are added and never change (the database holds that too)."""

from typing import Any, Never

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or remove an audit event."""


class AuditQuerySet(models.QuerySet["AuditEvent"]):
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
