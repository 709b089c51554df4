"""The house of the soak: fifty people of one team, two stacks that are read from the simulator, both read once."""

import io
import json
import secrets

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from k6admin.middleware.sessions import BEGAN, SEEN
from runs.audit import Actor
from runs.domain.archives import read_script
from runs.k6sim import DEFAULT_STACK_ID, DEFAULT_TOKEN
from runs.models import Beat, Membership, Role, Stack, Team, User
from runs.sharing import OF_RUN, about_run, make_link
from runs.sharing.snapshots import run_snapshot
from tests.builders import make_stack

PEOPLE = 50
SCRIPT_LINE = "  http.post(`${base}/basket/add`, JSON.stringify({ item: 17, count: 3 }), { tags: { step: 'add' } });\n"
SCRIPT_BYTES, OPTION_KEYS = 300_000, 40_000


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
    return "\n" + json.dumps(
        {"sessions": sessions, "stacks": [_seen(stack) for stack in stacks], "shared": _shared(stacks[0])}
    )


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


def _shared(stack: Stack) -> str:
    """The path of a shared page with a script of 300 KB and several megabytes of options."""
    run = stack.runs.filter(active=False, document__isnull=False).with_its_page().first()
    assert run is not None
    options = run.document.body["options"] or {}
    run.document.body["options"] = {**options, "tags": {f"tag-{number}": "x" * 180 for number in range(OPTION_KEYS)}}
    source = "import http from 'k6/http';\nexport default function () {\n" + SCRIPT_LINE * (
        SCRIPT_BYTES // len(SCRIPT_LINE)
    )
    script = read_script(io.BytesIO(f"{source}}}\n".encode()))
    sharer = User.objects.filter(memberships__team=stack.team).first()
    snapshot = run_snapshot(run, None, script, OF_RUN, timezone.now())
    return f"/s/{make_link(about_run(run), snapshot, OF_RUN, 7, Actor(user=sharer)).token}/"
