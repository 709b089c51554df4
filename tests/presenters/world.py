"""A team with runs in every status, and text of ill will wherever the API may put some."""

from datetime import timedelta

from django.utils import timezone

from runs.models import Role, SetAsideRow, Stack, Team, User
from tests.builders import make_runs, make_stack, make_team, make_user, run_document

HOSTILE = '"><script>alert(1)</script><b onclick="x" hx-get="/x">&amp;'


def make_world(runs: int = 3) -> tuple[User, Stack]:
    """A lead, a stack with runs of every status, and a text of ill will wherever the API may put one."""
    team = make_team(HOSTILE)
    Team.objects.filter(pk=team.pk).update(slug="prod-team")
    stack = make_stack(team, slug="prod", name=f"Prod {HOSTILE}"[:100])
    statuses = ["completed", "running", "aborted", "created", "queued", "initializing", "processing_metrics", "odd"]
    details = {"type": "aborted", "entered": "2026-11-01T12:00:00Z", "extra": {"message": HOSTILE, "by_user": HOSTILE}}
    now = timezone.now()
    documents = [
        run_document(
            number,
            created=now - timedelta(hours=number),
            status=statuses[number % 8],
            note=HOSTILE,
            started_by=HOSTILE,
            result=HOSTILE if number % 5 == 0 else "failed",
            status_details=details,
            status_history=[details],
            options={HOSTILE: HOSTILE},
            k6_versions={HOSTILE: HOSTILE},
            distribution=[{"load_zone": HOSTILE, "percent": 100}],
            is_starred=number % 3 == 0,
        )
        for number in range(1, runs + 1)
    ]
    make_runs(stack, *documents)
    stack.load_tests.update(name=HOSTILE)
    stack.projects.update(name=HOSTILE)
    stack.trouble, stack.trouble_said = "unauthorized", HOSTILE
    stack.save()
    SetAsideRow.objects.create(stack=stack, reason=HOSTILE, first_seen=now, last_seen=now)
    return make_user(team, Role.LEAD), stack
