"""`create_team` and `add_member`: people and teams made on the command line, as often as one likes."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client, override_settings

from runs.models import AuditEvent, Membership, Role, Team, User
from tests.builders import PASSWORD, make_team
from tests.commands.calling import Said, call

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setenv("ADAS_PASSWORD", PASSWORD)


def create(name: str = "Web shop", slug: str = "shop", lead: str = ADA, *more: str) -> Said:
    return call("create_team", name, "--slug", slug, "--lead", lead, *more)


def can_log_in(email: str, password: str = PASSWORD) -> bool:
    return Client().post("/accounts/login/", {"login": email, "password": password}).status_code == 302


def test_a_team_is_made_with_a_lead_who_can_log_in_at_once() -> None:
    said = create("Web shop", "shop", ADA, "--password-env", "ADAS_PASSWORD")
    membership = Membership.objects.get()

    assert (membership.team.name, membership.user.email, membership.role) == ("Web shop", ADA, Role.LEAD)
    assert EmailAddress.objects.get(user=membership.user).verified
    assert can_log_in(ADA)
    assert said.out == f"Team shop: made. Lead: {ADA}.\n"
    events = AuditEvent.objects.order_by("pk").values_list("action", "actor_email")
    assert list(events) == [("team_created", "operator"), ("member_added", "operator"), ("logged_in", ADA)]


def test_made_again_nothing_changes_and_nothing_is_doubled() -> None:
    create("Web shop", "shop", ADA, "--password-env", "ADAS_PASSWORD")
    events = AuditEvent.objects.count()
    said = create("Another name", "shop", "ADA@example.com")

    assert "there already" in said.out
    assert Team.objects.get().name == "Web shop"
    assert (User.objects.count(), Membership.objects.count(), AuditEvent.objects.count()) == (1, 1, events)
    assert can_log_in(ADA)


def test_a_password_is_never_changed_by_running_a_command_again(monkeypatch: pytest.MonkeyPatch) -> None:
    create("Web shop", "shop", ADA, "--password-env", "ADAS_PASSWORD")
    monkeypatch.setenv("ADAS_PASSWORD", "quite another one")
    create("Web shop", "shop", ADA, "--password-env", "ADAS_PASSWORD")

    assert can_log_in(ADA)


def test_a_lead_without_a_password_is_made_and_said() -> None:
    assert "The lead has no password yet" in create().out
    assert not can_log_in(ADA, "")


def test_a_password_is_in_no_output_and_no_event() -> None:
    said = create("Web shop", "shop", ADA, "--password-env", "ADAS_PASSWORD")

    assert PASSWORD not in said.everything
    assert not [event for event in AuditEvent.objects.all() if PASSWORD in str(vars(event))]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("Web shop", "Shop EU", ADA),
            "'Shop EU' is not a slug: lower-case letters, digits and single dashes, at most 60.",
        ),
        (("Web shop", "shop-", ADA), "'shop-' is not a slug"),
        (("Web shop", "s" * 61, ADA), "is not a slug"),
        (("Web shop", "shop", "ada"), "'ada' is not an e-mail address."),
        (("Web shop", "shop", "ada@example.com\nbcc: x"), "is not an e-mail address."),
        (("Web shop", "shop", "lead@demo.test"), "Addresses of @demo.test are the demo's; use another one."),
        (("Web shop", "shop", "Lead@DEMO.test "), "Addresses of @demo.test are the demo's; use another one."),
        (("Web shop", "shop", ADA, "--password-env", "NOT_SET"), "The environment variable NOT_SET is not set."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_is_one_sentence_and_makes_nothing(arguments: tuple[str, ...], sentence: str) -> None:
    said = create(*arguments)

    assert sentence in said.refusal
    assert (Team.objects.count(), User.objects.count()) == (0, 0)


def test_the_demo_itself_may_use_its_addresses() -> None:
    with override_settings(DEMO=True):
        assert create("Web shop", "shop", "lead@demo.test").refusal == ""


@pytest.mark.parametrize("role", list(Role))
def test_a_member_is_added_in_every_role_and_may_be_added_again(role: Role) -> None:
    create()
    first = call("add_member", "shop", "bob@example.com", "--role", role, "--password-env", "ADAS_PASSWORD")
    again = call("add_member", "shop", "bob@example.com", "--role", role)

    assert first.out == f"bob@example.com is {role.label.lower()} of shop.\n"
    assert again.out == f"bob@example.com is {role.label.lower()} of shop already.\n"
    assert Membership.objects.get(user__email="bob@example.com").role == role
    assert can_log_in("bob@example.com")


def test_a_role_is_changed_and_written_down() -> None:
    create()
    call("add_member", "shop", "bob@example.com", "--role", "viewer")
    call("add_member", "shop", "bob@example.com", "--role", "lead")
    event = AuditEvent.objects.get(action="member_changed")

    assert Membership.objects.get(user__email="bob@example.com").role == Role.LEAD
    assert (event.object_name, event.detail) == ("bob@example.com", {"role": "lead", "before": "viewer"})


def test_the_only_lead_stays_one() -> None:
    create()
    said = call("add_member", "shop", ADA, "--role", "member")

    assert "is the only lead of shop; a team always keeps one." in said.refusal
    assert Membership.objects.get().role == Role.LEAD
    call("add_member", "shop", "bob@example.com", "--role", "lead")
    assert call("add_member", "shop", ADA, "--role", "member").refusal == ""


def test_an_unknown_team_is_named_with_those_that_there_are() -> None:
    assert call("add_member", "shop", ADA, "--role", "lead").refusal == "There is no team 'shop'. Teams: none yet."
    team = make_team()
    assert f"Teams: {team.slug}." in call("add_member", "shop", ADA, "--role", "lead").refusal
    assert not User.objects.exists()


def test_a_role_that_is_none_and_a_demo_address_are_refused() -> None:
    create()
    assert "invalid choice: 'owner'" in call("add_member", "shop", "bob@example.com", "--role", "owner").refusal
    assert "the demo's" in call("add_member", "shop", "bob@demo.test", "--role", "lead").refusal
    assert User.objects.count() == 1
