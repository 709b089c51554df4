"""Inviting somebody into a team, by mail or by a link to hand over."""

import re
import smtplib
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from runs.audit import Actor
from runs.models import AuditEvent, Invitation, Role, Team, User
from runs.teams import find_invitation, invite
from tests.builders import make_team, make_user
from tests.pages.visiting import Answer, browser_of, visible, visitor

pytestmark = pytest.mark.django_db

LINK = re.compile(r"http://localhost:8000/invitations/([\w-]{43})/")
BY_MAIL: dict[str, Any] = {"SENDS_MAIL": True, "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


def send(client: Client, team: Team, email: str = "bob@example.com", role: str = "member") -> Answer:
    return client.post(f"/teams/{team.slug}/invitations/", {"email": email, "role": role}, follow=True)


def token_on(response: Answer) -> str:
    found = set(LINK.findall(response.content.decode()))
    assert len(found) == 1
    return str(found.pop())


def test_without_mail_a_link_to_copy_is_shown_this_once(team: Team, lead: User) -> None:
    client = browser_of(lead)
    response = send(client, team)
    token = token_on(response)
    invitation = Invitation.objects.get()
    said = visible(client.get(f"/teams/{team.slug}/members/"))

    assert "A link for bob@example.com" in visible(response)
    assert find_invitation(token) == invitation
    assert (invitation.role, invitation.sender) == (Role.MEMBER, lead)
    assert "bob@example.com invited by ada@example.com, ends in 7 days Member" in said
    assert not LINK.search(client.get(f"/teams/{team.slug}/members/").content.decode())


def test_with_mail_the_link_goes_to_the_address_and_to_nobody_else(team: Team, lead: User) -> None:
    with override_settings(**BY_MAIL):
        response = send(browser_of(lead), team)
    [message] = mail.outbox
    found = LINK.search(str(message.body))

    assert "The invitation is on its way to bob@example.com." in visible(response)
    assert response.redirect_chain == [(f"/teams/{team.slug}/members/", 302)]
    assert found is not None
    assert find_invitation(found[1]) == Invitation.objects.get()
    assert found[1] not in response.content.decode()
    assert (message.to, message.cc, message.bcc) == (["bob@example.com"], [], [])
    assert message.subject == "Invitation to Shop on k6admin"
    assert "ada@example.com invites you to the team “Shop” on k6admin, as member." in message.body


def test_the_secret_is_in_no_event_and_in_no_session(team: Team, lead: User) -> None:
    """(T1)"""
    client = browser_of(lead)
    token = token_on(send(client, team))

    assert token not in str([vars(event) for event in AuditEvent.objects.all()])
    assert token not in str(dict(client.session))


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}])
def test_a_link_leads_to_the_configured_address_whatever_host_was_asked(
    team: Team, lead: User, headers: dict[str, str]
) -> None:
    """(W9)"""
    url = f"/teams/{team.slug}/invitations/"
    with override_settings(**BY_MAIL):
        response = browser_of(lead).post(url, {"email": "bob@example.com", "role": "viewer"}, headers=headers)

    assert response.status_code == 400 or LINK.search(str(mail.outbox[0].body))
    assert all("evil" not in message.body for message in mail.outbox)
    assert "evil" not in response.content.decode()


