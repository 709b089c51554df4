"""Who is in a team: seen by everyone in it, changed by its leads."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from runs.access import Deed
from runs.models import AuditEvent, Membership, PersonalToken, Role, Team, User
from runs.presenters.roles import WORDS
from tests.builders import make_stack, make_team, make_user
from tests.pages.visiting import Answer, browser_of, visible, visitor

pytestmark = pytest.mark.django_db


def page_of(team: Team) -> str:
    return f"/teams/{team.slug}/members/"


def url_of(team: Team, user: User, rest: str = "") -> str:
    return f"{page_of(team)}{Membership.objects.get(team=team, user=user).pk}/{rest}"


def give(client: Client, team: Team, user: User, role: str) -> Answer:
    return client.post(url_of(team, user), {"role": role}, follow=True)


def role_of(team: Team, user: User) -> str | None:
    return Membership.objects.filter(team=team, user=user).values_list("role", flat=True).first()


def events() -> list[tuple[str, str, str, dict[str, Any]]]:
    rows = AuditEvent.objects.order_by("id")
    return [(event.action, event.outcome, event.object_name, event.detail) for event in rows]


@pytest.mark.parametrize("role", list(Role))
def test_everyone_in_the_team_sees_who_is_in_it_and_what_each_role_may_do(team: Team, lead: User, role: Role) -> None:
    lead.name = "Ada Lovelace"
    lead.save()
    make_user(make_team(), Role.LEAD, email="foreign@example.com")
    response = visitor(team, role).get(page_of(team))
    said = visible(response)

    assert "Ada Lovelace ada@example.com Lead" in said
    assert "(you)" in said
    assert "foreign@example.com" not in said
    assert all(words in said for words in WORDS.values())
    assert ("Invite somebody" in said) is (role is Role.LEAD)
    assert (url_of(team, lead) in response.content.decode()) is (role is Role.LEAD)


def test_every_deed_of_the_matrix_has_its_words() -> None:
    assert set(WORDS) == set(Deed)


def test_somebody_deactivated_is_marked(team: Team) -> None:
    user = make_user(team)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "Deactivated: can't log in." in visible(visitor(team).get(page_of(team)))


def test_two_hundred_members_stand_on_one_page_and_more_on_the_next(team: Team) -> None:
    people = User.objects.bulk_create(User(email=f"p{number:03}@example.com") for number in range(203))
    Membership.objects.bulk_create(Membership(team=team, user=user, role=Role.VIEWER) for user in people)
    client = visitor(team)
    first, second, beyond = (client.get(page_of(team), {"page": page}) for page in ("1", "2", "99"))

    assert first.content.count(b'class="who-cell"') == 200
    assert second.content.count(b'class="who-cell"') == 4
    assert visible(beyond) == visible(second)
    assert client.get(page_of(team), {"page": "x' OR 1"}).status_code == 200


def test_fifty_members_cost_as_many_queries_as_one(team: Team, lead: User) -> None:
    counts = []
    for number in (0, 50):
        for _ in range(number):
            make_user(team)
        client = browser_of(lead)
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(team))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", list(Role))
def test_a_lead_gives_each_role_and_both_old_and_new_are_in_the_audit(team: Team, lead: User, role: Role) -> None:
    bob = make_user(team, Role.MEMBER if role is not Role.MEMBER else Role.VIEWER, email="bob@example.com")
    before = role_of(team, bob)
    said = visible(give(browser_of(lead), team, bob, role))

    assert f"bob@example.com is {role.label.lower()} now." in said
    assert role_of(team, bob) == role
    assert events() == [("member_changed", "done", "bob@example.com", {"role": role, "before": before})]


@pytest.mark.parametrize("role", ["", "owner", "LEAD", "lead ", "admin"])
def test_a_role_that_is_none_changes_nothing(team: Team, lead: User, role: str) -> None:
    bob = make_user(team, Role.VIEWER)
    assert give(browser_of(lead), team, bob, role).status_code == 422
    assert role_of(team, bob) == Role.VIEWER


def test_fields_that_the_form_does_not_have_change_nothing(team: Team, lead: User) -> None:
    """(I3) (I6) Nobody becomes the operator through a team, and nobody moves into another one."""
    bob, other = make_user(team, Role.VIEWER), make_team()
    extra = {"is_staff": "1", "is_superuser": "on", "team": other.pk, "user": lead.pk, "is_active": "", "owner": bob.pk}
    browser_of(lead).post(url_of(team, bob), {**extra, "role": "member"})
    bob.refresh_from_db()

    assert (bob.is_staff, bob.is_superuser, bob.is_active) == (False, False, True)
    assert role_of(team, bob) == Role.MEMBER
    assert role_of(team, lead) == Role.LEAD
    assert not other.memberships.exists()


@pytest.mark.parametrize("rest", ["", "remove/"])
def test_a_lead_touches_nobody_of_another_team(team: Team, lead: User, rest: str) -> None:
    """(I6) Neither at the other team's address nor by another team's member below one's own."""
    other = make_team()
    bob = make_user(other, Role.VIEWER)
    membership = Membership.objects.get(user=bob)
    client = browser_of(lead)
    answers = [
        client.post(f"/teams/{slug}/members/{membership.pk}/{rest}", {"role": "lead", "confirm": "yes"}).status_code
        for slug in (team.slug, other.slug, "none-at-all")
    ]

    assert answers == [404, 404, 404]
    assert role_of(other, bob) == Role.VIEWER
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_nobody_but_a_lead_changes_anybody_and_the_attempt_is_in_the_audit(team: Team, lead: User, role: Role) -> None:
    client = visitor(team, role)
    for rest, fields in (("", {"role": "viewer"}), ("remove/", {"confirm": "yes"})):
        response = client.post(url_of(team, lead, rest), fields)
        assert response.status_code == 403
        assert "Only a lead of the team can invite people" in visible(response)

    assert role_of(team, lead) == Role.LEAD
    assert [event[:2] for event in events()] == [("manage_members", "refused")]
    assert AuditEvent.objects.get().count == 2


