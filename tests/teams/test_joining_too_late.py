"""The link of an invitation that holds no more: what a stranger sees, and what the person it was for is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from runs.audit import OPERATOR, Actor
from runs.models import Invitation, Role, Team, User
from runs.teams import accept, remove, renew, revoke, set_role
from tests.builders import make_user
from tests.pages.visiting import Answer, browser_of, visible
from tests.teams.joining import BOB, NEW, link_for_bob, role_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(team: Team, lead: User) -> str:
    return link_for_bob(team, lead)


def main_of(response: Answer) -> str:
    """What stands between the frame's head and foot, which name whoever is logged in."""
    return str(response.content.decode().split("<main")[1].split("</main>")[0])


def spoil(how: str, invitation: Invitation, lead: User) -> None:
    team = invitation.team
    other = make_user(team, Role.LEAD)
    match how:
        case "used":
            bob = User.objects.filter(email=BOB).first() or make_user(email=BOB)
            accept(invitation, bob, Actor(bob))
        case "expired":
            Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))
        case "taken back":
            revoke(invitation, Actor(lead))
        case "replaced":
            renew(invitation, Actor(lead))
        case "sender demoted":
            set_role(team, lead, Role.MEMBER, Actor(other))
        case "sender removed":
            remove(team, lead, Actor(other))
        case "sender deactivated":
            User.objects.filter(pk=lead.pk).update(is_active=False)
        case "team gone":
            team.delete()


SPOILED = [
    "used",
    "expired",
    "taken back",
    "replaced",
    "sender demoted",
    "sender removed",
    "sender deactivated",
    "team gone",
]


@pytest.mark.parametrize("how", SPOILED)
def test_what_holds_no_more_looks_to_a_stranger_as_what_never_was(link: str, lead: User, how: str) -> None:
    """I6: no way to tell one from another, and nobody gets in."""
    spoil(how, Invitation.objects.get(), lead)
    people = User.objects.count()
    unknown = Client().get(f"/invitations/{'x' * 43}/")
    for client in (Client(), browser_of(make_user(email="eve@example.com"))):
        for response in (client.get(link), client.post(link, NEW)):
            assert response.status_code == unknown.status_code == 404
            assert main_of(response) == main_of(unknown)

    assert User.objects.count() == people + 1


SENTENCES = {
    "used": "You have used this invitation to Shop already.",
    "expired": "This invitation to Shop has expired. Ask ada@example.com for a new one.",
    "taken back": "This invitation to Shop was taken back or replaced by a newer link.",
    "sender demoted": "ada@example.com, who invited you to Shop, is no lead of it any more.",
    "sender removed": "ada@example.com, who invited you to Shop, is no lead of it any more.",
    "sender deactivated": "ada@example.com, who invited you to Shop, is no lead of it any more.",
}


@pytest.mark.parametrize("how", SENTENCES)
def test_who_was_invited_is_told_why_it_holds_no_more(link: str, lead: User, how: str) -> None:
    bob = make_user(email=BOB)
    spoil(how, Invitation.objects.get(), lead)
    if how == "used":
        remove(Team.objects.get(), bob, OPERATOR)
    client = browser_of(bob)
    for response in (client.get(link), client.post(link)):
        assert response.status_code == 410
        assert SENTENCES[how] in visible(response)

    assert role_of(BOB) is None