def test_a_mail_server_that_refuses_is_said_and_the_invitation_can_be_sent_again(
    team: Team, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPServerDisconnected("secret words of the server")

    with override_settings(**BY_MAIL):
        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        response = send(browser_of(lead), team)
        monkeypatch.undo()
        again = browser_of(lead).post(
            f"/teams/{team.slug}/invitations/{Invitation.objects.get().pk}/renew/", follow=True
        )

    assert "The mail to bob@example.com could not be sent." in visible(response)
    assert "secret words" not in visible(response)
    assert "The invitation is on its way to bob@example.com." in visible(again)


def test_another_link_replaces_the_first(team: Team, lead: User) -> None:
    client = browser_of(lead)
    first = token_on(send(client, team))
    second = token_on(client.post(f"/teams/{team.slug}/invitations/{Invitation.objects.get().pk}/renew/"))

    assert find_invitation(first) is None
    assert find_invitation(second) == Invitation.objects.get()


def test_inviting_the_same_address_again_changes_the_role_and_the_link(team: Team, lead: User) -> None:
    client = browser_of(lead)
    first = token_on(send(client, team, "Bob@Example.com", "viewer"))
    token_on(send(client, team, "bob@example.com", "lead"))

    assert Invitation.objects.get().role == Role.LEAD
    assert find_invitation(first) is None


def test_an_invitation_is_taken_back(team: Team, lead: User) -> None:
    client = browser_of(lead)
    token_on(send(client, team))
    url = f"/teams/{team.slug}/invitations/{Invitation.objects.get().pk}/"
    said = visible(client.post(f"{url}revoke/", follow=True))

    assert "The invitation of bob@example.com is taken back" in said
    assert "Not accepted yet" not in said
    for what in ("revoke/", "renew/"):
        assert "used or taken back already" in visible(client.post(f"{url}{what}", follow=True))
    assert Invitation.objects.get().revoked_at is not None
    actions = list(AuditEvent.objects.order_by("id").values_list("action", "object_name"))
    assert actions == [("member_invited", "bob@example.com"), ("invitation_revoked", "bob@example.com")]


@pytest.mark.parametrize(
    "email", ["", "bob", "bob@", "bob@example.com\nbcc: x@example.com", "a" * 250 + "@example.com"]
)
def test_what_is_no_address_is_refused_at_its_field(team: Team, lead: User, email: str) -> None:
    assert send(browser_of(lead), team, email).status_code == 422
    assert not Invitation.objects.exists()


def test_a_demo_address_would_stop_the_site_so_it_is_refused(team: Team, lead: User) -> None:
    response = send(browser_of(lead), team, "Lead@Demo.test")
    assert response.status_code == 422
    assert "are the demo's" in visible(response)


def test_who_is_there_already_is_said(team: Team, lead: User) -> None:
    assert "They are in the team already" in visible(send(browser_of(lead), team, "ADA@example.com"))


def test_fields_that_the_form_does_not_have_change_nothing(team: Team, lead: User) -> None:
    """(I3)"""
    other, stranger = make_team(), make_user()
    extra = {
        "team": str(other.pk),
        "sender": str(stranger.pk),
        "token_hash": "0" * 64,
        "expires": "2099-01-01",
        "is_staff": "1",
    }
    fields = {**extra, "email": "bob@example.com", "role": "viewer"}
    browser_of(lead).post(f"/teams/{team.slug}/invitations/", fields)
    invitation = Invitation.objects.get()

    assert (invitation.team, invitation.sender, invitation.role) == (team, lead, Role.VIEWER)
    assert invitation.token_hash != "0" * 64
    assert invitation.expires.year < 2099


def test_nobody_but_a_lead_invites_and_the_attempt_is_in_the_audit(team: Team, lead: User) -> None:
    known = invite(team, "carl@example.com", Role.VIEWER, Actor(lead)).invitation
    before = AuditEvent.objects.count()
    for role in (Role.VIEWER, Role.MEMBER):
        client = visitor(team, role)
        for rest in ("", f"{known.pk}/renew/", f"{known.pk}/revoke/"):
            response = client.post(f"/teams/{team.slug}/invitations/{rest}", {"email": "b@example.com", "role": "lead"})
            assert response.status_code == 403

    assert Invitation.objects.get() == known
    refused = AuditEvent.objects.filter(action="manage_members", outcome="refused")
    assert [event.count for event in refused] == [3, 3]
    assert AuditEvent.objects.count() == before + 2


def test_a_lead_neither_sees_nor_touches_another_team_s_invitation(team: Team, lead: User) -> None:
    """I6"""
    other = make_team()
    foreign = invite(other, "carl@example.com", Role.VIEWER, Actor(make_user(other, Role.LEAD))).invitation
    client = browser_of(lead)
    for slug in (team.slug, other.slug):
        for what in ("renew/", "revoke/"):
            assert client.post(f"/teams/{slug}/invitations/{foreign.pk}/{what}").status_code == 404

    foreign_now = Invitation.objects.get()
    assert (foreign_now.revoked_at, foreign_now.token_hash) == (None, foreign.token_hash)
    assert "carl@example.com" not in visible(client.get(f"/teams/{team.slug}/members/"))


def test_an_invitation_whose_link_stopped_working_says_why(team: Team, lead: User) -> None:
    other = make_user(team, Role.LEAD)
    expired = invite(team, "carl@example.com", Role.VIEWER, Actor(lead)).invitation
    Invitation.objects.filter(pk=expired.pk).update(expires=expired.created)
    invite(team, "dora@example.com", Role.VIEWER, Actor(other))
    User.objects.filter(pk=other.pk).update(is_active=False)
    said = visible(browser_of(lead).get(f"/teams/{team.slug}/members/"))

    assert "carl@example.com Expired: its link does not work any more." in said
    assert "dora@example.com Its sender is no lead any more, so its link does not work." in said


def test_inviting_asks_for_the_password_again(team: Team, lead: User) -> None:
    response = browser_of(lead, minutes_ago=11).post(
        f"/teams/{team.slug}/invitations/", {"email": "bob@example.com", "role": "lead"}
    )
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert not Invitation.objects.exists()


def test_nobody_is_flooded_with_invitations(team: Team, lead: User) -> None:
    client = browser_of(lead)
    with override_settings(**BY_MAIL):
        answers = [send(client, team).status_code for _ in range(62)]

    assert answers == [200] * 60 + [429] * 2
    assert len(mail.outbox) == 60
