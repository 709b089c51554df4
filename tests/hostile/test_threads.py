"""Slow readers, a stack that hangs: the twelve threads of a real web process are never all taken by them."""

import gzip
import http.client
import random

import pytest
from django.utils import timezone

from runs.models import Stack
from tests.builders import make_runs, make_stack, run_document
from tests.hostile.reading import SlowReader, slow_readers
from tests.hostile.scene import ENDED, NOTHING, Scene, scene
from tests.hostile.serving import Site, site
from tests.k6api.builders import json_answer
from tests.k6api.hostile import CHUNKED, GZIPPED, LONG, MIB, SCRIPT
from tests.stand_in import Reply, answer, chunked, pouring, then_close, then_silence
from tests.worker.processes import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

IN_CHUNKS = answer(200, b"", CHUNKED, length=None, content_type=SCRIPT)
ENDLESS = pouring(IN_CHUNKS, chunked(MIB, end=b""), 90)
SCRIPT_OF_IT = rf"GET .*/test_runs/{ENDED}/script"
WHERE = json_answer({"distribution": {"amazon:ie:dublin": {"percentage": 100, "nodes": []}}})
VERY_PATIENT = 600.0


def neighbour(place: Scene) -> Stack:
    """Another stack of the same team, with a run of the same number."""
    now = timezone.now()
    stack = make_stack(place.stack.team, name="Bank", active_at=now, names_at=now, fresh_mark=now)
    make_runs(stack, run_document(ENDED))
    return stack


def by_stack(place: Scene, other: Stack) -> None:
    """The scene's own stack hangs for everything but scripts; the other one answers."""

    def choose(request: bytes) -> Reply:
        if b"/script " in request:
            return ENDLESS
        if f"X-Stack-Id: {other.stack_id}\r\n".encode() in request:
            return WHERE if b"/distribution " in request else NOTHING
        return then_silence()

    place.api._choose = choose


def test_twenty_slow_readers_and_a_stack_that_hangs_keep_nobody_else_waiting() -> None:
    """(F4) While all of them still hang, every other page comes."""
    with scene() as place:
        other = neighbour(place)
        by_stack(place, other)
        ours, theirs = (f"/stacks/{stack.slug}/runs/{ENDED}/" for stack in (place.stack, other))
        paths = [f"{ours}script/download/", f"{theirs}script/download/"] * 10
        with site(place.person(), patience=VERY_PATIENT) as web, slow_readers(web, paths) as readers:
            wait_until(lambda: all(reader.status for reader in readers))
            hanging = [web.begin(f"{ours}distribution/") for _ in range(6)]
            wait_until(lambda: sum(asked.is_waiting for asked in hanging) <= 1)
            pages = [web.get(path) for path in ("/runs/", "/", "/stacks/", ours, theirs, "/healthz")]
            another = Site(web.port, place.person()).get(f"{theirs}distribution/")
            still = sum(asked.is_waiting for asked in hanging), sum(reader.is_served for reader in readers)
            statuses = sorted(reader.status for reader in readers)
            told = [asked.result() for asked in hanging if not asked.is_waiting]

        assert [page.status for page in pages] == [200] * 6
        assert "Nodes" in another.text
        assert still == (1, 3)
        assert statuses == [200] * 3 + [302] * 17
        assert [answer.status for answer in told] == [200] * 5
        assert all("Too many calls to this stack were waiting already." in answer.text for answer in told)


def test_a_reader_who_stalls_loses_the_connection_and_makes_room() -> None:
    with scene((SCRIPT_OF_IT, ENDLESS)) as place, site(place.person(), patience=3.0) as web:
        path = place.url(ENDED, "script/download/")
        stalled = [SlowReader(web, path, 65_536) for _ in range(2)]
        wait_until(lambda: all(status_of(reader) == 200 for reader in stalled))
        wait_until(lambda: is_let_in(SlowReader(web, path)))
        for reader in stalled:
            reader.take_all()
            reader.close()

        assert all(0 < len(reader.came) < 90 * len(MIB) for reader in stalled)


def status_of(reader: SlowReader) -> int:
    """Takes no more than it must to know."""
    if not reader.status:
        reader.take()
    return reader.status


def is_let_in(reader: SlowReader) -> bool:
    """Whether there is a place; it is given back at once."""
    wait_until(lambda: status_of(reader) > 0)
    reader.close()
    return reader.status == 200


CUT_SHORT: dict[str, Reply] = {
    "shorter than its length": then_close(LONG + b"export default 1"),
    "a bad chunk": then_close(IN_CHUNKS + chunked(b"export default 1", end=b"zz\r\n")),
    "no last chunk": then_close(IN_CHUNKS + chunked(b"export default 1", end=b"")),
    "one byte short": then_close(answer(200, b"export", length=7, content_type=SCRIPT)),
    "gzip without its end": answer(
        200, gzip.compress(random.Random(7).randbytes(300_000))[:-9], GZIPPED, content_type=SCRIPT
    ),
    "more than 100 MB": pouring(IN_CHUNKS, chunked(MIB, end=b""), 105),
}


def test_a_script_cut_short_upstream_is_an_aborted_transfer() -> None:
    """Promise "downloads": never a clean 200."""
    with scene() as place, site(place.person(), patience=60.0) as web:
        for reply in CUT_SHORT.values():
            place.routes = [(SCRIPT_OF_IT, reply)]
            with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
                web.get(place.url(ENDED, "script/download/"))
        place.routes = [(SCRIPT_OF_IT, answer(200, b"export", content_type=SCRIPT))]
        whole = web.get(place.url(ENDED, "script/download/"))

        assert len(place.asked(SCRIPT_OF_IT)) == len(CUT_SHORT) + 1
        assert (whole.status, whole.body) == (200, b"export")
