"""(A6) What one team or person may have is bounded, said from 90 % on, and nothing that was typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from runs import caps, stacks
from runs.audit import Actor
from runs.caps import CapReached
from runs.models import AuditEvent, Invitation, Membership, Role, ShareLink, Stack, Team
from runs.sharing import about_run, make_link, take_run
from runs.teams import found_team, invite
from tests.builders import browser_of, make_run, make_stack, make_team, make_user
from tests.pages.visiting import visible
from tests.sharing.desk import at_a_desk
from tests.stand_in import StandIn, answer

pytestmark = pytest.mark.django_db
STACK = {"name": "One more", "grafana_url": "https://acme.grafana.net", "stack_id": "77", "token": "a-token-of-tests"}


@pytest.fixture(autouse=True)
def low(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten of each; the ninth is where it is said."""
    for name in ("MOST_STACKS", "MOST_TEAMS", "MOST_INVITATIONS", "MOST_LINKS"):
        monkeypatch.setattr(caps, name, 10)


def test_stacks_of_a_team(settings: Any) -> None:
    team = make_team("Shop")
    lead = browser_of(make_user(team, Role.LEAD))
    for _ in range(8):
        make_stack(team)
    assert "stacks of Shop" not in visible(lead.get("/stacks/new/"))
    make_stack(team)
    assert "9 of 10 stacks of Shop are in use. At 10, disconnect one" in visible(lead.get("/stacks/new/"))
    make_stack(team)
    with StandIn(answer(200, b"{}")) as api:
        settings.K6_API_URL = api.url
        refused = lead.post("/stacks/new/", {**STACK, "team": team.pk})
    assert (refused.status_code, api.requests) == (422, [])
    assert "10 of 10 stacks of Shop are in use. No more can be made: disconnect one" in visible(refused)
    assert 'value="One more"' in refused.content.decode()
    assert Stack.objects.count() == 10


def test_stacks_that_two_leads_connect_at_once_or_a_command_connects(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = make_team("Shop")
    for _ in range(10):
        make_stack(team)
    details = stacks.Details("One more", "https://acme.grafana.net", 77, "a-token-of-the-tests")
    with pytest.raises(CapReached):
        stacks.connect(team, "one-more", details, Actor(make_user(team)))
    monkeypatch.setenv("A_TOKEN", "a-token-of-the-tests")
    place = ["--slug", "more", "--name", "x", "--stack-id", "77", "--grafana-url", "https://acme.grafana.net"]
    with StandIn(answer(200, b'{"stack_id": 77, "default_project_id": 1}')) as api:
        settings.K6_API_URL = api.url
        with pytest.raises(CommandError, match="10 of 10 stacks"):
            call_command("connect_stack", team.slug, *place, "--token-env", "A_TOKEN")
    assert Stack.objects.count() == 10


def test_teams_that_one_person_leads() -> None:
    user = make_user()
    for _ in range(9):
        found_team("Mine", user, Actor(user))
    Membership.objects.create(team=make_team(), user=user, role=Role.VIEWER)  # others' teams don't count
    client = browser_of(user)
    assert "9 of 10 teams that one person may lead are yours" in visible(client.get("/teams/new/"))
    assert client.post("/teams/new/", {"name": "The tenth"}).status_code == 302
    refused = client.post("/teams/new/", {"name": "The eleventh"})
    assert refused.status_code == 422
    assert "No more can be made: delete or leave one first." in visible(refused)
    assert 'value="The eleventh"' in refused.content.decode()
    with pytest.raises(CapReached):
        found_team("At the same moment", user, Actor(user))
    assert Team.objects.filter(memberships__user=user, memberships__role=Role.LEAD).count() == 10


def test_invitations_of_a_team() -> None:
    team = make_team("Shop")
    lead = make_user(team, Role.LEAD)
    client, path = browser_of(lead), f"/teams/{team.slug}/members/"
    for number in range(9):
        invite(team, f"new{number}@example.com", Role.VIEWER, Actor(lead))
    assert "9 of 10 invitations of the team are open. At 10, take some back first." in visible(client.get(path))
    invite(team, "new9@example.com", Role.VIEWER, Actor(lead))
    refused = client.post(f"/teams/{team.slug}/invitations/", {"email": "eleventh@example.com", "role": "viewer"})
    assert refused.status_code == 422
    assert "No more can be made: take some back first." in visible(refused)
    assert "eleventh@example.com" in refused.content.decode()
    assert Invitation.objects.count() == 10


def test_shared_links_of_a_team() -> None:
    desk = at_a_desk()
    for _ in range(8):
        desk.share()
    assert "9 of 10" not in visible(desk.ask())
    assert "9 of 10 shared links of the team are open." in visible(desk.ask())
    assert "10 of 10 shared links" in visible(desk.as_lead().get(f"/teams/{desk.stack.team.slug}/links/"))
    refused = desk.ask(note="on")
    assert refused.status_code == 422
    assert "No more can be made: revoke some first." in visible(refused)
    assert ShareLink.objects.count() == 10
    ShareLink.objects.filter(pk=ShareLink.objects.first().pk).update(expires=timezone.now() - timedelta(seconds=1))  # type: ignore[union-attr]
    assert desk.ask().status_code == 200


def test_a_link_made_at_the_same_moment_counts() -> None:
    run = make_run()
    member = Actor(make_user(run.stack.team))
    snapshot = take_run(run, frozenset(), run.created)
    for _ in range(10):
        make_link(about_run(run), snapshot, frozenset(), 7, member)
    with pytest.raises(CapReached):
        make_link(about_run(run), snapshot, frozenset(), 7, member)
    assert AuditEvent.objects.filter(action="link_created").count() == 10
