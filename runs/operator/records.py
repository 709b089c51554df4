"""Teams, stacks, runs, links and the audit, to look at."""

from django.contrib.admin import AdminSite

from runs.models import (
    AuditEvent,
    Invitation,
    Membership,
    PendingAction,
    PersonalToken,
    ShareLink,
    Stack,
    Team,
    TestRun,
)
from runs.operator.readonly import ReadOnly


class TeamRecords(ReadOnly):
    list_display = ("name", "slug", "created")
    search_fields = ("name", "slug")


class MembershipRecords(ReadOnly):
    list_display = ("user", "team", "role")
    list_filter = ("role",)
    list_select_related = ("user", "team")
    search_fields = ("user__email", "team__name")


class InvitationRecords(ReadOnly):
    list_display = ("email", "team", "role", "created", "expires", "accepted_at", "revoked_at")
    list_select_related = ("team",)
    search_fields = ("email", "team__name")


class StackRecords(ReadOnly):
    list_display = ("name", "team", "slug", "grafana_url", "fresh_at", "trouble", "failures")
    list_select_related = ("team",)
    search_fields = ("name", "slug", "team__name")


class PersonalTokenRecords(ReadOnly):
    list_display = ("user", "stack", "set_at", "used_at")
    list_select_related = ("user", "stack")
    search_fields = ("user__email", "stack__name")


class TestRunRecords(ReadOnly):
    """The API's rows: whoever wants one changed, changes it in Grafana."""

    list_display = ("run_id", "stack", "status", "result", "created", "archived", "last_seen")
    list_select_related = ("stack",)
    search_fields = ("=run_id",)
    ordering = ("-pk",)


class PendingActionRecords(ReadOnly):
    list_display = ("kind", "run_number", "stack", "state", "outcome", "actor_email", "asked_at", "settled_at")
    list_filter = ("state", "kind")
    list_select_related = ("stack", "run")
    ordering = ("-pk",)

    def run_number(self, action: PendingAction) -> int:
        return action.run.run_id


class ShareLinkRecords(ReadOnly):
    list_display = ("title", "team", "creator_email", "created", "expires", "revoked_at", "views")
    list_select_related = ("team",)
    search_fields = ("title", "creator_email", "team__name")
    ordering = ("-pk",)


class AuditEventRecords(ReadOnly):
    """Also what belongs to no team: logins of people in none, tries with addresses that nobody has."""

    list_display = ("at", "actor_email", "action", "outcome", "count", "object_name", "team_name", "ip")
    list_select_related = ("repeats",)
    list_filter = ("outcome",)
    search_fields = ("actor_email", "action", "object_name", "object_id", "ip", "request_id")
    ordering = ("-pk",)


def register_records(site: AdminSite) -> None:
    site.register(Team, TeamRecords)
    site.register(Membership, MembershipRecords)
    site.register(Invitation, InvitationRecords)
    site.register(Stack, StackRecords)
    site.register(PersonalToken, PersonalTokenRecords)
    site.register(TestRun, TestRunRecords)
    site.register(PendingAction, PendingActionRecords)
    site.register(ShareLink, ShareLinkRecords)
    site.register(AuditEvent, AuditEventRecords)
