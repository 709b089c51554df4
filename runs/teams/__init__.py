"""Teams: made, renamed and ended; who is in them as what; and who is invited."""

from runs.teams.invitations import (
    LIFE,
    AlreadyThere,
    InvitationRefused,
    Sent,
    Why,
    accept,
    accept_as_new_person,
    find_invitation,
    invite,
    needs_proof,
    open_invitation_for,
    renew,
    revoke,
    why_not,
)
from runs.teams.making import NotEmpty, delete_team, found_team, make_team, rename
from runs.teams.people import Unproved, has_address, make_person, require_known, uses_address
from runs.teams.roles import OnlyLead, has_role, leads_of, leave, remove, set_role

__all__ = [
    "LIFE",
    "AlreadyThere",
    "InvitationRefused",
    "NotEmpty",
    "OnlyLead",
    "Sent",
    "Unproved",
    "Why",
    "accept",
    "accept_as_new_person",
    "delete_team",
    "find_invitation",
    "found_team",
    "has_address",
    "has_role",
    "invite",
    "leads_of",
    "leave",
    "make_person",
    "make_team",
    "needs_proof",
    "open_invitation_for",
    "remove",
    "rename",
    "renew",
    "require_known",
    "revoke",
    "set_role",
    "uses_address",
    "why_not",
]
