"""A lead removes the record of an archived run for good, after a question that counts what goes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from runs.models import AuditEvent, Role, ScriptFile, ShareLink, TestRun
from tests.builders import browser_of, make_run, make_runs, make_stack, make_user, run_document
from tests.keeping.scripts import gone_run, keep_script, store_in, stored_files
from tests.pages.visiting import Answer, visible, visitor

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = b"export default function () {}\n"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with store_in(tmp_path) as folder:
        yield folder


def lead_of(run: TestRun) -> Client:
    return visitor(run.stack, Role.LEAD)


def purge(client: Client, run: TestRun, **fields: str) -> Answer:
    return client.post(f"/stacks/{run.stack.slug}/runs/{run.run_id}/purge/", fields, follow=True)


def exists(run: TestRun) -> bool:
    return TestRun.objects.filter(pk=run.pk).exists()


def test_the_question_counts_what_goes_and_nothing_goes_before_the_answer() -> None:
    run = gone_run()
    keep_script(run, SCRIPT)
    link = ShareLink(team=run.stack.team, stack=run.stack, run=run, token_hash="h", title="t", snapshot={})
    link.expires = timezone.now() + timedelta(days=1)
    link.save()
    said = visible(purge(lead_of(run), run))

    assert "Remove this record for good?" in said
    assert "Its script goes too: no other run of this team has it. That frees 30 B." in said
    assert "1 shared page of it ends at once." in said
    assert exists(run)


def test_a_script_that_other_runs_of_the_team_have_stays_and_is_counted() -> None:
    stack = make_stack()
    run = gone_run(stack)
    for one in (run, *make_runs(stack, run_document(901), run_document(902), run_document(903)), make_run()):
        keep_script(one, SCRIPT)

    assert "Its script is used by 3 other runs of this team and stays." in visible(purge(lead_of(run), run))


def test_a_record_without_a_script_says_so() -> None:
    run = gone_run()

    assert "No script of it is kept here." in visible(purge(lead_of(run), run))


def test_the_answer_removes_it_and_the_audit_keeps_it() -> None:
    run = gone_run()
    keep_script(run, SCRIPT)
    page = purge(lead_of(run), run, confirm="yes")
    event = AuditEvent.objects.get(action="run_purged")

    assert "was removed for good, and with it 30 B of script." in visible(page)
    assert page.request["PATH_INFO"] == f"/stacks/{run.stack.slug}/tests/7/"
    assert not exists(run)
    assert (event.outcome, event.object_id, event.team_name) == ("done", str(run.run_id), run.stack.team.name)
    assert not ScriptFile.objects.exists()
    assert stored_files() == []


def test_a_run_that_is_still_in_grafana_is_not_removed_and_that_is_said() -> None:
    run = make_run()
    client = lead_of(run)
    pages = [purge(client, run), purge(client, run, confirm="yes")]

    assert all("would come back with the next sync. Delete it first." in visible(page) for page in pages)
    assert exists(run)
    assert {event.outcome for event in AuditEvent.objects.filter(action="run_purged")} == {"refused"}


def test_the_page_of_an_archived_run_offers_it_to_leads_alone() -> None:
    run, there = gone_run(), make_run()
    url = f"/stacks/{run.stack.slug}/runs/{run.run_id}/"
    seen = {role: visitor(run.stack, role).get(url).content.decode() for role in Role}
    still = lead_of(there).get(f"/stacks/{there.stack.slug}/runs/{there.run_id}/").content.decode()

    assert [f"{url}purge/" in seen[role] for role in (Role.VIEWER, Role.MEMBER, Role.LEAD)] == [False, False, True]
    assert "/purge/" not in still
    assert "before, a sync would bring it back" in still


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_who_is_no_lead_is_refused_and_that_is_in_the_audit(role: Role) -> None:
    run = gone_run()

    assert purge(visitor(run.stack, role), run, confirm="yes").status_code == 403
    assert exists(run)
    assert AuditEvent.objects.get(action="run_purged").outcome == "refused"


def test_a_foreign_run_is_the_same_as_none() -> None:
    run = gone_run()

    assert purge(lead_of(make_run()), run, confirm="yes").status_code == 404
    assert exists(run)


def test_it_is_a_post_and_asks_for_the_password_again_after_a_while() -> None:
    run = gone_run()
    url = f"/stacks/{run.stack.slug}/runs/{run.run_id}/purge/"
    old = browser_of(make_user(run.stack.team, Role.LEAD), minutes_ago=30)

    assert lead_of(run).get(url).status_code == 405
    assert "Remove this record for good?" in visible(old.post(url))
    assert "reauthenticate" in old.post(url, {"confirm": "yes"}).headers["Location"]
    assert exists(run)
