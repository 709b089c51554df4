"""Two people change a team at the same moment: really, in threads with connections of their own."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.core.cache import cache
from django.db import connections

from runs.audit import Actor
from runs.models import Invitation, Membership, Role, Team, User
from runs.teams import InvitationRefused, accept, find_invitation, invite
from tests.builders import browser_of, make_team, make_user

pytestmark = pytest.mark.django_db(transaction=True)

TRIES = 20
PATIENCE_SECONDS = 60


def at_once(*deeds: Callable[[], object]) -> None:
    """Each in a thread of its own; all of them begin together."""
    gate, failures = threading.Barrier(len(deeds)), list[BaseException]()

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait(PATIENCE_SECONDS)
            deed()
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    assert failures == []


def leads_of(team: Team) -> int:
    return Membership.objects.filter(team=team, role=Role.LEAD).count()


def two_leads() -> tuple[Team, User, User]:
    cache.clear()
    team = make_team()
    return team, make_user(team, Role.LEAD), make_user(team, Role.LEAD)


@pytest.mark.parametrize("way", ["demote", "remove", "leave"])
def test_two_leads_who_end_each_other_at_the_same_moment_leave_one(way: str) -> None:
    """(I5)"""
    left = []
    for _ in range(TRIES):
        team, ada, bob = two_leads()
        rows = {user.pk: Membership.objects.get(user=user).pk for user in (ada, bob)}
        base = f"/teams/{team.slug}"

        def strike(me: User, other: User, base: str = base, rows: dict[int, int] = rows) -> Callable[[], object]:
            client = browser_of(me)
            if way == "demote":
                return lambda: client.post(f"{base}/members/{rows[other.pk]}/", {"role": "viewer"})
            if way == "remove":
                return lambda: client.post(f"{base}/members/{rows[other.pk]}/remove/", {"confirm": "yes"})
            return lambda: client.post(f"{base}/leave/", {"confirm": "yes"})

        at_once(strike(ada, bob), strike(bob, ada))
        left.append(leads_of(team))

    assert left == [1] * TRIES


def test_a_link_that_is_used_twice_at_the_same_moment_works_once() -> None:
    for _ in range(5):
        team, ada, _ = two_leads()
        bob = make_user()
        sent = invite(team, bob.email, Role.VIEWER, Actor(ada))
        told: list[str] = []

        def use(token: str = sent.token, bob: User = bob, told: list[str] = told) -> None:
            invitation = find_invitation(token)
            assert invitation is not None
            try:
                accept(invitation, bob, Actor(bob))
                told.append("in")
            except InvitationRefused as error:
                told.append(error.why.value)

        at_once(use, use, use)
        assert sorted(told) == ["in", "used", "used"]


def test_the_same_address_invited_twice_at_the_same_moment_has_one_invitation() -> None:
    for _ in range(5):
        team, ada, bob = two_leads()
        at_once(*(partial(invite, team, "carl@example.com", Role.VIEWER, Actor(lead)) for lead in (ada, bob)))
        assert Invitation.objects.filter(team=team).count() == 1
