"""Caps on what one team or one person may make, and how near they are. Runs of a stack have a setting of their own.

A cap is far above what people need: it bounds what a mistake or an attack can fill. The functions that make a thing
call `Cap.require` inside their transaction, with the row locked that the thing belongs to.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from runs.models import Membership, Role, ShareLink, Team, User

MOST_STACKS, MOST_TEAMS, MOST_INVITATIONS, MOST_LINKS = 100, 50, 200, 1000
WARNED_FROM = 0.9


class CapReached(PermissionDenied):
    """Nothing was made. The text says why and what can be done."""


@dataclass(frozen=True)
class Cap:
    """`taken` of `most`; `said` ends a sentence that begins with the numbers, `advice` says what makes room."""

    taken: int
    most: int
    said: str
    advice: str

    @property
    def is_reached(self) -> bool:
        return self.taken >= self.most

    @property
    def sentence(self) -> str:
        """What is said on the page where such a thing is made; "" while the cap is far."""
        if self.taken < WARNED_FROM * self.most:
            return ""
        end = f" No more can be made: {self.advice}" if self.is_reached else f" At {self.most:,}, {self.advice}"
        return f"{self.taken:,} of {self.most:,} {self.said}.{end}"

    def require(self) -> None:
        """Raises `CapReached` where there is no room for one more."""
        if self.is_reached:
            raise CapReached(self.sentence)


def stacks_of_team(team: Team) -> Cap:
    """Disconnected ones too."""
    advice = "disconnect one and remove its record first."
    return Cap(team.stacks.count(), MOST_STACKS, f"stacks of {team.name} are in use", advice)


def teams_of_lead(user: User) -> Cap:
    taken = Membership.objects.filter(user=user, role=Role.LEAD).count()
    return Cap(taken, MOST_TEAMS, "teams that one person may lead are yours", "delete or leave one first.")


def invitations_of(team: Team, taken: int | None = None) -> Cap:
    """`taken` where the caller has counted them already."""
    if taken is None:
        taken = team.invitations.filter(accepted_at=None, revoked_at=None).count()
    return Cap(taken, MOST_INVITATIONS, "invitations of the team are open", "take some back first.")


def links_of(team: Team) -> Cap:
    taken = ShareLink.objects.filter(team=team).open_at(timezone.now()).count()
    return Cap(taken, MOST_LINKS, "shared links of the team are open", "revoke some first.")
