"""Links that let somebody in: an invitation into a team, a shared page. Only a hash of each is stored."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from runs.models.people import Role, Team, User
from runs.models.runs import TestRun
from runs.models.stacks import Stack


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires__gt=now)


class Invitation(models.Model):
    """Bound to one address, used once. It holds only while the person who sent it may still invite."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    sender = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations_sent")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False, help_text="its link is known to the owner of the mailbox alone")

    trusts_account = models.BooleanField(
        default=False, help_text="an account that was made with a link may join; its sender knows who uses it"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation_per_address",
            )
        ]


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def listed(self) -> "ShareLinkQuerySet":
        """As lists show them, newest first: without the snapshots, which are large."""
        rows = self.defer("snapshot").select_related("stack", "run", "team")
        return rows.order_by("-created", "-id")

    def open_at(self, now: datetime) -> "ShareLinkQuerySet":
        return self.filter(revoked_at__isnull=True, expires__gt=now)


class ShareLink(models.Model):
    """A read-only page for people without an account: a snapshot of one run, or of one load test's history.

    It outlives the run in Grafana, and goes with our own record: a purged run takes its links along.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="share_links")
    stack = models.ForeignKey(Stack, on_delete=models.CASCADE, related_name="share_links")
    run = models.ForeignKey(TestRun, on_delete=models.CASCADE, null=True, related_name="share_links")
    test_id = models.BigIntegerField(null=True, help_text="of a shared history")
    token_hash = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=300)
    shows = models.JSONField(default=list, help_text="what the sharer ticked")
    snapshot = models.JSONField(help_text="all that the page shows, and nothing more")
    creator = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    creator_email = models.CharField(max_length=254)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by_email = models.CharField(max_length=254, blank=True)
    views = models.PositiveBigIntegerField(default=0)
    viewed_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "-created", "-id"], name="share_newest")]
