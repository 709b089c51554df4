"""The tables. Everything that the API said lives below a stack; nothing here talks to the API."""

from runs.models.actions import Kind, PendingAction, State
from runs.models.audit import AuditCount, AuditEvent
from runs.models.beat import Beat
from runs.models.links import Invitation, ShareLink
from runs.models.names import LoadTest, Project, Starter, ZoneSet
from runs.models.people import Membership, Proof, Role, Team, User
from runs.models.runs import Gone, RunDistribution, RunDocument, SetAsideRow, TestRun
from runs.models.scripts import Keep, RunKeeping, ScriptFile
from runs.models.stacks import Stack
from runs.models.tokens import PersonalToken

__all__ = [
    "AuditCount",
    "AuditEvent",
    "Beat",
    "Gone",
    "Invitation",
    "Keep",
    "Kind",
    "LoadTest",
    "Membership",
    "PendingAction",
    "PersonalToken",
    "Project",
    "Proof",
    "Role",
    "RunDistribution",
    "RunDocument",
    "RunKeeping",
    "ScriptFile",
    "SetAsideRow",
    "ShareLink",
    "Stack",
    "Starter",
    "State",
    "Team",
    "TestRun",
    "User",
    "ZoneSet",
]
