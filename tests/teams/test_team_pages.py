"""My teams, a new one, its name and its end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from runs.audit import Actor
from runs.models import AuditEvent, Invitation, Membership, Role, Team
from runs.teams import invite
from tests.builders import make_stack, make_team, make_user
from tests.pages.visiting import browser_of, visible, visitor

pytestmark = pytest.mark.django_db


def last_event() -> tuple[str, str, str]:
    event = AuditEvent.objects.latest("id")
    return event.action, event.outcome, event.team_name


def test_the_list_names_my_teams_with_my_role_and_nobody_else_s() -> None:
    team = make_team("Checkout crew")
    make_stack(team)
    make_stack(team)
    make_stack(make_team("Foreign crew"))
    make_user(team)
    said = visible(visitor(team, Role.VIEWER).get("/teams/"))

    assert "Checkout crew Viewer 2 people, 2 stacks" in said
    assert "Foreign" not in said


def test_without_a_team_the_page_says_what_to_do() -> None:
    said = visible(browser_of(make_user()).get("/teams/"))
    assert "You are in no team" in said
    assert "Make one of your own" in said


def test_ten_teams_cost_as_many_queries_as_one() -> None:
    counts = []
    for number in (1, 10):
        user = make_user()
        for _ in range(number):
            Membership.objects.create(team=make_team(), user=user, role=Role.LEAD)
        with CaptureQueriesContext(connection) as queries:
            browser_of(user).get("/teams/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_anyone_may_make_a_team_and_leads_it() -> None:
    user = make_user()
    response = browser_of(user).post("/teams/new/", {"name": "Löwen & Co"}, follow=True)
    team = Team.objects.get()

    assert "Löwen & Co is there, and you lead it." in visible(response)
    assert team.slug.startswith("lowen-co-")
    assert Membership.objects.get(team=team).user == user
    assert Membership.objects.get(team=team).role == Role.LEAD
    assert sorted(event.action for event in AuditEvent.objects.all()) == ["member_added", "team_created"]


def test_a_name_without_a_letter_of_an_address_has_one_too() -> None:
    browser_of(make_user()).post("/teams/new/", {"name": "東京"})
    assert Team.objects.get().slug.startswith("team-")


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\nb", "a\u202eb"])
def test_a_name_that_cannot_be_is_refused_at_its_field(name: str) -> None:
    client = browser_of(make_user())
    assert client.post("/teams/new/", {"name": name}).status_code == 422
    assert not Team.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing() -> None:
    """(I3)"""
    user, other = make_user(), make_user()
    extra = {"slug": "mine", "id": 7, "role": "viewer", "is_staff": "1", "owner": other.pk, "members": other.pk}
    browser_of(user).post("/teams/new/", {"name": "Shop", **extra})
    user.refresh_from_db()
    team = Team.objects.get()

    assert team.slug.startswith("shop-")
    assert [(row.user_id, row.role) for row in team.memberships.all()] == [(user.pk, Role.LEAD)]
    assert (user.is_staff, user.is_superuser) == (False, False)


def test_teams_are_not_made_by_the_dozen() -> None:
    client = browser_of(make_user())
    answers = [client.post("/teams/new/", {"name": "Shop"}).status_code for _ in range(22)]

    assert answers == [302] * 20 + [429] * 2
    assert Team.objects.count() == 20


def test_a_lead_renames_the_team_and_its_address_stays() -> None:
    team = make_team("Shop")
    response = visitor(team, Role.LEAD).post(
        f"/teams/{team.slug}/settings/", {"name": "Web shop", "slug": "x"}, follow=True
    )
    event = AuditEvent.objects.get()
    team.refresh_from_db()

    assert "Web shop" in visible(response)
    assert team.name == "Web shop"
    assert response.redirect_chain == [(f"/teams/{team.slug}/settings/", 302)]
    assert (event.action, event.team_name, event.detail) == ("team_renamed", "Web shop", {"before": "Shop"})


def test_the_same_name_again_is_no_event() -> None:
    team = make_team("Shop")
    visitor(team, Role.LEAD).post(f"/teams/{team.slug}/settings/", {"name": "Shop"})
    assert not AuditEvent.objects.exists()


def test_a_team_without_stacks_is_deleted_after_a_question_and_stays_in_the_audit() -> None:
    team = make_team("Shop")
    lead = make_user(team, Role.LEAD)
    make_user(team, Role.MEMBER, email="bob@example.com")
    invite(team, "carl@example.com", Role.VIEWER, Actor(lead))
    client = browser_of(lead)
    question = visible(client.post(f"/teams/{team.slug}/delete/"))
    still_there = Team.objects.exists()
    answered = client.post(f"/teams/{team.slug}/delete/", {"confirm": "yes"}, follow=True)

    assert "Delete Shop? All of its 2 people lose it." in question
    assert "1 unused invitation" in question
    assert still_there
    assert "Shop is deleted." in visible(answered)
    assert (Team.objects.count(), Membership.objects.count(), Invitation.objects.count()) == (0, 0, 0)
    assert last_event() == ("team_deleted", "done", "Shop")
    assert "bob@example.com" in AuditEvent.objects.latest("id").detail["members"]
    assert client.get(f"/teams/{team.slug}/members/").status_code == 404


def test_a_team_with_stacks_is_not_deleted_because_their_history_would_go_with_it() -> None:
    team = make_team("Shop")
    make_stack(team)
    client = visitor(team, Role.LEAD)
    page = client.get(f"/teams/{team.slug}/settings/")
    answered = client.post(f"/teams/{team.slug}/delete/", {"confirm": "yes"}, follow=True)

    assert "A team with stacks is not deleted" in visible(page)
    assert f'action="/teams/{team.slug}/delete/"' not in page.content.decode()
    assert "Shop still has a stack. Disconnect them first" in visible(answered)
    assert Team.objects.exists()
    assert last_event() == ("team_deleted", "refused", "Shop")


def test_deleting_a_team_asks_for_the_password_again() -> None:
    team = make_team()
    response = browser_of(make_user(team, Role.LEAD), minutes_ago=11).post(
        f"/teams/{team.slug}/delete/", {"confirm": "yes"}
    )

    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Team.objects.exists()
