"""(A9) No web page steers the simulator: JSON alone, by a loopback name, from no other origin."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest

from .asking import Visitor, visiting

FOREIGN_HOSTS = ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "", "[::"]
FOREIGN_ORIGINS = ["https://evil.example", "null", "http://localhost:1", "http://localhost.evil.example:{port}"]
PATHS = [("GET", "/_sim/log"), ("POST", "/_sim/faults")]
FAULT = {"kind": "status", "status": 500}


def ask(visitor: Visitor, method: str, path: str, **headers: str) -> int:
    visitor.headers.clear()
    visitor.headers.update({name: value.format(port=visitor.server.port) for name, value in headers.items()})
    return visitor.ask(method, path, FAULT if method == "POST" else None).status


def test_another_host_name_and_another_origin_are_refused_and_nothing_is_changed() -> None:
    with visiting(runs=5) as visitor:
        for method, path in PATHS:
            assert {ask(visitor, method, path, Host=host) for host in FOREIGN_HOSTS} == {421}
            assert {ask(visitor, method, path, Origin=origin) for origin in FOREIGN_ORIGINS} == {403}
        assert visitor.sim.faults.waiting() == ()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]"])
def test_loopback_names_and_the_simulator_s_own_origin_are_let_in(name: str) -> None:
    with visiting(runs=5) as visitor:
        place = f"{name}:{{port}}"
        assert ask(visitor, "GET", "/_sim/log", Host=place) == 200
        assert ask(visitor, "GET", "/_sim/log", Host=place, Origin=f"http://{place}") == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_steers(kind: str) -> None:
    with visiting(runs=5) as visitor:
        for method, path in (("POST", "/faults"), ("POST", "/switches"), ("POST", "/runs"), ("PATCH", "/runs/1")):
            content = b'{"kind": "status", "status": 500}'
            assert as_sent(visitor, method, f"/_sim{path}", content, kind) == 415
        assert visitor.sim.faults.waiting() == ()
        assert as_sent(visitor, "POST", "/_sim/switches", b"{}", "application/json; charset=utf-8") == 200


def as_sent(visitor: Visitor, method: str, path: str, content: bytes, kind: str) -> int:
    """The media type as given, which `Visitor` always makes JSON."""
    connection = HTTPConnection("127.0.0.1", visitor.server.port, timeout=10)
    try:
        connection.request(method, path, content, {"Content-Type": kind} if kind else {})
        return connection.getresponse().status
    finally:
        connection.close()
