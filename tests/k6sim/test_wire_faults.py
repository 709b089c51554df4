"""Faults of the wire: resets, short bodies, late and dripping answers, and how stopping ends them."""

from __future__ import annotations

import socket
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from threading import Thread

import pytest

from runs.k6sim import DEFAULT_TOKEN, Fault, Simulator, serve

from .asking import V6, Visitor, visiting


def raw(visitor: Visitor, path: str = "/test_runs?$top=1", patience: float = 5) -> bytes:
    """Everything that arrives until the simulator closes, or for `patience` seconds of silence."""
    with socket.create_connection(("127.0.0.1", visitor.server.port), timeout=patience) as connection:
        head = f"GET {V6}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        access = f"Authorization: Bearer {DEFAULT_TOKEN}\r\nX-Stack-Id: {visitor.stack_id}\r\n\r\n"
        connection.sendall(f"{head}{access}".encode())
        received = b""
        while True:
            try:
                chunk = connection.recv(65536)
            except TimeoutError:
                return received
            if not chunk:
                return received
            received += chunk


def test_a_reset_is_a_real_one() -> None:
    with visiting() as visitor:
        visitor.fault(kind="reset")
        with pytest.raises(ConnectionResetError):
            raw(visitor)


def test_a_body_cut_short_is_shorter_than_its_length() -> None:
    with visiting() as visitor:
        visitor.fault(kind="cut_short")
        with pytest.raises(IncompleteRead):
            visitor.get("/test_runs")


def test_a_slow_answer_comes_after_its_seconds() -> None:
    with visiting() as visitor:
        visitor.fault(kind="slow", seconds=60)
        with pytest.raises(TimeoutError):
            visitor.ask("GET", f"{V6}/test_runs", timeout=0.3)
        visitor.fault(kind="slow", seconds=0.05)
        assert visitor.get("/test_runs").status == 200


def test_a_slow_body_follows_its_headers_late() -> None:
    with visiting() as visitor:
        visitor.fault(kind="slow_body", seconds=60)
        early = raw(visitor, patience=1)
        assert early.startswith(b"HTTP/1.1 200 OK\r\n")
        assert early.endswith(b"\r\n\r\n")


def test_dripped_headers_come_byte_by_byte_and_are_whole_in_the_end() -> None:
    with visiting() as visitor:
        whole = raw(visitor, "/load_zones")
        visitor.fault(kind="drip_headers", seconds=0.002)
        assert raw(visitor, "/load_zones") == whole
        visitor.fault(kind="drip_headers", seconds=60)
        assert raw(visitor, "/load_zones", patience=1) == b"H"


def test_a_dripped_body_follows_whole_headers() -> None:
    with visiting() as visitor:
        visitor.fault(kind="drip_body", seconds=60)
        head, _, body = raw(visitor, "/load_zones", patience=1).partition(b"\r\n\r\n")
        assert b"Content-Length" in head
        assert body == b"{"


def test_a_lost_answer_leaves_the_operation_done() -> None:
    with visiting() as visitor:
        run_id = visitor.one("completed")
        visitor.fault(kind="lost_answer")
        with pytest.raises(RemoteDisconnected):
            visitor.ask("PATCH", f"{V6}/test_runs/{run_id}", {"note": "it arrived"})
        assert visitor.run(run_id)["note"] == "it arrived"


def test_stopping_ends_every_wait() -> None:
    sim = Simulator(20)
    sim.add_fault(Fault("slow", seconds=3600))
    with serve(sim) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", f"{V6}/test_runs")
        waiter = Thread(target=lambda: _swallow(connection), daemon=True)
        waiter.start()
        while not sim.log.entries():
            waiter.join(0.01)
    waiter.join(30)
    assert not waiter.is_alive()


def _swallow(connection: HTTPConnection) -> None:
    try:
        connection.getresponse().read()
    except OSError:
        connection.close()
