"""The migration after which the next full sync writes every row anew from what the API has."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from runs.models import RunDocument, TestRun
from tests.sync.simulated import age, simulated, sync

pytestmark = pytest.mark.django_db(transaction=True)

MASK = "[redacted]"
read_all_rows_again = import_module("runs.migrations.0009_own_tokens_whole_notes").read_all_rows_again


def test_what_an_earlier_version_altered_is_whole_again_after_the_next_full_sync() -> None:
    with simulated(20) as (sim, stack):
        run = sync(stack).runs.filter(active=False).latest("created")
        sim.edit_run(run.run_id, {"note": "Basic regression run"})
        sync(age(stack, walk_finished=None))
        rows, documents = TestRun.objects.filter(pk=run.pk), RunDocument.objects.filter(run=run)
        rows.update(note=f"Basic {MASK} run", result=MASK)
        document = documents.get()
        document.body["note"], document.body["options"] = f"Basic {MASK} run", {"vus": MASK}
        document.save()
        sync(age(stack, walk_finished=None))
        assert rows.get().result == MASK

        read_all_rows_again(apps, SimpleNamespace(connection=connection))
        sync(age(stack, walk_finished=None))

        assert (rows.get().note, rows.get().result) == ("Basic regression run", run.result)
        assert documents.get().body["note"] == "Basic regression run"
        assert documents.get().body["options"] != {"vus": MASK}
