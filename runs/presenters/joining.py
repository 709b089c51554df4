"""An invitation as the person who was invited sees it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from runs.models import Invitation, Role
from runs.presenters.moments import Moment, until
from runs.presenters.roles import SENTENCES
from runs.teams import Why


@dataclass(frozen=True, slots=True)
class Joining:
    """`role_sentence` says what the role may do."""

    team: str
    sender: str
    email: str
    role: str
    role_sentence: str
    expires: Moment


@dataclass(frozen=True, slots=True)
class Over:
    """Why it lets its owner in no more, and where they go instead."""

    text: str
    url: str
    label: str


def joining(invitation: Invitation) -> Joining:
    role = Role(invitation.role)
    return Joining(
        team=invitation.team.name,
        sender=invitation.sender.email,
        email=invitation.email,
        role=role.label.lower(),
        role_sentence=SENTENCES[role],
        expires=until(invitation.expires, timezone.now()),
    )


def why_not_joining(invitation: Invitation, why: Why) -> Over:
    team, sender = invitation.team.name, invitation.sender.email
    texts = {
        Why.USED: f"You have used this invitation to {team} already. A link works once.",
        Why.REVOKED: f"This invitation to {team} was taken back or replaced by a newer link.",
        Why.EXPIRED: f"This invitation to {team} has expired. Ask {sender} for a new one.",
        Why.SENDER: f"{sender}, who invited you to {team}, is no lead of it any more. Ask another lead.",
    }
    return Over(texts.get(why, "This invitation does not work any more."), reverse("teams"), "To your teams")
