"""What is new is new: a name or address that is taken meanwhile never leads to what was there, and is no failure."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from runs.audit import OPERATOR, Actor
from runs.connection import open_token
from runs.models import Membership, PersonalToken, Role, Stack, Team, User
from runs.people import tokens
from runs.stacks import Details, connect_new, make_slug
from runs.teams import InvitationRefused, accept_as_new_person, found_team, invite, make_person
from tests.builders import browser_of, make_stack, make_team, make_user
from tests.teams.test_at_the_same_moment import at_once

pytestmark = pytest.mark.django_db(transaction=True)


class Slugs:
    """The same slug so many times, then the usual ones."""

    def __init__(self, taken: str, times: int) -> None:
        self.lock, self.left, self.taken = threading.Lock(), times, taken

    def __call__(self, name: str, otherwise: str = "stack") -> str:
        with self.lock:
            self.left -= 1
            return self.taken if self.left >= 0 else make_slug(name, otherwise)


@pytest.fixture(autouse=True)
def no_limit_is_near() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def leads_of(team: Team) -> list[str]:
    return list(Membership.objects.filter(team=team, role=Role.LEAD).values_list("user__email", flat=True))


def test_a_slug_that_is_taken_makes_nobody_lead_of_the_team_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, eve = make_team("Bank"), make_user()
    make_user(theirs, Role.LEAD, email="ada@example.com")
    monkeypatch.setattr("runs.teams.making.make_slug", Slugs(theirs.slug, 1))
    browser_of(eve).post("/teams/new/", {"name": "Bank"})

    assert leads_of(theirs) == ["ada@example.com"]
    assert leads_of(Team.objects.exclude(pk=theirs.pk).get(name="Bank")) == [eve.email]


def test_teams_made_at_the_same_moment_with_the_same_slug_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [make_user() for _ in range(4)]
    monkeypatch.setattr("runs.teams.making.make_slug", Slugs("the-same-slug", len(people)))
    at_once(*(partial(found_team, "Bank", user, Actor(user)) for user in people))

    assert sorted(leads_of(team)[0] for team in Team.objects.all()) == sorted(user.email for user in people)
    assert Team.objects.count() == len(people)


def test_stacks_connected_at_the_same_moment_with_the_same_slug_are_two_with_their_own_tokens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    teams = [make_team() for _ in range(4)]
    monkeypatch.setattr("runs.stacks.changing.make_slug", Slugs("the-same-slug", len(teams)))

    def connected(team: Team) -> None:
        connect_new(team, Details("Shop", "https://shop.grafana.net", 7, f"token-of-{team.slug}"), OPERATOR)

    at_once(*(partial(connected, team) for team in teams))
    stacks = list(Stack.objects.select_related("team"))
    assert len(stacks) == len(teams)
    assert all(open_token(stack) == f"token-of-{stack.team.slug}" for stack in stacks)


def test_a_slug_has_forty_random_bits_and_fits_its_column() -> None:
    slugs = [make_slug("x" * 300, "team") for _ in range(50)]
    ends = {slug.rpartition("-")[2] for slug in slugs}

    assert len(ends) == 50
    assert all(26 ** len(end) >= 2**40 and end.isascii() and end.islower() for end in ends)
    assert max(map(len, slugs)) <= min(Team._meta.get_field("slug").max_length or 0, 80)
    assert make_slug("***", "team").startswith("team-")


def test_a_person_made_at_the_same_moment_twice_is_one() -> None:
    made: list[tuple[User, bool]] = []
    at_once(*(lambda: made.append(make_person("bob@example.com", "correct horse battery")) for _ in range(4)))

    assert {user.email for user, _ in made} == {"bob@example.com"}
    assert sorted(is_new for _, is_new in made) == [False, False, False, True]
    assert EmailAddress.objects.count() == User.objects.count() == 1


def test_two_invitations_of_one_address_used_at_the_same_moment_make_one_account_and_no_failure() -> None:
    sent = []
    for _ in range(3):
        team = make_team()
        lead = make_user(team, Role.LEAD)
        sent.append(invite(team, "bob@example.com", Role.VIEWER, Actor(lead)).invitation)
    told: list[str] = []

    def use(number: int) -> None:
        try:
            accept_as_new_person(sent[number], f"Bob {number}", f"a good password {number}", "", "")
            told.append("in")
        except InvitationRefused as error:
            told.append(error.why.value)

    at_once(*(partial(use, number) for number in range(3)))
    assert sorted(told) == ["account", "account", "in"]
    assert Membership.objects.filter(user__email="bob@example.com").count() == 1


def test_a_token_of_one_s_own_entered_at_the_same_moment_twice_is_kept_once() -> None:
    stack = make_stack()
    user = make_user(stack.team)
    at_once(*(partial(tokens.store, user, stack, f"token-{number}", Actor(user)) for number in range(4)))

    assert PersonalToken.objects.get().user == user
