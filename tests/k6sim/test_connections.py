"""Connections: kept alive, many at once, malformed requests, and an end that leaves nothing open."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest

from runs.k6sim import DEFAULT_STACK_ID, DEFAULT_TOKEN, Simulator, serve

from .asking import V6, Visitor, visiting

HEADERS = {"Authorization": f"Bearer {DEFAULT_TOKEN}", "X-Stack-Id": str(DEFAULT_STACK_ID)}


def say(visitor: Visitor, request: bytes) -> bytes:
    """Send bytes, say no more, and read what comes until the end."""
    with socket.create_connection(("127.0.0.1", visitor.server.port), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
        return received


def test_one_connection_carries_many_requests_with_and_without_bodies() -> None:
    with visiting() as visitor:
        connection = HTTPConnection("127.0.0.1", visitor.server.port, timeout=10)
        run_id = visitor.one("completed")
        connection.connect()
        local = connection.sock.getsockname()
        for number in range(20):
            connection.request("PATCH", f"{V6}/test_runs/{run_id}", f'{{"note": "{number}"}}', HEADERS)
            assert connection.getresponse().read() == b""
            connection.request("GET", f"{V6}/test_runs/{run_id}", headers=HEADERS)
            assert f'"note": "{number}"'.encode() in connection.getresponse().read()
        assert connection.sock.getsockname() == local
        connection.close()


def test_a_connection_that_asks_to_be_closed_is_closed() -> None:
    with visiting() as visitor:
        answer = say(visitor, b"GET /cloud/v6/test_runs HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 401 ")
        assert b"Connection: close\r\n" in answer


def test_a_crowd_is_served_at_once_and_sees_the_same_runs() -> None:
    with visiting() as visitor, ThreadPoolExecutor(20) as crowd:
        pages = list(crowd.map(lambda _: tuple(visitor.get("/test_runs").ids), range(60)))
        assert set(pages) == {tuple(visitor.sim.run_ids())}


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: x\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Length: 1e9\r\n",
    ],
)
def test_a_body_whose_length_cannot_be_told_is_refused(headers: bytes) -> None:
    with visiting() as visitor:
        answer = say(visitor, b"PATCH /cloud/v6/test_runs/1 HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n")
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"validation_error" in answer


def test_nonsense_is_a_bad_request_and_the_next_visitor_is_served() -> None:
    with visiting() as visitor:
        assert b" 400 " in say(visitor, b"\x16\x03\x01 hello there you\r\n\r\n")
        assert say(visitor, b"") == b""
        assert visitor.get("/load_zones").status == 200


def test_a_client_that_goes_away_does_no_harm(capfd: pytest.CaptureFixture[str]) -> None:
    with visiting() as visitor:
        visitor.steer("POST", "/faults", {"kind": "drip_body", "seconds": 0.01})
        with socket.create_connection(("127.0.0.1", visitor.server.port), timeout=10) as connection:
            connection.sendall(b"GET /cloud/v6/test_runs HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.recv(10)
        assert visitor.get("/load_zones").status == 200
    assert capfd.readouterr().err == ""


def test_after_the_end_the_port_is_free_and_idle_connections_are_closed() -> None:
    sim = Simulator(20)
    with serve(sim) as server:
        idle = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        idle.sendall(b"GET /_sim/switches HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 200 ")
    assert idle.recv(10) == b""
    idle.close()
    with serve(sim, server.port) as again:
        assert again.url == server.url
        with pytest.raises(OSError, match="in use"), serve(sim, server.port):
            pass
