"""The tables. Everything that the API said lives below a stack; nothing here talks to the API."""

from runs.models.actions import Kind, PendingAction, State
from runs.models.audit import AuditEvent
from runs.models.beat import Beat
from runs.models.names import LoadTest, Project, Starter, ZoneSet
from runs.models.people import Membership, Role, Team, User
from runs.models.runs import RunDistribution, RunDocument, SetAsideRow, TestRun
from runs.models.stacks import Stack

__all__ = [
    "AuditEvent",
    "Beat",
    "Kind",
    "LoadTest",
    "Membership",
    "PendingAction",
    "Project",
    "Role",
    "RunDistribution",
    "RunDocument",
    "SetAsideRow",
    "Stack",
    "Starter",
    "State",
    "Team",
    "TestRun",
    "User",
    "ZoneSet",
]
