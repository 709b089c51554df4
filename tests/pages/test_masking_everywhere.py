"""No secret of the samples is read by a viewer or a stranger, nor found in the database or the log."""

import html
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from k6admin.logs import TextFormatter
from runs.models import Role, TestRun
from tests.domain.archive_builders import make_metadata, make_tar
from tests.domain.masking_samples import Sample, samples
from tests.keeping.scripts import keep_script, store_in
from tests.pages.visiting import visitor
from tests.sharing.desk import at_a_desk

pytestmark = pytest.mark.django_db(transaction=True)

ALL = [sample for name in ("secrets.txt", "secrets_more.txt", "secrets_flows.txt") for sample in samples(name)]
OPTIONS = [sample for sample in ALL if sample.kind == "options"]
DATA = {"csv": "csv", "yaml": "yaml", "xml": "xml", "json": "json"}
# Shorter ones are words of pages too.
SHORTEST = 7
TAG = re.compile(r"<[^<>]*>")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as it is written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(TextFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def archive() -> bytes:
    """One big script in JavaScript and one in TypeScript, a file for each sample of data, options in the metadata."""
    code = {kind: [sample.text for sample in ALL if sample.kind == kind] for kind in ("js", "ts")}
    files = {
        "metadata.json": make_metadata(options=options()),
        "data": ";\n".join(code["js"]).encode(),
        "file/typed.ts": ";\n".join(code["ts"]).encode(),
    }
    for number, sample in enumerate(ALL):
        if sample.kind in DATA:
            files[f"file/{number}.{sample.kind}"] = sample.text.encode()
    return make_tar(files)


def options() -> dict[str, Any]:
    return {f"set{number}": json.loads(sample.text) for number, sample in enumerate(OPTIONS)}


def readable(text: str) -> list[str]:
    shown: list[Sample] = [sample for sample in ALL if sample.kind in (*DATA, "js", "ts", "options")]
    secrets = {secret for sample in shown for secret in sample.secrets if len(secret) >= SHORTEST}
    assert len(secrets) > 180
    plain = html.unescape(TAG.sub("", text))
    return sorted(secret for secret in secrets if secret in text or secret in plain)


def database() -> str:
    dump = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            dump.append(str(cursor.fetchall()))
    return "\n".join(dump)


def test_no_secret_reaches_a_viewer_a_stranger_the_database_or_the_log(tmp_path: Path, log: io.StringIO) -> None:
    with store_in(tmp_path):
        desk = at_a_desk(options=options())
        run = TestRun.objects.get()
        keep_script(run, archive())
        viewer = visitor(run.stack, Role.VIEWER)
        run_page = viewer.get(desk.url()).content.decode()
        script_page = viewer.get(desk.url("script/")).content.decode()
        shared_page = desk.read(desk.share("options", "script", "note"))

    assert "export default" in script_page
    assert "typed.ts" in shared_page
    assert {"run": readable(run_page), "script": readable(script_page), "shared": readable(shared_page)} == {
        "run": [],
        "script": [],
        "shared": [],
    }
    assert readable(database()) == []
    assert readable(log.getvalue()) == []
