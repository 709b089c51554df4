"""(A4) Clients that send or read slowly: others are answered, and each of them is ended by the clock."""

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest
from django.test import Client

from k6admin.ports import HOST, answers, free_port
from k6admin.serve import web_command
from k6admin.web_connections import BODY_BYTES, CONNECTIONS_PER_ADDRESS, HEADER_BYTES
from tests.bench.slow_senders import HEAD, SHAPES, Sender
from tests.hostile.reading import SMALLEST_BUFFER
from tests.hostile.serving import Site, site
from tests.worker.processes import ROOT, wait_until

pytestmark = pytest.mark.django_db(transaction=True)

EACH = 40
PATIENCE = 3.0
# Long enough to fill the buffers of both ends many times over.
MANY = 20_000


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: object) -> Iterator[Site]:
    """One process for the file: nothing in it looks at what another test stored."""
    with site(Client(), ready="/healthz", patience=PATIENCE) as found:
        yield found


def answered(web: Site) -> list[int]:
    return [web.get(path).status for path in ("/healthz", "/accounts/login/", "/healthz")]


@pytest.mark.parametrize("shape", ["silent", "headers", "body", "chunked"])
def test_forty_slow_senders_of_a_shape_keep_no_one_waiting_and_are_ended(web: Site, shape: str) -> None:
    senders = [Sender(web.port, *SHAPES[shape]) for _ in range(EACH)]
    for sender in senders:
        sender.step()
    statuses = answered(web)

    def all_closed() -> bool:
        for sender in senders:
            if not sender.closed:
                sender.step()
        return all(sender.closed for sender in senders)

    wait_until(all_closed)
    assert statuses == [200] * 3


def never_reading(web: Site) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
    connection.connect((HOST, web.port))
    connection.setblocking(False)
    asks = f"GET /accounts/login/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode() * MANY
    connection.send(asks)
    return connection


def test_clients_that_never_read_keep_no_one_waiting(web: Site) -> None:
    readers = [never_reading(web) for _ in range(EACH)]
    statuses = answered(web)
    for reader in readers:
        reader.close()

    assert statuses == [200] * 3


def test_of_too_many_connections_from_one_address_the_longest_waited_for_are_closed(web: Site) -> None:
    idle = [socket.create_connection((HOST, web.port), timeout=30) for _ in range(CONNECTIONS_PER_ADDRESS + 50)]
    statuses = answered(web)
    ended = [connection.recv(1) for connection in idle[:40]]
    for connection in idle:
        connection.close()

    assert statuses == [200] * 3
    assert ended == [b""] * 40


def asked(web: Site, head: str, body: bytes = b"") -> bytes:
    """All that is answered until the connection closes."""
    with socket.create_connection((HOST, web.port), timeout=30) as connection:
        connection.sendall(head.encode() + body)
        came = b""
        while piece := connection.recv(65_536):
            came += piece
    return came


CHUNKED = f"POST /accounts/login/ HTTP/1.1\r\n{HEAD}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"


def test_a_body_in_chunks_is_bounded_and_refused_with_the_headers_of_any_answer(web: Site) -> None:
    small = asked(web, CHUNKED, b"3\r\na=b\r\n0\r\n\r\n")
    large = asked(web, CHUNKED, f"{BODY_BYTES:x}\r\n{'a' * (BODY_BYTES - 8)}".encode())

    assert small.startswith(b"HTTP/1.1 403 ")  # Django answered: the form's token is missing
    assert large.startswith(b"HTTP/1.1 413 ")
    for name in (b"Content-Security-Policy: ", b"X-Content-Type-Options: ", b"Referrer-Policy: "):
        assert name in large
    assert b"Server: " not in large


NEXT = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "head",
    [
        "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
        f"GET / HTTP/1.1\r\nX: {'a' * HEADER_BYTES}"[:HEADER_BYTES],
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        # The length told in two ways: what one reader takes for the body is the next request for another.
        f"POST / HTTP/1.1\r\n{HEAD}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{NEXT}",
        f"POST / HTTP/1.0\r\n{HEAD}Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_closed(web: Site, head: str) -> None:
    came = asked(web, head)

    assert came[9:10] in {b"4", b"5"}
    assert came.count(b"HTTP/1.") == 1


def test_the_answer_to_head_has_no_body(web: Site) -> None:
    came = asked(web, "HEAD /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    head, _, body = came.partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"Content-Length: " in head
    assert body == b""


def test_a_request_under_way_is_answered_before_the_server_stops() -> None:
    """SIGTERM in the middle of an answer."""
    port = free_port()
    command = [*web_command(port), "tests.security.slow_app"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "WEB_CONCURRENCY": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        wait_until(lambda: answers(port, "/"), pause=0.05)
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        connection.request("GET", "/")
        answer = connection.getresponse()
        begun = answer.read(len("begun "))
        server.send_signal(signal.SIGTERM)
        rest = answer.read()
        code = server.wait(20)

    assert (begun, rest, code) == (b"begun ", b"and ended", 0)
