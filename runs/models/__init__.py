"""The tables. Everything that the API said lives below a stack; nothing here talks to the API."""

from runs.models.audit import AuditEvent
from runs.models.beat import Beat
from runs.models.names import LoadTest, Project, Starter, ZoneSet
from runs.models.people import Membership, Role, Team, User
from runs.models.runs import RunDocument, SetAsideRow, TestRun
from runs.models.stacks import Stack

__all__ = [
    "AuditEvent",
    "Beat",
    "LoadTest",
    "Membership",
    "Project",
    "Role",
    "RunDocument",
    "SetAsideRow",
    "Stack",
    "Starter",
    "Team",
    "TestRun",
    "User",
    "ZoneSet",
]
