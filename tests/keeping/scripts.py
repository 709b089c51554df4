"""A store of scripts of its own for each test, and scripts put into it as the worker does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from runs.domain.archives import identify
from runs.keeping.files import incoming
from runs.keeping.stored import take_in
from runs.models import Keep, RunKeeping, ScriptFile, Stack, TestRun
from tests.builders import make_run


@contextmanager
def store_in(folder: Path) -> Iterator[Path]:
    """MEDIA_ROOT for the block."""
    with override_settings(MEDIA_ROOT=str(folder)):
        yield folder


def keep_script(run: TestRun, content: bytes = b"export default function () {}\n") -> ScriptFile:
    """The run's script, kept."""
    with incoming() as script:
        script.write(content)
        script.finish()
        identity = identify(script.path)
        with transaction.atomic():
            row = take_in(script, identity)
            RunKeeping.objects.update_or_create(run=run, defaults={"script": row, "script_state": Keep.KEPT})
    return row


def stored_files() -> list[str]:
    """The digests of all files in the store, whatever the rows say, and the names of unfinished ones."""
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).glob("scripts/*/*"))


def gone_run(stack: Stack | None = None, run_id: int = 0) -> TestRun:
    """A run that is no longer in Grafana."""
    run = make_run(stack, run_id)
    TestRun.objects.filter(pk=run.pk).update(archived=True, gone_reason="deleted_here")
    return TestRun.objects.with_its_page().get(pk=run.pk)
