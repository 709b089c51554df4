"""(L3) A change and its event are written together or not at all; what came to nothing is an event too."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client

from runs.models import AuditEvent, Role, SetAsideRow, Stack, User
from tests.builders import NOON, PASSWORD, browser_of, make_run, make_stack, make_user
from tests.pages.software_key import SoftwareKey, add_key

pytestmark = pytest.mark.django_db


@contextmanager
def no_audit() -> Iterator[None]:
    """Its table is not to be found, as on a disk that is full in this moment."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE runs_auditevent RENAME TO elsewhere")
        try:
            yield
        finally:
            cursor.execute("ALTER TABLE elsewhere RENAME TO runs_auditevent")


def lead_of(stack: Stack) -> tuple[Client, User]:
    lead = make_user(stack.team, Role.LEAD)
    client = browser_of(lead)
    client.raise_request_exception = False
    return client, lead


def test_what_can_not_be_recorded_does_not_happen() -> None:
    stack = make_stack()
    SetAsideRow.objects.create(stack=stack, reason="its id is none", first_seen=NOON, last_seen=NOON)
    client, lead = lead_of(stack)
    browser_of(lead)
    deeds: dict[str, dict[str, str]] = {
        "/accounts/profile/": {"name": "Ada", "time_zone": "UTC"},
        "/accounts/sessions/end/": {"which": "others"},
        f"/stacks/{stack.slug}/set-aside/forget/": {},
    }
    sessions = UserSession.objects.count()
    with no_audit():
        statuses = [client.post(path, form).status_code for path, form in deeds.items()]
    lead.refresh_from_db()

    assert all(status >= 500 for status in statuses)
    assert (lead.name, UserSession.objects.count(), SetAsideRow.objects.count()) == ("", sessions, 1)


def test_a_change_of_how_somebody_logs_in_that_can_not_be_recorded_does_not_happen() -> None:
    client, lead = lead_of(make_stack())
    TOTP.activate(lead, "JBSWY3DPEHPK3PXP")
    new = {"oldpassword": PASSWORD, "password1": "quite another battery", "password2": "quite another battery"}
    with no_audit():
        statuses = [
            add_key(client, SoftwareKey(), alone=True).status_code,
            client.post("/accounts/2fa/totp/deactivate/").status_code,
            client.post("/accounts/password/change/", new).status_code,
        ]
    lead.refresh_from_db()

    assert all(status >= 500 for status in statuses)
    assert [row.type for row in Authenticator.objects.all()] == ["totp"]
    assert lead.check_password(PASSWORD)


def test_a_load_test_that_could_not_be_read_again_is_a_failed_event() -> None:
    run = make_run(make_stack(sealed_token=""))
    client, _ = lead_of(run.stack)
    client.post(f"/stacks/{run.stack.slug}/tests/{run.load_test.test_id}/refresh/")
    event = AuditEvent.objects.get(action="load_test_refreshed")

    assert (event.outcome, event.detail["reason"]) == ("failed", "not_read")
