"""What somebody wants done to a run, from before the API is asked until the outcome is known."""

from typing import Any

from django.db import models
from django.db.models import Q

from runs.models.people import User
from runs.models.runs import TestRun
from runs.models.stacks import Stack


class Kind(models.TextChoices):
    """The API's writes on a run."""

    ABORT = "abort"
    DELETE = "delete"
    NOTE = "note"
    SAVE = "save"
    UNSAVE = "unsave"
    STAR = "star"
    UNSTAR = "unstar"


class State(models.TextChoices):
    """`asked`: the call is on its way, or its process died. `waiting`: the API took it, the run has yet to show it.

    `unknown`: no usable answer came. `settled`: the outcome is known and in the audit.
    """

    ASKED = "asked"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    SETTLED = "settled"


class PendingActionQuerySet(models.QuerySet["PendingAction"]):
    def open(self) -> "PendingActionQuerySet":
        return self.exclude(state=State.SETTLED)

    def who_aborted(self) -> str:
        """The e-mail address of the person whose abort the API accepted, empty where there is none; one query.

        An abort that came too late, because the run had ended before, has a reason and does not count.
        """
        is_done = Q(state=State.SETTLED, outcome="done", reason="")
        accepted = self.filter(is_done | Q(state=State.WAITING), kind=Kind.ABORT).order_by("-asked_at")
        return accepted.values_list("actor_email", flat=True).first() or ""


class PendingAction(models.Model):
    """Written before the call. The database allows one open action of a kind per run: many clicks make one call."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="actions")
    run = models.ForeignKey(TestRun, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    outcome = models.CharField(max_length=20, blank=True, help_text="of `runs.audit.Outcome`, once settled")
    reason = models.CharField(max_length=40, blank=True, help_text="a word of `runs.actions.outcomes`")
    said = models.CharField(max_length=500, blank=True, help_text="the API's own words, redacted")
    wanted = models.TextField(blank=True, help_text="the note that was to be written")
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    actor_email = models.CharField(max_length=254)
    ip = models.CharField(max_length=45, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = PendingActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "kind"], condition=~Q(state="settled"), name="one_open_action_of_a_kind"
            )
        ]
        indexes = [
            models.Index(fields=["stack", "asked_at"], condition=~Q(state="settled"), name="action_open"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.said = self.said[:500]
        super().save(*args, **kwargs)
