"""The migration that masks by today's rules what was stored before."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from runs.models import RunDocument, RunKeeping, ShareLink, Stack, TestRun
from tests.builders import make_run, make_stack, run_document

pytestmark = pytest.mark.django_db(transaction=True)

migration: Any = importlib.import_module("runs.migrations.0010_mask_again")
SECRETS = {"cloud": {"apm": [{"provider": "datadog", "apiKey": "k-plain"}]}, "tags": {"auth": "Token tok-1a2b3c"}}
SCRIPT = "const PASSWORD = __ENV.PASSWORD || 'swordfish';\n"


def mask_again() -> None:
    migration.mask_again(apps, None)


def store(run: TestRun, **fields: Any) -> None:
    """As an earlier version stored it."""
    RunDocument.objects.filter(run=run).update(**fields)


def test_documents_stored_before_are_masked_and_their_notes_stay() -> None:
    stack = make_stack()
    runs = [make_run(stack, number) for number in range(1, 4)]
    note = "Bearer abc123def456, as always"
    for run in runs[:2]:
        store(run, body={**run_document(run.run_id), "options": SECRETS, "note": note}, problems=["token='swordfish'"])
    untouched = RunDocument.objects.get(run=runs[2])
    mask_again()

    for run in runs[:2]:
        found = RunDocument.objects.get(run=run)
        assert found.body["options"]["cloud"]["apm"] == [{"provider": "datadog", "apiKey": "[redacted]"}]
        assert found.body["options"]["tags"] == {"auth": "[redacted]"}
        assert found.body["note"] == note
        assert found.problems == ["token='[redacted]'"]
    assert RunDocument.objects.get(run=runs[2]).body == untouched.body


def test_snapshots_of_shared_pages_and_kept_sentences_are_masked() -> None:
    run = make_run()
    files = [{"path": "data", "text": SCRIPT}, {"path": "a.csv", "text": "user,pass\nkim,swordfish\n"}, {"text": None}]
    snapshot = {
        "version": 1,
        "row": {"note": "Bearer abc123def456"},
        "document": {"options": SECRETS},
        "script": {"name": "token.js", "files": files},
    }
    link = ShareLink.objects.create(
        team=run.stack.team,
        stack=run.stack,
        run=run,
        token_hash="x",
        title="t",
        snapshot=snapshot,
        expires=timezone.now(),
    )
    RunKeeping.objects.create(run=run, said="refused: password='swordfish'")
    Stack.objects.filter(pk=run.stack.pk).update(trouble_said="Authorization: Bearer abc123def456")
    mask_again()

    link.refresh_from_db()
    kept = str([link.snapshot, RunKeeping.objects.get().said, Stack.objects.get(pk=run.stack.pk).trouble_said])
    for secret in ("swordfish", "k-plain", "tok-1a2b3c", "abc123def456"):
        assert secret not in kept
    assert link.snapshot["script"]["name"] == "token.js"
    assert link.snapshot["script"]["files"][1]["text"] == "user,pass\nkim,[redacted]\n"


@pytest.mark.parametrize("odd", [None, [], "text", {"document": None, "script": {"files": "x"}}, {}])
def test_what_is_not_of_the_usual_shape_stays(odd: object) -> None:
    assert migration.masked_snapshot(odd) == odd
    assert migration.masked_sentences(odd) == odd


def test_a_second_time_writes_nothing_and_no_batch_is_larger_than_a_hundred_rows() -> None:
    stack = make_stack()
    for number in range(1, 4):
        store(make_run(stack, number), body={**run_document(number), "options": SECRETS})
    mask_again()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        mask_again()

    assert not [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert all("LIMIT 100" in query["sql"] or "LIMIT 10" in query["sql"] for query in queries)
    assert migration.ROWS <= 100
    assert not migration.Migration.atomic
