"""(A9) What an ended link showed does not stay in the table: revoked, expired, or ended before this was so."""

import importlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from runs.models import AuditEvent, ShareLink
from runs.tasks import tidy
from tests.sharing.desk import SharingDesk, at_a_desk, link_of

pytestmark = pytest.mark.django_db
CANARY = "canary in a note"


@pytest.fixture
def desk() -> SharingDesk:
    return at_a_desk(note=CANARY)


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot FROM runs_sharelink")
        return str(cursor.fetchall())


def test_a_revoked_link_keeps_nothing_of_what_it_showed(desk: SharingDesk) -> None:
    path = desk.share("note")
    assert CANARY in stored()
    desk.client.post(f"/teams/{desk.stack.team.slug}/links/{link_of(path).pk}/revoke/")
    assert CANARY not in stored()
    assert AuditEvent.objects.get(action="link_revoked").object_name.endswith("run #5")


def test_all_links_revoked_at_once_keep_nothing_either(desk: SharingDesk) -> None:
    for _ in range(2):
        desk.share("note")
    answer = desk.as_lead().post(f"/teams/{desk.stack.team.slug}/links/revoke/", {"confirm": "yes"})
    assert answer.status_code == 302
    assert CANARY not in stored()


def test_an_expired_one_is_emptied_by_the_daily_task_and_its_row_goes_after_a_year(desk: SharingDesk) -> None:
    path, other = desk.share("note"), desk.share("note")
    ShareLink.objects.filter(pk=link_of(path).pk).update(expires=timezone.now())
    tidy()
    assert ShareLink.objects.get(pk=link_of(path).pk).snapshot == {}
    assert CANARY in desk.read(other)
    ShareLink.objects.filter(pk=link_of(path).pk).update(expires=timezone.now() - timedelta(days=366))
    tidy()
    assert [link.pk for link in ShareLink.objects.all()] == [link_of(other).pk]


def test_the_migration_empties_those_that_ended_before(desk: SharingDesk) -> None:
    revoked, expired, still_open = (desk.share("note") for _ in range(3))
    ShareLink.objects.filter(pk=link_of(revoked).pk).update(revoked_at=timezone.now())
    ShareLink.objects.filter(pk=link_of(expired).pk).update(expires=timezone.now())
    importlib.import_module("runs.migrations.0012_limits").remove_ended_snapshots(apps, None)
    assert [link.snapshot == {} for link in (link_of(revoked), link_of(expired), link_of(still_open))] == [
        True,
        True,
        False,
    ]
    assert CANARY in desk.read(still_open)


def test_lists_show_an_emptied_link_as_before(desk: SharingDesk) -> None:
    path = desk.share("note")
    lead = desk.as_lead()
    lead.post(f"/teams/{desk.stack.team.slug}/links/{link_of(path).pk}/revoke/")
    assert lead.get(f"/teams/{desk.stack.team.slug}/links/").status_code == 200
    assert desk.stranger.get(path).status_code == 404
