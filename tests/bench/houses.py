"""Two stacks of one team with all that their runs share, and somebody who may look at them."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from runs.models import Beat, LoadTest, Membership, Project, Role, Stack, Starter, Team, User, ZoneSet

STACKS, TESTS, PROJECTS, STARTERS = 2, 20, 4, 3  # all but the first per stack; and 6 zone sets
ZONES = ("amazon:ie:dublin", "amazon:us:ashburn", "amazon:de:frankfurt", "amazon:jp:tokyo", "amazon:br:sao paulo")
ADDRESS = "reader@example.com"


@dataclass(frozen=True)
class House:
    """A stack and our keys of what its runs share. A load test belongs to one project."""

    stack: int
    tests: list[int]
    projects: list[int]
    starters: list[int]
    zone_sets: list[int]


def make_houses() -> list[House]:
    team = Team.objects.create(name="Bench", slug="bench")
    user = User(email=ADDRESS, is_staff=True, is_superuser=True)  # Django's admin asks for both
    user.set_unusable_password()
    user.save()
    Membership.objects.create(team=team, user=user, role=Role.MEMBER)
    return [_make_house(team, number) for number in range(1, STACKS + 1)]


def _make_house(team: Team, number: int) -> House:
    stack = Stack.objects.create(
        team=team, slug=f"bench-{number}", name=f"Bench {number}", stack_id=number, sealed_token="none"
    )
    test, project = 100 * number, 10 * number
    tests = [
        LoadTest(stack=stack, test_id=test + i, project_id=project + i % PROJECTS, name=f"checkout {test + i}")
        for i in range(TESTS)
    ]
    projects = [Project(stack=stack, project_id=project + i, name=f"Shop {project + i}") for i in range(PROJECTS)]
    starters = [Starter(stack=stack, email=f"person{number}{i}@example.com") for i in range(STARTERS)]
    zones = [sorted(ZONES[: i + 1]) for i in range(len(ZONES))] + [[f"lab-{number}"]]
    zone_sets = [ZoneSet(stack=stack, zones=names, digest=str(i)) for i, names in enumerate(zones)]
    LoadTest.objects.bulk_create(tests)
    Project.objects.bulk_create(projects)
    Starter.objects.bulk_create(starters)
    ZoneSet.objects.bulk_create(zone_sets)
    keys = ([row.pk for row in rows] for rows in (tests, projects, starters, zone_sets))
    return House(stack.pk, *keys)


def open_session() -> str:
    """A session of the reader, and all signs of life, so that the pages carry no warnings. Its key."""
    now = timezone.now()
    Stack.objects.update(fresh_at=now, walk_finished=now)
    Beat.objects.update_or_create(name="worker", defaults={"at": now.replace(year=now.year + 1, day=1)})
    user = User.objects.get(email=ADDRESS)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)
