"""A team as lists and the heads of its pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from runs.models import Role, Team
from runs.presenters.numbers import counted


@dataclass(frozen=True, slots=True)
class TeamCard:
    name: str
    role: str
    size: str
    url: str
    stacks_url: str


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class TeamHead:
    """`tabs` lead to the team's other pages, those that the person may see."""

    name: str
    slug: str
    tabs: tuple[Tab, ...]


def team_card(team: Team, role: str, people: int, stacks: int) -> TeamCard:
    return TeamCard(
        name=team.name,
        role=Role(role).label,
        size=f"{counted(people, 'person', 'people')}, {counted(stacks, 'stack')}",
        url=reverse("team_members", args=[team.slug]),
        stacks_url=f"{reverse('stacks')}?team={team.slug}",
    )


def team_choice(teams: Sequence[Team], chosen: str) -> tuple[Tab, ...]:
    """All stacks, or those of one team; empty for whoever has nothing to choose."""
    if len(teams) < 2:
        return ()
    url, slugs = reverse("stacks"), [team.slug for team in teams]
    tabs = (Tab(team.name, f"{url}?team={team.slug}", team.slug == chosen) for team in teams)
    return (Tab("All teams", url, chosen not in slugs), *tabs)


# Route, label, and whether it is for leads alone.
PAGES = (
    ("team_members", "Members", False),
    ("team_links", "Shared links", True),
    ("team_audit", "Audit", True),
    ("team_settings", "Settings", True),
)


def team_head(team: Team, here: str, *, is_lead: bool) -> TeamHead:
    """`here` is the route of the page that it stands on."""
    tabs = (
        Tab(label, reverse(route, args=[team.slug]), route == here)
        for route, label, for_leads in PAGES
        if is_lead or not for_leads
    )
    return TeamHead(team.name, team.slug, tuple(tabs))
