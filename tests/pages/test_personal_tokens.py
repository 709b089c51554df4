"""A person's own token for a stack: entered, tried, sealed, deleted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import override_settings
from django.utils import timezone

from runs import stacks
from runs.audit import Actor
from runs.connection import hand_of
from runs.forms import NOT_CHECKED
from runs.k6sim import identity
from runs.models import AuditEvent, Membership, PersonalToken, Role, Stack
from runs.sealing import known_secrets
from runs.teams import remove
from tests.actions.acting import ended, running
from tests.builders import PASSWORD, browser_of, make_stack, make_user
from tests.pages.acting import Desk
from tests.pages.own_tokens import ELSEWHERE, MINE, at_a_known_desk, me, page, stored, writers
from tests.pages.visiting import visible

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with at_a_known_desk() as found:
        yield found


def test_a_token_is_cleaned_tried_sealed_and_never_shown_again(desk: Desk) -> None:
    response = desk.client.post(page(desk), {"token": f"  Bearer {MINE}\n"}, follow=True)
    row = PersonalToken.objects.get()

    assert "is now recorded under your name" in visible(response)
    assert f"Ends in {MINE[-4:]}" in visible(response)
    assert row.token_end == MINE[-4:]
    assert MINE not in row.sealed_token
    for address in (page(desk), "/accounts/profile/", desk.url(ended(desk.stack))):
        assert MINE not in desk.client.get(address).content.decode()
    assert MINE in known_secrets()
    assert [(event.action, MINE in str(event.detail)) for event in AuditEvent.objects.all()] == [
        ("personal_token_entered", False)
    ]


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("nonsense", "Grafana does not accept the token."),
        (ELSEWHERE, "has no access to this stack"),
        (identity.SECOND_TOKEN, "has no access to this stack"),
        ("", "This field is required."),
        ("two words", "has a space or a line break inside"),
        ("gärten", "characters that no API token has"),
    ],
)
def test_a_token_that_does_not_open_this_very_stack_is_refused_at_its_field(
    desk: Desk, token: str, sentence: str
) -> None:
    response = desk.client.post(page(desk), {"token": token})

    assert response.status_code == 422
    assert sentence in visible(response)
    assert not PersonalToken.objects.exists()


def test_a_token_that_could_not_be_checked_is_not_stored(desk: Desk) -> None:
    with override_settings(K6_API_URL="http://127.0.0.1:9"):
        response = desk.client.post(page(desk), {"token": MINE}, follow=True)
    assert response.status_code == 422
    assert NOT_CHECKED in visible(response)
    assert not PersonalToken.objects.exists()


def test_a_token_tried_for_a_target_that_the_stack_no_longer_has_is_not_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_out = stacks.try_out

    def moved(details: stacks.Details, stack: Stack | None) -> list[stacks.Finding]:
        found = try_out(details, stack)
        Stack.objects.filter(pk=desk.stack.pk).update(grafana_url="https://elsewhere.grafana.net")
        return found

    monkeypatch.setattr("runs.views.personal_tokens.stacks.try_out", moved)
    response = desk.client.post(page(desk), {"token": MINE})
    assert "The stack was changed meanwhile" in visible(response)
    assert not PersonalToken.objects.exists()


def test_the_last_use_is_told_to_within_five_minutes(desk: Desk) -> None:
    run, row = ended(desk.stack), stored(desk)
    desk.post(run, "star")
    row.refresh_from_db()
    first = row.used_at
    desk.post(run, "unstar")
    row.refresh_from_db()

    assert first is not None
    assert row.used_at == first
    PersonalToken.objects.update(used_at=timezone.now() - timedelta(minutes=6))
    desk.post(run, "star")
    assert PersonalToken.objects.filter(used_at__gt=timezone.now() - timedelta(minutes=1)).exists()
    assert "used just now" in visible(desk.client.get("/accounts/profile/"))


def test_a_token_is_deleted_and_acting_goes_on_under_the_stack_s(desk: Desk) -> None:
    run = running(desk.stack)
    stored(desk)
    desk.client.post(f"{page(desk)}delete/")
    desk.post(run, "abort", confirm="yes")

    assert not PersonalToken.objects.exists()
    assert writers(desk) == {identity.DEFAULT_OWNER}
    assert AuditEvent.objects.filter(action="personal_token_deleted").count() == 1


def test_whoever_leaves_a_team_leaves_no_token_behind(desk: Desk) -> None:
    stored(desk)
    remove(desk.stack.team, me(desk), Actor(make_user(desk.stack.team, Role.LEAD)))
    assert not PersonalToken.objects.exists()


def test_a_token_of_somebody_who_is_in_the_team_no_more_is_never_used(desk: Desk) -> None:
    """Even where its row was left behind, and they come back in another way."""
    stored(desk)
    Membership.objects.filter(user=me(desk)).delete()
    assert not hand_of(me(desk), desk.stack).is_personal


def test_ten_minutes_after_the_login_the_password_is_asked_and_the_token_waits_sealed(desk: Desk) -> None:
    late = browser_of(me(desk), minutes_ago=11)
    asked = late.post(page(desk), {"token": MINE})
    sessions = str([session.get_decoded() for session in Session.objects.all()])
    done = late.post(asked.headers["Location"], {"password": PASSWORD})

    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert MINE not in sessions
    assert done.headers["Location"] == "/accounts/profile/"
    assert PersonalToken.objects.get().token_end == MINE[-4:]
    assert late.post(f"{page(desk)}delete/").headers["Location"] == "/accounts/profile/"


def test_only_stacks_that_one_acts_on_are_offered(desk: Desk) -> None:
    other = make_stack(name="Of another team")
    reader = desk.as_role(Role.VIEWER)

    assert "Your own tokens" not in visible(reader.client.get("/accounts/profile/"))
    assert reader.client.get(page(desk)).status_code == 403
    assert desk.client.get(f"/accounts/tokens/{other.slug}/").status_code == 404
    assert other.name not in visible(desk.client.get("/accounts/profile/"))
