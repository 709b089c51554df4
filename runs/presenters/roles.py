"""Roles in words, and what each may do: the same table that `runs.access` decides by."""

from dataclasses import dataclass

from runs.access import NEEDED, Deed
from runs.models import Role

SENTENCES = {
    Role.VIEWER: "A viewer reads everything that the team has, and changes nothing.",
    Role.MEMBER: "A member reads everything and acts on runs: notes, stars, saves, aborts, deletes, shared pages.",
    Role.LEAD: "A lead does what members do, and manages people, stacks with their tokens, links and the audit.",
}
WORDS = {
    Deed.READ: "See the team's stacks, runs and members; read and download scripts with their secrets masked",
    Deed.SYNC: "Ask for a sync, and for a load test's runs",
    Deed.ACT: "Write notes, star, save, abort and delete runs",
    Deed.DOWNLOAD_SCRIPT: "Download a script as it is, secrets included",
    Deed.SHARE: "Share a page with people who have no account",
    Deed.CHECK_STACK: "Check a stack's connection",
    Deed.MANAGE_STACKS: "Connect and disconnect stacks, enter their tokens",
    Deed.PURGE: "Remove kept records for good",
    Deed.MANAGE_MEMBERS: "Invite people, change roles, remove people",
    Deed.MANAGE_TEAM: "Rename the team, delete it",
    Deed.MANAGE_LINKS: "See and revoke all links that the team shared",
    Deed.READ_AUDIT: "Read the audit: who did what",
}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """`value` is for forms. `sentence` says in one line what somebody in this role does."""

    value: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DeedRow:
    """`allowed` has one entry for each role, in rising order."""

    words: str
    allowed: tuple[bool, ...]


def role_choices() -> tuple[RoleChoice, ...]:
    return tuple(RoleChoice(role.value, role.label, SENTENCES[role]) for role in Role)


def deed_rows() -> tuple[DeedRow, ...]:
    return tuple(DeedRow(WORDS[deed], tuple(role.rank >= NEEDED[deed].rank for role in Role)) for deed in WORDS)
