"""Bob is invited into a team, and what becomes of it."""

from runs.audit import Actor
from runs.models import Membership, Role, Team, User
from runs.teams import invite

BOB = "bob@example.com"
NEW = {"name": "Bob", "password": "twelve good letters"}


def link_for_bob(team: Team, lead: User) -> str:
    """The path of his link, as member."""
    return f"/invitations/{invite(team, BOB, Role.MEMBER, Actor(lead)).token}/"


def role_of(email: str) -> str | None:
    return Membership.objects.filter(user__email=email).values_list("role", flat=True).first()
