"""Scripts kept for good, each stored once however many runs share it, and what could be kept of a run."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from runs.models.runs import TestRun
from runs.models.stacks import Stack


class ScriptFile(models.Model):
    """The bytes of a script as the API gave them; the file lies in MEDIA_ROOT under its own digest.

    Archives of one script differ in their bytes at every upload, so the same script may be several files: they share
    their fingerprint (sorted paths and contents, without the metadata). `rules` says which rules made the fingerprint
    and the kind: those of earlier ones are made anew in the background (`runs.keeping.renewing`).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    fingerprint = models.CharField(max_length=64, blank=True, db_index=True, help_text="empty where not all was read")
    rules = models.PositiveSmallIntegerField(
        default=0, db_index=True, help_text="`runs.domain.archives.RULES` when it was read"
    )
    kind = models.CharField(max_length=20, help_text="as `runs.domain.archives` calls it")
    size = models.PositiveBigIntegerField(help_text="bytes")
    kept_at = models.DateTimeField(default=timezone.now)


class Keep(models.TextChoices):
    """What became of a part that is to be kept: its script or its distribution."""

    DUE = "due"
    KEPT = "kept"
    NONE = "none", "The API has none."
    FAILED = "failed", "It was asked for often enough, without a usable answer."
    OFF = "off", "Not wanted for this stack."
    FULL = "full", "The store of scripts is full."


class RunKeeping(models.Model):
    """What is kept of a run beside its document. Made when the run has ended and its parts are asked for."""

    run = models.OneToOneField(TestRun, on_delete=models.CASCADE, primary_key=True, related_name="keeping")
    script = models.ForeignKey(ScriptFile, on_delete=models.RESTRICT, null=True, related_name="keepings")
    script_state = models.CharField(max_length=10, choices=Keep, default=Keep.DUE)
    distribution_state = models.CharField(max_length=10, choices=Keep, default=Keep.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True, help_text="what went wrong last, redacted")
    asked_at = models.DateTimeField(default=timezone.now)
    waits_in = models.ForeignKey(
        Stack,
        on_delete=models.CASCADE,
        null=True,
        db_index=False,
        related_name="waiting",
        help_text="its stack, while its script waits for room, or for scripts to be kept again",
    )

    class Meta:
        indexes = [
            models.Index(fields=["waits_in", "-run"], condition=Q(waits_in__isnull=False), name="keeping_waiting"),
        ]
