"""A script kept and purged at the same moment: a row's file is there, and no file stays that nobody refers to."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from runs.audit import Actor
from runs.keeping import purge_run
from runs.keeping.files import path_of
from runs.models import RunKeeping, ScriptFile, TestRun
from tests.builders import make_run, make_stack
from tests.keeping.scripts import gone_run, keep_script, stored_files

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12


def at_once(*deeds: Callable[[], object]) -> list[Exception]:
    """Does all of it at the same moment; returns what went wrong."""
    start = Barrier(len(deeds))
    wrong: list[Exception] = []

    def run(deed: Callable[[], object]) -> None:
        try:
            start.wait()
            deed()
        except Exception as error:  # noqa: BLE001  every one is told
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_a_script_that_is_kept_while_the_last_run_with_it_is_purged_is_whole() -> None:
    stack = make_stack()
    for number in range(1, ROUNDS + 1):
        content = b"export default function () { return %d }\n" % number
        old, new = gone_run(stack, number), make_run(stack, 1000 + number)
        keep_script(old, content)

        assert at_once(partial(purge_run, old, Actor()), partial(keep_script, new, content)) == []
        kept = RunKeeping.objects.select_related("script").get(run=new)
        assert kept.script is not None
        assert path_of(kept.script.sha256).read_bytes() == content
    assert TestRun.objects.count() == ROUNDS
    assert len(stored_files()) == ScriptFile.objects.count() == ROUNDS


def test_the_same_bytes_kept_by_many_at_once_are_one_file() -> None:
    stack = make_stack()
    runs = [make_run(stack, number) for number in range(1, 7)]

    assert at_once(*(partial(keep_script, run) for run in runs)) == []
    assert ScriptFile.objects.count() == len(stored_files()) == 1
    assert RunKeeping.objects.filter(script__isnull=False).count() == 6


def test_a_run_purged_by_two_at_once_goes_once_with_its_file() -> None:
    runs = [gone_run() for _ in range(2)]
    for run in runs:
        keep_script(run)

    assert at_once(*(partial(purge_run, run, Actor()) for run in (*runs, *runs))) == []
    assert not TestRun.objects.exists()
    assert stored_files() == []
