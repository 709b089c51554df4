"""The audit taken away as a file."""

import csv
import io
import json
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from runs.models import AuditEvent
from tests.audit.events import audit_of, lead_of, make_event
from tests.builders import NOON, make_team
from tests.pages.visiting import Answer

pytestmark = pytest.mark.django_db


def text(response: Answer) -> str:
    return b"".join(response.streaming_content).decode()


def rows(response: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(response), newline="")))


def test_csv_has_a_row_for_each_event_newest_first() -> None:
    team = make_team()
    make_event(team, detail={"reason": "state"})
    make_event(team, "run_star", at=NOON + timedelta(hours=1))
    response = lead_of(team).get(audit_of(team, "export.csv"))
    found = rows(response)

    assert [row["action"] for row in found] == ["audit_exported", "run_star", "run_abort"]
    assert found[2]["at"] == "2026-11-01T12:00:00+00:00"
    assert json.loads(found[2]["detail"]) == {"reason": "state"}
    assert response.headers["Content-Disposition"] == f'attachment; filename="{team.slug}-audit.csv"'
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.streaming


def test_json_is_one_array_of_the_same_events() -> None:
    team = make_team()
    make_event(team, detail={"reason": "state", "text": 'quote " and \u2028'})
    response = lead_of(team).get(audit_of(team, "export.json"))
    found = json.loads(text(response))

    assert [event["action"] for event in found] == ["audit_exported", "run_abort"]
    assert found[1]["detail"] == {"reason": "state", "text": 'quote " and \u2028'}
    assert isinstance(found[1]["id"], int)
    assert response.headers["Content-Type"] == "application/json"


def test_f5_no_cell_is_a_formula() -> None:
    """(F5)"""
    team = make_team("=1+1")
    make_event(team, object_name='=HYPERLINK("http://evil")', actor_email="@SUM(A1)", object_id="-5", request_id="\t=1")
    found = rows(lead_of(team).get(audit_of(team, "export.csv")))[1]

    assert found["object_name"] == '\'=HYPERLINK("http://evil")'
    assert (found["actor_email"], found["object_id"], found["request_id"]) == ("'@SUM(A1)", "'-5", "'\t=1")
    assert found["team_name"] == "'=1+1"


def test_the_filters_count_for_the_file_too() -> None:
    team = make_team()
    make_event(team)
    make_event(team, "run_star")
    client = lead_of(team)

    assert [row["action"] for row in rows(client.get(audit_of(team, "export.csv?action=run_star")))] == ["run_star"]
    exported = AuditEvent.objects.get(action="audit_exported")
    assert exported.detail == {"format": "csv", "filters": "action=run_star"}


def test_another_team_s_events_are_not_in_it() -> None:
    team, other = make_team(), make_team()
    make_event(other, object_name="theirs")

    assert "theirs" not in text(lead_of(team).get(audit_of(team, "export.csv")))


def test_an_export_reads_page_by_page_and_misses_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    team = make_team()
    for number in range(450):
        make_event(team, at=NOON + timedelta(seconds=number // 7), object_name=f"Run #{number}")
    response = lead_of(team).get(audit_of(team, "export.json"))

    with django_assert_num_queries(3):
        found = json.loads(text(response))
    assert [event["object_name"] for event in found][1:] == [f"Run #{number}" for number in range(449, -1, -1)]


@pytest.mark.parametrize("suffix", ["xml", "csv/", "CSV", ""])
def test_there_are_no_other_formats(suffix: str) -> None:
    team = make_team()
    assert lead_of(team).get(audit_of(team, f"export.{suffix}")).status_code == 404


def test_a_head_is_no_export() -> None:
    team = make_team()
    lead_of(team).head(audit_of(team, "export.csv"))

    assert not AuditEvent.objects.exists()
