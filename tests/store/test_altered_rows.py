"""The migration that makes the next full sync write rows anew which an earlier version had altered."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from runs.models import RunDocument, Starter, TestRun
from tests.builders import make_run, make_stack

pytestmark = pytest.mark.django_db

MASK = "[redacted]"
altered = import_module("runs.migrations.0009_own_tokens_whole_notes").read_altered_rows_again


def test_rows_with_a_mask_where_none_belongs_lose_their_digest_and_others_keep_it() -> None:
    stack = make_stack()
    runs = {name: make_run(stack, note=f"of {name}") for name in ("note", "status", "long", "plain", "starter")}
    rows = {name: TestRun.objects.filter(pk=run.pk) for name, run in runs.items()}
    rows["note"].update(note=f"Basic {MASK} run")
    rows["status"].update(status=MASK)
    rows["starter"].update(starter=Starter.objects.create(stack=stack, email=f"{MASK}@example.com"))
    rows["long"].update(note="n" * 1000)
    for document in RunDocument.objects.filter(run=runs["long"]):
        document.body["note"] = "n" * 1500 + MASK
        document.save()
    plain = RunDocument.objects.get(run=runs["plain"])
    plain.body["options"] = {"env": {"A": MASK}}
    plain.save()

    altered(apps, SimpleNamespace(connection=connection))

    blank = {name for name, row in rows.items() if row.get().digest == ""}
    assert blank == {"note", "status", "long", "starter"}
