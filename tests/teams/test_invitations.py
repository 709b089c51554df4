"""(I6) An invitation: one address, one use, seven days, and only while its sender may still invite."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from runs.audit import OPERATOR, Actor
from runs.models import AuditEvent, Invitation, Membership, Role, Team, User
from runs.teams import (
    AlreadyThere,
    InvitationRefused,
    Sent,
    Why,
    accept,
    find_invitation,
    invite,
    open_invitation_for,
    remove,
    renew,
    revoke,
    set_role,
)
from tests.builders import make_team, make_user

pytestmark = pytest.mark.django_db

BOB = "bob@example.com"


def invite_bob(team: Team, lead: User, role: Role = Role.MEMBER) -> Sent:
    return invite(team, BOB, role, Actor(lead))


def refusal(invitation: Invitation, user: User) -> Why | None:
    try:
        accept(invitation, user, Actor(user))
    except InvitationRefused as error:
        return error.why
    return None


def test_an_invitation_is_found_by_its_secret_which_the_database_does_not_hold(team: Team, lead: User) -> None:
    sent = invite_bob(team, lead)
    stored = str(vars(Invitation.objects.get()))

    assert find_invitation(sent.token) == sent.invitation
    assert find_invitation(sent.token[:-1]) is None
    assert find_invitation("\ud800") is None
    assert sent.token not in stored
    assert len(sent.token) >= 43  # 256 bits


def test_every_link_has_a_secret_of_its_own(team: Team, lead: User) -> None:
    tokens = {invite_bob(team, lead).token for _ in range(100)}
    assert len(tokens) == 100


@pytest.mark.parametrize("role", list(Role))
def test_who_accepts_is_in_the_team_in_the_role_that_was_meant(team: Team, lead: User, role: Role) -> None:
    bob = make_user(email=BOB)
    accept(invite_bob(team, lead, role).invitation, bob, Actor(bob))

    assert Membership.objects.get(team=team, user=bob).role == role
    assert [event.action for event in AuditEvent.objects.filter(actor_email=BOB)] == ["invitation_accepted"]


def test_it_works_once(team: Team, lead: User) -> None:
    bob = make_user(email=BOB)
    invitation = invite_bob(team, lead).invitation
    accept(invitation, bob, Actor(bob))
    remove(team, bob, Actor(lead))

    assert refusal(invitation, bob) is Why.USED
    assert not Membership.objects.filter(user=bob).exists()


def test_nobody_else_can_use_it(team: Team, lead: User) -> None:
    eve = make_user(email="eve@example.com")
    invitation = invite_bob(team, lead).invitation

    assert refusal(invitation, eve) is Why.ADDRESS
    assert not Membership.objects.filter(user=eve).exists()
    event = AuditEvent.objects.get(outcome="refused")
    assert (event.action, event.actor_email, event.detail["reason"]) == (
        "invitation_accepted",
        "eve@example.com",
        "address",
    )


def test_an_address_that_nobody_has_proved_lets_nobody_in(team: Team, lead: User) -> None:
    bob = make_user(email=BOB)
    EmailAddress.objects.filter(user=bob).update(verified=False)

    assert refusal(invite_bob(team, lead).invitation, bob) is Why.ADDRESS


def test_it_ends_after_seven_days(team: Team, lead: User) -> None:
    bob = make_user(email=BOB)
    invitation = invite_bob(team, lead).invitation
    life = invitation.expires - timezone.now()
    Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))

    assert timedelta(days=6) < life <= timedelta(days=7)
    assert open_invitation_for(BOB) is None
    assert refusal(invitation, bob) is Why.EXPIRED


def test_one_that_was_taken_back_or_replaced_by_another_link_is_worth_nothing(team: Team, lead: User) -> None:
    bob = make_user(email=BOB)
    first = invite_bob(team, lead)
    again = renew(first.invitation, Actor(lead))
    assert again is not None
    held = find_invitation(again.token)
    assert held is not None

    assert find_invitation(first.token) is None
    revoke(held, Actor(lead))
    assert refusal(held, bob) is Why.REVOKED
    assert renew(held, Actor(lead)) is None
    assert revoke(held, Actor(lead)) is False


def test_a_link_that_is_replaced_while_somebody_holds_it_open_is_worth_nothing(team: Team, lead: User) -> None:
    bob = make_user(email=BOB)
    first = invite_bob(team, lead)
    held = find_invitation(first.token)
    assert held is not None
    invite_bob(team, lead)

    assert refusal(held, bob) is Why.REVOKED


@pytest.mark.parametrize("what", ["demoted", "removed", "deactivated"])
def test_it_holds_only_while_its_sender_may_invite(team: Team, lead: User, what: str) -> None:
    other, bob = make_user(team, Role.LEAD), make_user(email=BOB)
    invitation = invite_bob(team, lead).invitation
    assert open_invitation_for(BOB) == invitation
    if what == "demoted":
        set_role(team, lead, Role.MEMBER, Actor(other))
    elif what == "removed":
        remove(team, lead, Actor(other))
    else:
        User.objects.filter(pk=lead.pk).update(is_active=False)

    assert open_invitation_for(BOB) is None
    assert refusal(invitation, bob) is Why.SENDER


def test_sent_again_by_another_lead_it_holds_again(team: Team, lead: User) -> None:
    other, bob = make_user(team, Role.LEAD), make_user(email=BOB)
    invitation = invite_bob(team, lead).invitation
    remove(team, lead, Actor(other))
    sent = renew(invitation, Actor(other))

    assert sent is not None
    assert refusal(sent.invitation, bob) is None


def test_the_newest_open_one_of_several_teams_is_found_by_the_address(team: Team, lead: User) -> None:
    other = make_team()
    newer = invite(other, "Bob@Example.com ", Role.VIEWER, Actor(make_user(other, Role.LEAD))).invitation
    Invitation.objects.filter(pk=invite_bob(team, lead).invitation.pk).update(created=newer.created - timedelta(days=1))

    assert open_invitation_for("BOB@example.com") == newer
    assert open_invitation_for("eve@example.com") is None


def test_nobody_but_a_lead_invites_renews_or_takes_back(team: Team, lead: User) -> None:
    invitation = invite_bob(team, lead).invitation
    for user in (make_user(team, Role.MEMBER), make_user(make_team(), Role.LEAD)):
        for attempt in (
            lambda user=user: invite(team, "carl@example.com", Role.VIEWER, Actor(user)),
            lambda user=user: renew(invitation, Actor(user)),
            lambda user=user: revoke(invitation, Actor(user)),
        ):
            with pytest.raises(PermissionDenied):
                attempt()

    assert Invitation.objects.get(revoked_at=None) == invitation


def test_who_is_in_the_team_is_not_invited_again(team: Team, lead: User) -> None:
    with pytest.raises(AlreadyThere):
        invite(team, lead.email.upper(), Role.VIEWER, Actor(lead))


def test_who_came_in_another_way_keeps_the_role_that_they_have(team: Team, lead: User) -> None:
    bob = make_user(email=BOB)
    invitation = invite_bob(team, lead, Role.LEAD).invitation
    set_role(team, bob, Role.VIEWER, OPERATOR)

    assert accept(invitation, bob, Actor(bob)).role == Role.VIEWER
    assert AuditEvent.objects.get(action="invitation_accepted").detail["was_there"] is True
