"""Two teams whose every text gives its owner away, and everybody who may come by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.test import Client

from runs.audit import Actor
from runs.models import Invitation, Kind, Membership, Role, ShareLink, Stack, TestRun, User
from runs.sharing import about_run, make_link, take_run
from runs.teams import invite
from tests.access.matrix import CONVERTER
from tests.builders import browser_of, make_run, make_stack, make_team, make_user

MISSING = 9_999_999


@dataclass(frozen=True)
class House:
    """A team with one of everything. Its canary is in each of its texts, and in no address."""

    canary: str
    viewer: User
    member: User
    lead: User
    stack: Stack
    run: TestRun
    membership: Membership
    invitation: Invitation
    invitation_token: str
    link: ShareLink
    share_token: str

    def place(self) -> dict[str, object]:
        """What stands for each name in an address."""
        return {
            "stack": self.stack.slug,
            "team": self.stack.team.slug,
            "run_id": self.run.run_id,
            "test_id": self.run.load_test.test_id,
            "member_id": self.membership.pk,
            "invitation_id": self.invitation.pk,
            "link": self.link.pk,
            "object_id": 1,
            "app_label": "runs",
            "pk": MISSING,
            "uidb36": "1",
            "key": "none",
        }


NOWHERE: dict[str, object] = {
    "stack": "no-such-stack",
    "team": "no-such-team",
    **dict.fromkeys(["run_id", "test_id", "member_id", "invitation_id", "link", "pk"], MISSING),
    "object_id": MISSING,
    "app_label": "runs",
    "uidb36": "1",
    "key": "none",
}


def make_house(canary: str, number: int) -> House:
    """`number` tells the ids of the two houses apart."""
    team = make_team(f"Team {canary}")
    viewer, member, lead, second = (
        make_user(team, role, f"{name}-{canary}@example.com")
        for name, role in [("v", Role.VIEWER), ("m", Role.MEMBER), ("l", Role.LEAD), ("s", Role.LEAD)]
    )
    stack = make_stack(team, name=f"Stack {canary}", grafana_url=f"https://{canary}.grafana.net")
    ids = {"run_id": number, "test_id": number + 1, "project_id": number + 2}
    run = make_run(stack, note=f"note {canary}", started_by=f"starter-{canary}@example.com", **ids)
    stack.load_tests.update(name=f"Test {canary}")
    stack.projects.update(name=f"Project {canary}")
    run = TestRun.objects.with_its_page().get(pk=run.pk)
    sent = invite(team, f"new-{canary}@example.com", Role.VIEWER, Actor(lead))
    made = make_link(about_run(run), take_run(run, frozenset(), run.created), frozenset(), 7, Actor(member))
    membership = Membership.objects.get(team=team, user=second)
    return House(
        canary, viewer, member, lead, stack, run, membership, sent.invitation, sent.token, made.link, made.token
    )


@dataclass(frozen=True)
class World:
    ours: House
    theirs: House
    operator: User

    def people(self) -> dict[str, Client]:
        """Everybody's browser; all have entered their password a moment ago."""
        known = {
            "stranger": self.theirs.lead,
            "operator": self.operator,
            "viewer": self.ours.viewer,
            "member": self.ours.member,
            "lead": self.ours.lead,
        }
        return {"nobody": Client(), **{name: browser_of(user) for name, user in known.items()}}


def make_world() -> World:
    operator = make_user(email="operator@example.com")
    User.objects.filter(pk=operator.pk).update(is_staff=True, is_superuser=True)
    return World(make_house("canaryours", 1000), make_house("canarytheirs", 2000), operator)


def fill(address: str, place: dict[str, object]) -> list[str]:
    """The address with a place's names in it; one for each kind of action. KeyError for a name nobody filled."""
    kinds = [kind for kind in Kind if kind is not Kind.NOTE] if "<kind>" in address else [""]
    places = [{**place, "kind": kind} for kind in kinds]
    return [CONVERTER.sub(partial(_filled, names), address) for names in places]


def _filled(names: dict[str, object], found: re.Match[str]) -> str:
    return str(names[found[1]])


def mixed(address: str, ours: dict[str, object], theirs: dict[str, object]) -> Iterator[str]:
    """Below our own stack or team, an object of another's."""
    names = CONVERTER.findall(address)
    if len(names) > 1:
        yield from fill(address, {**theirs, names[0]: ours[names[0]]})
