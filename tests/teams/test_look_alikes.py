"""(A2) An address that only looks like another one names another account, on both databases.

PostgreSQL's `UPPER` makes an `I` of a dotless i, which an address may hold.
"""

import pytest
from django.core.management import CommandError, call_command

from runs.audit import Actor
from runs.models import Proof, Role, User
from runs.teams import invite
from runs.teams.people import add_person, draft_person, has_address, person_with
from tests.builders import make_team, make_user

pytestmark = pytest.mark.django_db
LOOK_ALIKES = ["adm\u0131n@shop.example", "admin@\u0455hop.example"]
OWNERS = "admin@shop.example"


@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_rights_by_address_go_to_that_address_alone(address: str) -> None:
    other = draft_person(address, "a password of theirs")
    add_person(other, Proof.MAIL)

    assert person_with(OWNERS) is None
    assert not has_address(other, OWNERS)
    call_command("add_operator", OWNERS)
    assert [user.email for user in User.objects.filter(is_staff=True)] == [OWNERS]


@pytest.mark.parametrize("command", ["hand_over_account", "remove_second_factors"])
@pytest.mark.parametrize("address", LOOK_ALIKES)
def test_commands_find_nobody_by_another_s_address(address: str, command: str) -> None:
    add_person(draft_person(address, "a password of theirs"), Proof.MAIL)

    with pytest.raises(CommandError, match="Nobody here"):
        call_command(command, OWNERS)


def test_an_address_is_found_however_its_letters_are_written() -> None:
    add_person(draft_person(OWNERS, None), Proof.MAIL)
    found = person_with(" Admin@Shop.Example ")

    assert found is not None
    assert has_address(found, "ADMIN@shop.example")


@pytest.mark.parametrize("address", ["admin@\u017fhop.example", "admin@\uff53hop.example"])
def test_an_invitation_is_for_the_address_that_its_account_will_have(address: str) -> None:
    team = make_team()
    sent = invite(team, address, Role.MEMBER, Actor(make_user(team, Role.LEAD)))

    assert sent.invitation.email == draft_person(address, None).email == OWNERS
