import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from k6admin.ports import HOST, answers, free_port, is_free, usable_port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "8000 ", "٨٠٠٠", "99999999999999999999", ""])
def test_what_is_no_port_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a port: use a number from 1 to 65535"):
        usable_port(text, "make demo")


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        port = server.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(ValueError, match=f"Port {port} is taken.* make demo PORT={port + 1}"):
            usable_port(str(port), "make demo")


def test_a_free_port_is_usable() -> None:
    port = free_port()
    assert usable_port(str(port), "make demo") == port


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/ready" else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


def test_only_success_counts_as_an_answer() -> None:
    with HTTPServer((HOST, 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert answers(server.server_port, "/ready")
        assert not answers(server.server_port, "/starting")
        server.shutdown()


def test_a_closed_port_is_no_answer() -> None:
    assert not answers(free_port(), "/ready")
