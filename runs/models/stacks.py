"""Stacks: a Grafana Cloud stack as one team connected it, its sealed token, and how far its sync is."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from runs.models.people import Team

LONGEST_LEASE = timedelta(minutes=5)


class SyncState(models.Model):
    """How far a stack's sync is. Written by `runs.sync` alone.

    Lease and fence: one process walks a stack at a time. Whoever takes the lease raises the fence; a write counts only
    while its fence is still the row's, so a process that was taken for dead and wakes up late changes nothing.
    """

    fence = models.BigIntegerField(default=0)
    lease_owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    queued_until = models.DateTimeField(null=True)
    walk_queued_until = models.DateTimeField(null=True)
    settling_until = models.DateTimeField(null=True)
    keeping_until = models.DateTimeField(null=True, help_text="until when its keeping rests after trouble")

    # When each part of the work last succeeded; `fresh_mark`: every run created before it is known.
    fresh_mark = models.DateTimeField(null=True)
    fresh_at = models.DateTimeField(null=True)
    sync_asked_at = models.DateTimeField(null=True, help_text="when somebody asked for a sync that has yet to be done")
    active_at = models.DateTimeField(null=True)
    names_at = models.DateTimeField(null=True)
    names_skip = models.PositiveIntegerField(default=0, help_text="where the reading of their names goes on")
    doubts_at = models.DateTimeField(null=True, help_text="when runs that may be gone were last asked for")

    # The full walk: windows of `created`, from now back to the first run ever (see `runs.sync.walk`).
    walk_started = models.DateTimeField(null=True)
    walk_finished = models.DateTimeField(null=True)
    walk_before = models.DateTimeField(null=True)
    walk_after = models.DateTimeField(null=True)
    walk_skip = models.PositiveIntegerField(default=0)
    walk_last = models.BigIntegerField(
        null=True, help_text="the last run of the page before, which the next begins with"
    )
    walk_total = models.PositiveBigIntegerField(null=True)
    walk_rows = models.PositiveBigIntegerField(default=0)
    walk_seconds = models.FloatField(default=0, help_text="of work, without the time that it lay still")
    walk_incomplete = models.CharField(max_length=200, blank=True)

    # The last trouble, from its beginning until the next success. `trouble` is a word of `runs.troubles`.
    trouble = models.CharField(max_length=40, blank=True)
    trouble_said = models.CharField(max_length=500, blank=True)
    trouble_at = models.DateTimeField(null=True)
    retry_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="calls in a row without a usable answer")

    class Meta:
        abstract = True


class StackQuerySet(models.QuerySet["Stack"]):
    def connected(self) -> "StackQuerySet":
        """Those that have a token to call with."""
        return self.exclude(sealed_token="")

    def disconnected(self) -> "StackQuerySet":
        """Those without one whose record is here to stay."""
        return self.filter(sealed_token="", removal_asked_at=None)

    def leaving(self) -> "StackQuerySet":
        """Those whose record is being removed."""
        return self.filter(removal_asked_at__isnull=False)

    def free_at(self, now: datetime) -> "StackQuerySet":
        """Those that nobody is walking. A lease that ends later than any can was given by a clock that went wrong."""
        later = now + LONGEST_LEASE
        return self.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now) | Q(lease_until__gt=later))


class Stack(SyncState):
    """A Grafana Cloud stack. Its slug is unique in the deployment, is what its token is bound to, and never changes."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stacks")
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=100)
    grafana_url = models.CharField("Grafana URL", max_length=255)
    stack_id = models.BigIntegerField("stack id")
    sealed_token = models.TextField(blank=True)
    token_end = models.CharField(max_length=4, blank=True)
    token_set_at = models.DateTimeField(null=True)
    token_set_by = models.CharField(max_length=254, blank=True, help_text="the address of who entered it")
    token_used_at = models.DateTimeField(null=True, help_text="to within five minutes")
    token_used_by = models.CharField(max_length=254, blank=True, help_text="the sync, or a person's address")
    keeps_scripts = models.BooleanField(default=True)
    created = models.DateTimeField(default=timezone.now)
    zone_names = models.JSONField(default=dict, help_text="names of load zones by their ids, as the API told them")

    # A record on its way out: since when, who wanted it, and how many runs there were.
    removal_asked_at = models.DateTimeField(null=True)
    removal_asked_by = models.CharField(max_length=254, blank=True)
    removal_runs = models.PositiveBigIntegerField(default=0)

    objects = StackQuerySet.as_manager()
    runs_left: int | None = None  # how many more runs there is room for, as `runs.store` counted for this object

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def row_identity(self) -> str:
        """What the sealed token is bound to."""
        return f"stack:{self.slug}"

    def is_queued(self, now: datetime) -> bool:
        """Whether a worker is about to begin with it."""
        return any(until and until > now for until in (self.queued_until, self.walk_queued_until))

    @property
    def is_connected(self) -> bool:
        return bool(self.sealed_token)
