"""Rights given by address to an account that was made ahead of its owner: only where somebody says so."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from runs.models import AuditEvent, Membership, PersonalToken, Proof, Role, Team, User
from tests.builders import browser_of, make_team
from tests.commands.calling import call
from tests.pages.visiting import visible
from tests.teams.made_ahead import (
    IMPOSTORS_PASSWORD,
    OPS,
    THEIRS,
    can_log_in,
    is_in,
    is_verified,
    made_link,
    make_account_ahead,
    with_every_way_in,
)

pytestmark = pytest.mark.django_db


def role_in(team: Team) -> str | None:
    return Membership.objects.filter(team=team, user__email=OPS).values_list("role", flat=True).first()


COMMANDS = [
    ("add_operator", OPS, "--password-env", "A_PASSWORD"),
    ("add_member", "{team}", OPS, "--role", "lead"),
    ("create_team", "Bank", "--slug", "bank", "--lead", OPS),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_gives_rights_to_such_an_account_only_when_told(
    team: Team, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_PASSWORD", "correct horse battery")
    ops, _ = make_account_ahead()
    words = [word.format(team=team.slug) for word in command]
    refused = call(*words)
    after = (User.objects.get(pk=ops.pk).is_operator, role_in(team), Team.objects.filter(slug="bank").exists())
    told = call(*words, "--existing")
    again = call(*words)

    assert (
        "was made with an invitation's link; nobody has proved that whoever uses it owns that address"
        in refused.refusal
    )
    assert after == (False, None, False)
    assert told.refusal == ""
    assert again.refusal == ""
    assert User.objects.get(pk=ops.pk).proof == Proof.LINK


def test_a_command_takes_rights_away_without_being_told(team: Team, lead: User) -> None:
    Client().post(made_link(browser_of(lead), team, role="lead"), IMPOSTORS_PASSWORD)

    assert call("add_member", team.slug, OPS, "--role", "viewer").refusal == ""
    assert role_in(team) == Role.VIEWER


def test_a_team_that_is_there_gets_no_lead_by_being_made_again(team: Team) -> None:
    said = call("create_team", "Shop", "--slug", team.slug, "--lead", "eve@example.com")

    assert "To add a lead to it, use add_member." in said.refusal
    assert not team.memberships.exists()


def test_the_operator_s_page_promotes_such_an_account_only_with_a_tick() -> None:
    ops, impostor = make_account_ahead()
    call("add_operator", "op@example.com")
    operator, form = browser_of(User.objects.get(email="op@example.com")), {"is_active": "on", "is_operator": "on"}
    page = f"/admin/runs/user/{ops.pk}/change/"
    refused = operator.post(page, form)
    before = impostor.get("/admin/").status_code
    operator.post(page, {**form, "knows_person": "on"})

    assert "Tick that you know who uses it" in visible(refused)
    assert before == 404
    assert impostor.get("/admin/").status_code == 200


def test_an_account_is_handed_over_to_its_owner_by_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_PASSWORD", THEIRS)
    ops, impostor = make_account_ahead()
    with_every_way_in(ops)
    said = call("hand_over_account", "OPS@example.com", "--password-env", "A_PASSWORD")
    ops.refresh_from_db()

    assert said.out == "Every earlier way to log in to the account was removed; ops@example.com has the new password.\n"
    assert not is_in(impostor)
    assert can_log_in(OPS, THEIRS)
    assert ops.proof == Proof.OPERATOR
    assert not any(ways.objects.filter(user=ops).exists() for ways in (Authenticator, SocialAccount, PersonalToken))
    assert AuditEvent.objects.filter(action="account_handed_over").count() == ops.teams.count() == 1
    assert "Nobody here has the address" in call("hand_over_account", "nobody@example.com").refusal


def test_the_operator_vouches_for_accounts_that_commands_make() -> None:
    call("add_operator", "op@example.com")
    call("add_member", make_team("Bank").slug, "op@example.com", "--role", "lead")
    op = User.objects.get(email="op@example.com")

    assert (op.proof, is_verified(op)) == (Proof.OPERATOR, True)
