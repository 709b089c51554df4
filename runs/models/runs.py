"""Runs: a narrow row for lists, and the API's own document apart from it, because wide rows make scans slow."""

from datetime import datetime

from django.db import models
from django.db.models import OuterRef, Q, Value

from runs.models.names import LoadTest, Project, Starter, ZoneSet
from runs.models.stacks import Stack


class Gone(models.TextChoices):
    """Why a run is not in Grafana any more. `runs.presenters.absence` has the words for people."""

    DELETED_HERE = "deleted_here"
    DELETED_ELSEWHERE = "deleted_elsewhere"
    EXPIRED = "expired"


def _newest(name: str, *columns: str, condition: Q | None = None) -> models.Index:
    """An index that hands out its rows newest first below `columns`."""
    return models.Index(fields=[*columns, "-created", "-id"], name=f"run_{name}", condition=condition)


def _latest(name: str, column: str) -> models.Index:
    """An index of the few rows that have a moment in `column`, the latest first."""
    condition = Q(**{f"{column}__isnull": False})
    return models.Index(fields=["stack", f"-{column}", "-id"], name=f"run_{name}", condition=condition)


def _sorted_by(name: str) -> models.Index:
    return models.Index(fields=["stack", "archived", name, "id"], name=f"run_by_{name}")


class TestRunQuerySet(models.QuerySet["TestRun"]):
    """Shapes of queries that read a range of an index and stop, however many runs there are."""

    def of_test(self, load_test: int | OuterRef, *, archived: bool) -> "TestRunQuerySet":
        """Runs of a load test, newest first: one range of the index `run_test`.

        As a value, because Django would write `NOT archived`, for which no index is used.
        """
        return self.filter(load_test=load_test, archived=Value(archived)).order_by("-created", "-id")

    def followed(self) -> "TestRunQuerySet":
        """Those that go on, the one that was not seen for longest first."""
        return self.filter(active=True, archived=False).order_by("last_seen")

    def in_doubt(self, now: datetime) -> "TestRunQuerySet":
        """Those that may be gone, as far as it is time to ask; runs of one load test together."""
        return self.filter(ask_again_at__lte=now).order_by("ask_again_at", "load_test", "run_id")

    def with_its_page(self) -> "TestRunQuerySet":
        """Together with all that a run's own page shows of it, in one query."""
        own = self.select_related("stack__team", "load_test", "project", "starter", "zone_set", "document")
        return own.with_its_script()

    def with_its_script(self) -> "TestRunQuerySet":
        """Together with what is kept of it beside its document."""
        return self.select_related("keeping__script")

    def older_than(self, run: "TestRun") -> "TestRunQuerySet":
        return self.filter(Q(created__lt=run.created) | Q(pk__lt=run.pk), created__lte=run.created)

    def newer_than(self, run: "TestRun") -> "TestRunQuerySet":
        return self.filter(Q(created__gt=run.created) | Q(pk__gt=run.pk), created__gte=run.created)


class TestRun(models.Model):
    """One run as lists show it. Columns with the API's names hold what the API said; `runs.store` alone writes them.

    The indexes are the list's promise: the default order, alone or with any one filter, reads its page from one of
    them at any depth; so do the other orders (`runs.listing`).
    """

    __test__ = False  # pytest would take the name for a test's

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="runs", db_index=False)
    run_id = models.BigIntegerField()
    load_test = models.ForeignKey(LoadTest, on_delete=models.RESTRICT, related_name="runs", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.RESTRICT, related_name="runs", db_index=False)
    starter = models.ForeignKey(Starter, on_delete=models.RESTRICT, null=True, db_index=False)
    zone_set = models.ForeignKey(ZoneSet, on_delete=models.RESTRICT, null=True, db_index=False)

    status = models.CharField(max_length=64)
    result = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(default=False)
    created = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    duration = models.PositiveBigIntegerField(null=True, help_text="created to ended, in seconds")
    max_vus = models.BigIntegerField(null=True)
    total_vuh = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    retention_expiry = models.DateTimeField(null=True)
    is_saved = models.BooleanField(default=False)
    is_starred = models.BooleanField(default=False)
    note = models.CharField(max_length=1000, blank=True, help_text="its beginning; the document has all of it")

    # Ours.
    digest = models.CharField(max_length=32, help_text="of the document as the API gave it")
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, help_text="when a live page last asked the API for it")
    not_visible_since = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    gone_at = models.DateTimeField(null=True)
    gone_reason = models.CharField(max_length=40, blank=True)  # a word of `Gone`
    gone_by = models.CharField(max_length=254, blank=True, help_text="the address of who deleted it here")
    ask_again_at = models.DateTimeField(
        null=True, help_text="when the API is asked whether it is still there; null: no doubt that it is, or none left"
    )
    keep_at = models.DateTimeField(
        null=True, help_text="when its script and distribution are asked for, once it has ended; null: no more"
    )

    objects = TestRunQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stack", "run_id"], name="one_row_per_run")]
        indexes = [
            _newest("newest", "stack", "archived"),
            _newest("status", "stack", "archived", "status"),
            _newest("result", "stack", "archived", "result"),
            _newest("test", "load_test", "archived"),
            _newest("project", "project", "archived"),
            _newest("starter", "starter", "archived"),
            _newest("zones", "zone_set", "archived"),
            _newest("saved", "stack", "archived", condition=Q(is_saved=True)),
            _newest("starred", "stack", "archived", condition=Q(is_starred=True)),
            _newest("noted", "stack", "archived", condition=~Q(note="")),
            _newest("active", "stack", "archived", condition=Q(active=True)),
            _newest("to_keep", "stack", condition=Q(keep_at__isnull=False)),
            models.Index(
                fields=["stack", "ask_again_at"], name="run_in_doubt", condition=Q(ask_again_at__isnull=False)
            ),
            _latest("gone", "gone_at"),
            _latest("unseen", "not_visible_since"),
            _sorted_by("duration"),
            _sorted_by("max_vus"),
            _sorted_by("total_vuh"),
            _sorted_by("retention_expiry"),
        ]


class RunDocument(models.Model):
    """The API's document of a run, its secrets redacted before it is written."""

    run = models.OneToOneField(TestRun, on_delete=models.CASCADE, primary_key=True, related_name="document")
    body = models.JSONField()
    problems = models.JSONField(default=list, help_text="sentences on fields that could not be read")
    fetched_at = models.DateTimeField()


class RunDistribution(models.Model):
    """Where a run's load really came from: nodes by load zone. Kept once the run has ended."""

    run = models.OneToOneField(TestRun, on_delete=models.CASCADE, primary_key=True, related_name="actual")
    zones = models.JSONField(help_text="[[load zone, percentage, [[size, address], …]], …]")
    fetched_at = models.DateTimeField()


class SetAsideRow(models.Model):
    """A row of the API's list that could not be read, so that a lead can see what is missing and why."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="set_aside")
    run_id = models.BigIntegerField(default=0, help_text="0 where the row did not say")
    reason = models.CharField(max_length=300)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stack", "run_id", "reason"], name="one_row_per_reason")]