def test_removing_asks_first_says_what_goes_along_and_takes_the_person_s_own_tokens_too(team: Team, lead: User) -> None:
    bob, stack = make_user(team, Role.MEMBER, email="bob@example.com"), make_stack(team)
    elsewhere = make_stack()
    for one in (stack, elsewhere):
        PersonalToken.objects.create(user=bob, stack=one, sealed_token="sealed")
    client, url = browser_of(lead), url_of(team, bob, "remove/")
    question = visible(client.post(url))
    still = role_of(team, bob)
    said = visible(client.post(url, {"confirm": "yes"}, follow=True))

    assert "Remove them from Shop? With their next request bob@example.com sees nothing" in question
    assert "Personal tokens for the team's stacks that are deleted here: 1." in question
    assert still == Role.MEMBER
    assert "bob@example.com is no longer in Shop." in said
    assert role_of(team, bob) is None
    assert [token.stack for token in PersonalToken.objects.all()] == [elsewhere]
    assert events() == [
        ("member_removed", "done", "bob@example.com", {"before": "member", "personal_tokens_removed": 1})
    ]


def test_everyone_may_leave(team: Team, lead: User) -> None:
    bob = make_user(team, Role.VIEWER, email="bob@example.com")
    client, url = browser_of(bob), f"/teams/{team.slug}/leave/"
    question = visible(client.post(url))
    said = visible(client.post(url, {"confirm": "yes"}, follow=True))

    assert "Leave Shop?" in question
    assert "You are no longer in Shop." in said
    assert role_of(team, bob) is None
    assert events() == [("member_left", "done", "bob@example.com", {"before": "viewer"})]
    assert client.get(page_of(team)).status_code == 404


@pytest.mark.parametrize("way", ["demoted", "removed", "left"])
def test_the_only_lead_stays_lead_and_is_told_why(team: Team, lead: User, way: str) -> None:
    make_user(team, Role.MEMBER)
    gone = make_user(team, Role.LEAD)  # a lead who can't log in leads nothing
    User.objects.filter(pk=gone.pk).update(is_active=False)
    client = browser_of(lead)
    if way == "demoted":
        said = visible(give(client, team, lead, "member"))
    elif way == "removed":
        said = visible(client.post(url_of(team, lead, "remove/"), {"confirm": "yes"}, follow=True))
    else:
        said = visible(client.post(f"/teams/{team.slug}/leave/", {"confirm": "yes"}, follow=True))

    assert "You are the only lead" in said
    assert role_of(team, lead) == Role.LEAD
    [(action, outcome, name, detail)] = events()
    assert (outcome, name, detail) == ("refused", "ada@example.com", {"reason": "only_lead"})
    assert action in {"member_changed", "member_removed", "member_left"}


def test_with_another_lead_one_may_go(team: Team, lead: User) -> None:
    make_user(team, Role.LEAD)
    client = browser_of(lead)
    give(client, team, lead, "viewer")

    assert role_of(team, lead) == Role.VIEWER
    assert client.get(f"/teams/{team.slug}/settings/").status_code == 403


@pytest.mark.parametrize("rest", ["", "remove/"])
def test_a_role_asks_for_the_password_again(team: Team, lead: User, rest: str) -> None:
    bob = make_user(team, Role.MEMBER)
    client = browser_of(lead, minutes_ago=11)
    response = client.post(url_of(team, bob, rest), {"role": "lead", "confirm": "yes"})

    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert role_of(team, bob) == Role.MEMBER


def test_names_of_people_and_teams_are_text() -> None:
    """W3"""
    evil = "<img src=x onerror=alert(1)>"
    team = make_team(evil)
    user = make_user(team, Role.LEAD)
    User.objects.filter(pk=user.pk).update(name=evil)
    client = browser_of(user)
    for url in ("/teams/", page_of(team), url_of(team, user), f"/teams/{team.slug}/settings/", "/stacks/"):
        assert b"<img src=x" not in client.get(url).content
