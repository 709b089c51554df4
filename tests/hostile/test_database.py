"""D4: a database that somebody holds, or that is not there: people can read on, and what can't be done says so."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from k6admin.write_line import MOST_WRITERS
from runs.database import is_out_of_reach, without_waiting
from runs.models import Stack, Team
from tests.builders import make_stack
from tests.hostile.scene import ENDED, RUNNING, scene
from tests.hostile.serving import Answer, site
from tests.pages.visiting import HTMX, visible
from tests.stand_in import closed_port
from tests.worker.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "The database is busy or being worked on. Try again in a moment"
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""
needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="sqlite has one write lock for all")


@contextmanager
def write_lock_held() -> Iterator[subprocess.Popen[str]]:
    """By another process, until the block ends."""
    command = [sys.executable, "-c", HOLDER, str(connection.settings_dict["NAME"])]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.communicate("\n")


def is_clean_503(answer: Answer) -> bool:
    return (
        answer.status == 503
        and int(answer.headers["retry-after"]) > 0
        and SENTENCE in answer.text
        and 'id="problem"' in answer.text
        and "content-security-policy" in answer.headers
    )


@needs_sqlite
def test_while_another_process_writes_people_read_on_and_their_changes_wait_or_are_told_to_come_back() -> None:
    """D4: more writers than threads, and all reads come through while the lock is held."""
    with scene() as place, site(place.person()) as web:
        with write_lock_held() as holder:
            writers = [web.begin_post(place.url(ENDED, "star/")) for _ in range(12)]
            wait_until(lambda: sum(writer.is_waiting for writer in writers) == MOST_WRITERS)
            told = [writer.result() for writer in writers if not writer.is_waiting]
            reads = [web.get(path) for path in ("/runs/", "/", place.url(ENDED), "/stacks/", "/runs/?q=test")]
            live = web.get(place.url(RUNNING, "live/"), **{"HX-Request": "true"})
            assert sum(writer.is_waiting for writer in writers) == MOST_WRITERS
            assert holder.poll() is None
        done = [writer.result() for writer in writers]

        assert [answer.status for answer in (*reads, live)] == [200] * 6
        assert all(is_clean_503(answer) for answer in told)
        assert all(answer.status == 302 or is_clean_503(answer) for answer in done)
        assert len(place.asked("POST .*")) <= 1


@needs_sqlite
def test_a_change_that_gets_no_lock_in_time_says_so_also_as_a_fragment() -> None:
    with scene() as place:
        client = place.person()
        connection.cursor().execute("PRAGMA busy_timeout = 1")
        with write_lock_held():
            plain = client.post(place.url(ENDED, "star/"))
            note = client.post(place.url(ENDED, "note/"), {"note": "mine"}, headers=HTMX)
            read = client.get(place.url(ENDED))
        connection.cursor().execute("PRAGMA busy_timeout = 20000")
        after = client.post(place.url(ENDED, "star/"))

        for answer in (plain, note):
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert SENTENCE in visible(answer)
            assert b'id="problem"' in answer.content
        assert (read.status_code, after.status_code) == (200, 302)
        assert len(place.asked("POST .*")) == 1


@needs_sqlite
def test_a_session_that_can_not_be_written_is_no_bad_request() -> None:
    """Django tells a failed write of a session as 400. Without a token a script's page has only a message to leave."""
    with scene() as place:
        Stack.objects.filter(pk=place.stack.pk).update(sealed_token="")
        client = place.person()
        connection.cursor().execute("PRAGMA busy_timeout = 1")
        with write_lock_held():
            during = client.get(place.url(ENDED, "script/"))
        connection.cursor().execute("PRAGMA busy_timeout = 20000")

        assert during.status_code == 503
        assert SENTENCE in visible(during)
        assert client.get(place.url(ENDED, "script/")).status_code == 302


@needs_sqlite
def test_what_is_not_worth_waiting_for_is_tried_once_and_the_wait_is_as_before() -> None:
    team = Team.objects.create(name="Shop", slug="shop")
    with write_lock_held(), without_waiting(), pytest.raises(OperationalError) as caught:
        Team.objects.filter(pk=team.pk).update(name="Bank")
    with connection.cursor() as cursor:
        wait = cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    assert is_out_of_reach(caught.value)
    assert wait == 20_000


def test_without_a_database_every_page_says_so_and_needs_none() -> None:
    """The server starts without it, too, and says that it is alive but not ready."""
    nowhere = f"postgres://nobody@127.0.0.1:{closed_port()}/none"
    cookie = {"Cookie": "session=abcdefghijklmnopqrstuvwxyz012345"}
    with site(database=nowhere, ready="/healthz") as web:
        pages = [web.get(path, **cookie) for path in ("/", "/runs/", "/stacks/", "/accounts/login/", "/runs/?q=x")]
        part = web.get("/runs/", **cookie, **{"HX-Request": "true"})
        alive, ready = web.get("/healthz"), web.get("/readyz")

    assert all(is_clean_503(page) for page in (*pages, part))
    assert (alive.status, ready.status, ready.body) == (200, 503, b"no database\n")


def test_a_bug_in_a_query_is_no_busy_database() -> None:
    for statement in ("SELECT * FROM no_such_table", "SELECT no_such_column FROM runs_team", "SELEKT 1"):
        with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert not is_out_of_reach(caught.value)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="sqlite has a timeout of its own")
def test_on_postgresql_who_waits_for_a_lock_for_too_long_is_told_that_the_database_is_busy() -> None:
    stack = make_stack()
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)
    try:
        with other.cursor() as theirs, transaction.atomic():
            Stack.objects.select_for_update().get(pk=stack.pk)
            theirs.execute("SET lock_timeout = '50ms'")
            with pytest.raises(OperationalError) as told:
                theirs.execute("UPDATE runs_stack SET name = 'x' WHERE id = %s", [stack.pk])
    finally:
        other.close()
    assert is_out_of_reach(told.value)
