"""Teams: made, renamed and ended; who is in them as what; and who is invited."""

from runs.teams.invitations import (
    LIFE,
    AlreadyThere,
    InvitationRefused,
    Sent,
    TooMany,
    Why,
    accept,
    accept_as_new_person,
    find_invitation,
    invite,
    open_invitation_for,
    renew,
    revoke,
    why_not,
)
from runs.teams.making import NotEmpty, delete_team, found_team, make_team, rename
from runs.teams.people import has_address, make_person
from runs.teams.roles import OnlyLead, leads_of, leave, remove, set_role

__all__ = [
    "LIFE",
    "AlreadyThere",
    "InvitationRefused",
    "NotEmpty",
    "OnlyLead",
    "Sent",
    "TooMany",
    "Why",
    "accept",
    "accept_as_new_person",
    "delete_team",
    "find_invitation",
    "found_team",
    "has_address",
    "invite",
    "leads_of",
    "leave",
    "make_person",
    "make_team",
    "open_invitation_for",
    "remove",
    "rename",
    "renew",
    "revoke",
    "set_role",
    "why_not",
]
