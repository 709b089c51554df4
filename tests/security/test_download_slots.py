"""(A10) A download's slot is released however the request ends, and what can't be recorded is not sent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from runs import audit
from runs.concurrency import downloads
from runs.models import AuditEvent, Role
from tests.builders import make_run, make_stack
from tests.hostile.reading import slow_readers
from tests.hostile.serving import site
from tests.keeping.scripts import keep_script
from tests.pages.visiting import visitor
from tests.worker.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)  # an answer that is closed closes its connection
Door = tuple[Client, str]


@pytest.fixture(params=["script", "audit"])
def door(request: pytest.FixtureRequest) -> Door:
    """Someone who may download, and the address of a download."""
    run = make_run(make_stack(), 5)
    keep_script(run)
    client = visitor(run.stack.team, Role.LEAD)
    client.raise_request_exception = False
    script = f"/stacks/{run.stack.slug}/runs/5/script/download/"
    return client, script if request.param == "script" else f"/teams/{run.stack.team.slug}/audit/export.csv"


def test_an_audit_that_cannot_be_written_costs_no_slot(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    client, path = door

    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", fail)
        broken.setattr("runs.views.script.record_run_event", fail)
        statuses = [client.get(path).status_code for _ in range(downloads.most_in_all + 1)]
        held = downloads.in_use
    answer: Any = client.get(path)

    assert {status // 100 for status in statuses} == {5}
    assert held == 0
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)


def _never_read(client: Client, path: str) -> None:
    client.get(path).close()


def _asked_for_the_head(client: Client, path: str) -> None:
    client.head(path).close()


def _broken_off(client: Client, path: str) -> None:
    answer: Any = client.get(path)
    next(iter(answer.streaming_content))
    answer.close()


@pytest.mark.parametrize("end", [_never_read, _asked_for_the_head, _broken_off])
def test_a_slot_comes_back_however_the_answer_ends(door: Door, end: Callable[[Client, str], None]) -> None:
    client, path = door
    for _ in range(downloads.most_in_all + 1):
        end(client, path)

    assert downloads.in_use == 0


def test_a_head_is_no_download(door: Door) -> None:
    client, path = door
    answer = client.head(path)
    answer.close()

    assert answer.status_code == 200
    assert not AuditEvent.objects.filter(action__in=["script_downloaded", "audit_exported"]).exists()


def test_slow_readers_of_a_kept_script_hold_no_thread_and_get_it_whole() -> None:
    """The web server sends the file; two hold all of the stack's slots until they close."""
    run = make_run(make_stack(), 5)
    content = b"// k6\n" * 2_000_000
    keep_script(run, content)
    path = f"/stacks/{run.stack.slug}/runs/5/script/download/"
    with site(visitor(run.stack.team, Role.MEMBER)) as web:
        whole = web.get(path)
        with slow_readers(web, [path, path]) as readers:
            wait_until(lambda: all(reader.status == 200 for reader in readers))
            pages = [web.get("/runs/").status for _ in range(3)]
            third = web.get(path).status
        wait_until(lambda: web.get(path).status == 200)

    assert (whole.status, whole.body == content) == (200, True)
    assert whole.headers["content-length"] == str(len(content))
    assert pages == [200] * 3
    assert third == 302
