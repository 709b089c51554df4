"""Small tables beside the runs: what many runs share, kept once, so that a run's row stays narrow.

They are also what the list's filters offer to choose from: nobody counts a million rows to fill a drop-down.
"""

from django.db import models

from runs.models.stacks import Stack


class Project(models.Model):
    """A k6 project; the name is empty until the API told it."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="projects")
    project_id = models.BigIntegerField()
    name = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stack", "project_id"], name="one_row_per_project")]

    @property
    def title(self) -> str:
        return self.name or f"Project #{self.project_id}"


class LoadTest(models.Model):
    """A load test: what the API calls `test_id`. The name is empty until the API told it."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="load_tests")
    test_id = models.BigIntegerField()
    project_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stack", "test_id"], name="one_row_per_load_test")]

    @property
    def title(self) -> str:
        return self.name or f"Test #{self.test_id}"


class Starter(models.Model):
    """An address that the API gave as `started_by`."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="starters")
    email = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stack", "email"], name="one_row_per_starter")]


class ZoneSet(models.Model):
    """A combination of load zones that a run was spread over: their ids, sorted."""

    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="zone_sets")
    zones = models.JSONField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stack", "digest"], name="one_row_per_zone_set")]
