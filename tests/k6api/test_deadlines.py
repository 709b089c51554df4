"""A call's time is over when it is over, whatever the other side does, and nothing is left behind."""

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from runs.k6api import errors
from runs.k6api.client import Patience
from runs.k6api.deadline import Deadline
from tests.k6api.builders import HURRIED, RUN_ID, make_client
from tests.stand_in import Reply, StandIn, answer, dripping, then_silence

ROOT = Path(__file__).parents[2]
BRIEF = Patience(1, 0.05, 0.05, 5.0)


def open_files() -> int:
    """How many of the first 4,096 file descriptors are open."""
    return sum(is_open(number) for number in range(4_096))


def is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def check_nothing_left(reply: Reply, scheme: str) -> None:
    """Fifty calls that time out, after one that starts what stays."""
    with StandIn(reply, speaks_first=scheme == "https") as api:
        time_out(f"{scheme}://127.0.0.1:{api.port}", 1)
    threads, files = threading.active_count(), open_files()
    with StandIn(reply, speaks_first=scheme == "https") as api:
        time_out(f"{scheme}://127.0.0.1:{api.port}", 50)
    assert threading.active_count() == threads
    assert open_files() == files


def time_out(url: str, times: int, patience: Patience = BRIEF) -> None:
    with make_client(url, patience) as client:
        for _ in range(times):
            with pytest.raises(errors.NoAnswer):
                client.get_run(RUN_ID)


def test_fifty_calls_that_time_out_leave_no_thread_and_no_socket() -> None:
    check_nothing_left(dripping(b"HTTP/1.1 200 OK\r\nX-A: ", b"b", 0.01), "http")


def test_fifty_handshakes_that_time_out_leave_no_thread_and_no_socket() -> None:
    check_nothing_left(then_silence(), "https")


def test_the_total_holds_over_all_attempts() -> None:
    """Four times the longest first pause, so that there is a second attempt; each of them waits out the idle time."""
    total, idle = 2.0, 0.05
    with StandIn(then_silence()) as api:
        time_out(api.url, 1, Patience(1_000, total, 0.2, idle))
        assert 1 < len(api.requests) <= total / idle + 1


def test_a_deadline_that_was_moved_rings_at_its_new_time_only() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.05) as deadline:
        deadline.hold(ours)
        deadline.pause()
        time.sleep(0.15)
        assert not deadline.is_over
        ours.sendall(b"still open")
        deadline.restart(0.05)
        theirs.settimeout(10)
        assert theirs.recv(100) == b"still open"
        assert theirs.recv(100) == b""
        assert deadline.is_over


def test_a_socket_that_comes_after_the_time_is_over_is_shut_at_once() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.0) as deadline:
        time.sleep(0.05)
        deadline.hold(ours)
        theirs.settimeout(10)
        assert theirs.recv(1) == b""


def test_a_deadline_never_shuts_what_came_after_its_call() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with Deadline(0.05) as deadline:
            deadline.hold(ours)
        time.sleep(0.15)
        ours.sendall(b"x")
        assert theirs.recv(1) == b"x"


def test_many_deadlines_ring_in_the_order_of_their_times() -> None:
    pairs = [socket.socketpair() for _ in range(20)]
    deadlines = [Deadline(0.02 * (20 - number)) for number in range(20)]
    for deadline, (ours, _) in zip(deadlines, pairs, strict=True):
        deadline.hold(ours)
    for _, theirs in pairs:
        theirs.settimeout(10)
        assert theirs.recv(1) == b""
    for deadline, (ours, theirs) in zip(deadlines, pairs, strict=True):
        with deadline, ours, theirs:
            assert deadline.is_over


FORKED = """
import os, sys
from tests.k6api.test_deadlines import time_out
time_out(sys.argv[1], 1)
child = os.fork()
if child == 0:
    time_out(sys.argv[1], 1)
    os._exit(7)
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_process_has_deadlines_of_its_own() -> None:
    with StandIn(dripping(b"HTTP/1.1 200 OK\r\nX-A: ", b"b", 0.01)) as api:
        done = subprocess.run([sys.executable, "-c", FORKED, api.url], cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 7


def test_a_resolver_that_hangs_ends_with_the_connect_time_and_takes_one_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hanging, answered = threading.Event(), socket.getaddrinfo

    def ask(host: str, *rest: object, **more: object) -> object:
        if more.get("flags"):
            raise socket.gaierror("not a number")
        hanging.wait(30)
        return answered("127.0.0.1", 9)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    threads = threading.active_count()
    try:
        for _ in range(3):
            with (
                make_client("https://api.example", HURRIED) as client,
                pytest.raises(errors.NoAnswer) as caught,
            ):
                client.abort_run(RUN_ID)
            assert (caught.value.reason, caught.value.sent) == ("timeout", False)
        assert threading.active_count() <= threads + 2
    finally:
        hanging.set()


def test_a_name_that_does_not_exist_is_unreachable() -> None:
    with make_client("https://nowhere.invalid") as client, pytest.raises(errors.NoAnswer) as caught:
        client.abort_run(RUN_ID)
    assert (caught.value.reason, caught.value.sent) == ("unreachable", False)


def test_one_call_after_another_reuses_the_only_thread() -> None:
    with StandIn(answer(404)) as api, make_client(api.url) as client:
        for _ in range(20):
            with pytest.raises(errors.NotFound):
                client.get_run(RUN_ID)
    assert [thread.name for thread in threading.enumerate()].count("k6api-deadlines") == 1
