"""Who aborted a run: the person who did it here, not the owner of the stack's token, whom Grafana records."""

from typing import Any

import pytest
from django.utils import timezone

from runs.k6sim import DEFAULT_OWNER
from runs.models import PendingAction, Role, TestRun
from tests.actions.acting import running
from tests.builders import browser_of, make_user
from tests.pages.acting import at_a_desk
from tests.pages.visiting import visible
from tests.sharing.desk import SharingDesk
from tests.sharing.desk import at_a_desk as at_a_sharing_desk

pytestmark = pytest.mark.django_db(transaction=True)

OWNER, PERSON = "token-owner@example.com", "tester@example.com"
ENTRY = {"type": "aborted", "entered": "2026-11-01T12:20:00Z", "extra": {"by_user": OWNER}}
ABORTED: dict[str, Any] = {"status": "aborted", "status_details": ENTRY, "status_history": [ENTRY], "result": "error"}


def abort(desk: SharingDesk, email: str = PERSON, **fields: str) -> None:
    """The row that an abort through this site leaves once the run has shown it."""
    run = TestRun.objects.get(run_id=desk.run_id)
    row = {"kind": "abort", "state": "settled", "outcome": "done", "actor_email": email, **fields}
    PendingAction.objects.create(run=run, stack=run.stack, asked_at=timezone.now(), **row)


def test_the_page_of_an_aborted_run_names_the_person_and_the_owner_of_the_token() -> None:
    with at_a_desk(Role.MEMBER) as desk:
        run = running(desk.stack)
        desk.post(run, "abort", confirm="yes")
        person = run.actions.get().actor_email
        recorded = {**ENTRY, "extra": {"by_user": DEFAULT_OWNER}}
        ended = {"ended": recorded["entered"], "status_details": recorded, "status_history": [recorded]}
        desk.sim.edit_run(run.run_id, {**ABORTED, **ended})
        TestRun.objects.filter(pk=run.pk).update(asked_at=None)
        desk.page(run, "live/")
        page = visible(desk.page(run))

    assert f"Aborted by {person} via k6admin (Grafana recorded {DEFAULT_OWNER})." in page
    assert f"by {person} via k6admin (Grafana recorded {DEFAULT_OWNER})" in page.replace("Aborted by", "")
    assert f"Aborted by {DEFAULT_OWNER}" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, f"Aborted by {PERSON} via k6admin (Grafana recorded {OWNER})."),
        ({"email": OWNER}, f"Aborted by {OWNER} via k6admin."),  # under their own token
        ({"outcome": "refused", "reason": "forbidden"}, f"Aborted by {OWNER}."),
        ({"reason": "ended_first"}, f"Aborted by {OWNER}."),
        ({"kind": "star"}, f"Aborted by {OWNER}."),
    ],
)
def test_only_an_abort_that_took_effect_names_its_person(fields: dict[str, str], sentence: str) -> None:
    desk = at_a_sharing_desk(**ABORTED)
    abort(desk, **fields)

    assert sentence in visible(desk.client.get(desk.url()))


def test_a_shared_page_names_the_person_where_names_are_shown_and_nobody_otherwise() -> None:
    desk = at_a_sharing_desk(**ABORTED)
    abort(desk)

    assert f"Aborted by {PERSON} via k6admin (Grafana recorded {OWNER})." in visible(
        desk.stranger.get(desk.share("names"))
    )
    without = visible(desk.stranger.get(desk.share()))
    assert "Aborted by a person." in without
    assert PERSON not in without
    assert OWNER not in without


def test_a_run_that_somebody_aborted_in_grafana_names_them_alone() -> None:
    desk = at_a_sharing_desk(**ABORTED)
    reader = browser_of(make_user(TestRun.objects.get().stack.team, Role.VIEWER))
    page = visible(reader.get(desk.url()))

    assert f"Aborted by {OWNER}." in page
    assert "via k6admin" not in page
