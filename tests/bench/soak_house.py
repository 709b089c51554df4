"""The house of the soak: fifty people of one team, two stacks that are read from the simulator, both read once."""

import json
import secrets

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from k6admin.middleware.sessions import BEGAN, SEEN
from runs.k6sim import DEFAULT_STACK_ID, DEFAULT_TOKEN
from runs.models import Beat, Membership, Role, Stack, Team, User
from tests.builders import make_stack

PEOPLE = 50


def main() -> str:
    """Sessions and what there is to look at, as JSON."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    team = Team.objects.create(name="Soak", slug="soak")
    stacks = [
        make_stack(team, name=name, stack_id=DEFAULT_STACK_ID, token=DEFAULT_TOKEN, fresh_at=None, walk_finished=None)
        for name in ("Shop", "Bank")
    ]
    sessions = [_session(_member(team, number)) for number in range(PEOPLE + 1)]
    for stack in stacks:
        call_command("sync_runs", stack=stack.slug, verbosity=0)
    Beat.objects.update_or_create(name="worker", defaults={"at": timezone.now().replace(year=timezone.now().year + 1)})
    return "\n" + json.dumps({"sessions": sessions, "stacks": [_seen(stack) for stack in stacks]})


def _member(team: Team, number: int) -> User:
    user = User(email=f"person{number}@example.com")
    user.set_unusable_password()
    user.save()
    Membership.objects.create(team=team, user=user, role=Role.MEMBER)
    return user


def _session(user: User) -> str:
    session, now = SessionStore(), int(timezone.now().timestamp())
    session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            BEGAN: now,
            SEEN: now,
            "k": secrets.token_hex(4),
        }
    )
    session.create()
    return str(session.session_key)


def _seen(stack: Stack) -> dict[str, object]:
    runs = stack.runs.filter(active=False).order_by("-created").values_list("run_id", flat=True)
    tests = stack.load_tests.values_list("test_id", flat=True)
    return {"slug": stack.slug, "runs": list(runs[: 20 * PEOPLE]), "tests": list(tests[:20])}
