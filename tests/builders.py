"""What tests are made of: a team, a person and their browser, a stack, runs."""

import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from runs.connection import set_token
from runs.k6api.records import RunRecord, read_run
from runs.models import Membership, Role, Stack, Team, TestRun, User
from runs.store import save_runs
from runs.teams import make_person

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"
_numbers = count(1)


def make_team(name: str = "Shop") -> Team:
    return Team.objects.create(name=name, slug=f"team-{next(_numbers)}")


def make_user(team: Team | None = None, role: Role = Role.MEMBER, email: str = "") -> User:
    """A person who can log in with `PASSWORD`, in that role of the team."""
    user, _ = make_person(email or f"person{next(_numbers)}@example.com", PASSWORD)
    if team:
        Membership.objects.create(team=team, user=user, role=role)
    return user


def browser_of(user: User, minutes_ago: float = 0) -> Client:
    """Somebody who logged in so long ago: within ten minutes nobody is asked for the password again."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - minutes_ago * 60}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def make_stack(team: Team | None = None, **fields: Any) -> Stack:
    """A connected stack whose data is fresh."""
    number = next(_numbers)
    stack = Stack(team=team or make_team(), slug=fields.pop("slug", f"stack-{number}"))
    set_token(stack, fields.pop("token", "a-token-of-the-tests"))
    defaults = {
        "name": f"Stack {number}",
        "grafana_url": "https://tests.grafana.net",
        "stack_id": 1000 + number,
        "fresh_at": timezone.now(),
        "walk_finished": timezone.now(),
        "names_at": timezone.now(),
    }
    for name, value in {**defaults, **fields}.items():
        setattr(stack, name, value)  # after the token, which ends any trouble
    stack.save()
    return stack


def run_document(run_id: int, **fields: Any) -> dict[str, Any]:
    """A run as the API tells it: completed and passed unless said otherwise."""
    created = fields.pop("created", NOON + timedelta(minutes=run_id))
    ended = fields.pop("ended", created + timedelta(minutes=30))
    document: dict[str, Any] = {
        "id": run_id,
        "test_id": 7,
        "project_id": 3,
        "started_by": "ada@example.com",
        "created": created.isoformat(),
        "ended": ended.isoformat() if ended else None,
        "note": "",
        "retention_expiry": (created + timedelta(days=30)).isoformat(),
        "cost": {"total_vuh": "2.5", "breakdown": {"base_total_vuh": 2.5, "protocol_vuh": 2.5, "browser_vuh": 0}},
        "status": "completed",
        "status_details": {"type": "completed", "entered": created.isoformat()},
        "status_history": [{"type": "created", "entered": created.isoformat()}],
        "distribution": [{"load_zone": "amazon:ie:dublin", "percent": 100}],
        "result": "passed",
        "result_details": None,
        "options": {"vus": 10},
        "k6_dependencies": {},
        "k6_versions": {"k6": "v1.2.0"},
        "max_vus": 10,
        "max_browser_vus": 0,
        "estimated_duration": 1800,
        "execution_duration": 1800,
        "is_starred": False,
    }
    return {**document, **fields}


def make_record(run_id: int, **fields: Any) -> RunRecord:
    return read_run(run_document(run_id, **fields))


def make_runs(stack: Stack, *documents: dict[str, Any]) -> list[TestRun]:
    """Runs as a sync writes them, in the order given."""
    save_runs(stack, [read_run(document) for document in documents], timezone.now())
    rows = {run.run_id: run for run in stack.runs.all()}
    return [rows[document["id"]] for document in documents]


def make_run(stack: Stack | None = None, run_id: int = 0, **fields: Any) -> TestRun:
    return make_runs(stack or make_stack(), run_document(run_id or next(_numbers), **fields))[0]
