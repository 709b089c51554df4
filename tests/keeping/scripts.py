"""A store of scripts of its own for each test, and scripts put into it as the worker does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from runs.breaker import WELL
from runs.domain.archives import RULES, identify
from runs.k6sim import Simulator
from runs.keeping import keep_slice
from runs.keeping.files import incoming
from runs.keeping.stored import take_in
from runs.models import Keep, RunKeeping, ScriptFile, Stack, TestRun
from tests.actions.acting import ended
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


def known_script(run: TestRun, fingerprint: str, **columns: Any) -> RunKeeping:
    """A kept script of which only the rows matter: two with one fingerprint are the same script."""
    mark = fingerprint * 64
    file, _ = ScriptFile.objects.get_or_create(
        sha256=mark[:64], defaults={"fingerprint": mark[:64], "kind": "javascript", "size": 1200, "rules": RULES}
    )
    defaults = {"script": file, "script_state": Keep.KEPT, **columns}
    return RunKeeping.objects.update_or_create(run=run, defaults=defaults)[0]


def stored_files() -> list[str]:
    """The digests of all files in the store, whatever the rows say, and the names of unfinished ones."""
    return sorted(path.name for path in Path(settings.MEDIA_ROOT).glob("scripts/*/*"))


def gone_run(stack: Stack | None = None, run_id: int = 0) -> TestRun:
    """A run that is no longer in Grafana."""
    run = make_run(stack, run_id)
    TestRun.objects.filter(pk=run.pk).update(archived=True, gone_reason="deleted_here")
    return TestRun.objects.with_its_page().get(pk=run.pk)


def due(stack: Stack) -> list[int]:
    """The ended runs whose parts are still to be asked for, as if all pauses were over, the breaker's too."""
    Stack.objects.filter(pk=stack.pk).update(**WELL)
    stack.refresh_from_db()
    TestRun.objects.filter(stack=stack, keep_at__isnull=False).update(keep_at=timezone.now())
    return list(stack.runs.filter(keep_at__isnull=False, active=False).values_list("run_id", flat=True))


def keep_all(stack: Stack, slices: int = 20) -> None:
    """Slices until nothing is due."""
    for _ in range(slices):
        stack.refresh_from_db()
        keep_slice(stack)
        if not stack.runs.filter(keep_at__lte=timezone.now(), active=False).exists():
            return
    raise AssertionError("it never ended")


def only(stack: Stack, run: TestRun) -> TestRun:
    """Nothing else of the stack is due."""
    stack.runs.exclude(pk=run.pk).update(keep_at=None)
    return TestRun.objects.select_related("stack__team").get(pk=run.pk)


def asked_for_scripts(sim: Simulator) -> list[int]:
    """The runs whose scripts the API was asked for, in that order."""
    paths = [str(entry["path"]) for entry in sim.log.entries()]
    return [int(path.split("/")[-2]) for path in paths if path.endswith("/script")]


def keeping_of(run: TestRun) -> RunKeeping:
    return RunKeeping.objects.select_related("script").get(run=run)


def with_a_script(stack: Stack) -> TestRun:
    """An ended run whose results, and so its script, have not expired, and that had load zones."""
    return only(stack, ended(stack, retention_expiry__gt=timezone.now(), zone_set__isnull=False))
