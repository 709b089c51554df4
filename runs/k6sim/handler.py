"""One connection to the simulator: reads requests, writes the answers, commits the faults."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from .answers import Answer, Request, error
from .control import PREFIX, steer
from .wire import reset, send, send_spoiled

if TYPE_CHECKING:
    from .server import SimServer

MOST_BODY = 64 * 1024 * 1024


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive and without Nagle's delay, which would cost 40 ms a page."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SimServer

    def answer(self) -> None:
        """Any method: steering under `/_sim/`, the API everywhere else."""
        request = self._read()
        if request is None:
            self.close_connection = True
            send(self.connection, error(400, "validation_error", "The body's length is not given."), close=True)
        elif request.path.startswith(PREFIX):
            self._send(steer(self.server.simulator, request))
        else:
            self._serve(request)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = answer  # noqa: N815 -- the base class finds them by name

    def _serve(self, request: Request) -> None:
        answer, fault = self.server.simulator.handle(request)
        if answer is None:
            self._reset()
        elif fault is not None and fault.kind == "lost_answer":
            self.close_connection = True
        elif fault is not None and fault.replacement() is None:
            if not send_spoiled(self.connection, answer, fault, self.server.stopping):
                self.close_connection = True
        else:
            self._send(answer)

    def _send(self, answer: Answer) -> None:
        send(self.connection, answer, close=self.close_connection)

    def _reset(self) -> None:
        self.close_connection = True
        self.wfile.close()
        self.rfile.close()
        reset(self.connection)

    def _read(self) -> Request | None:
        """The request with its body; None where its length cannot be told."""
        length = self.headers.get("Content-Length", "0")
        if self.headers.get("Transfer-Encoding") or not length.isdecimal() or int(length) > MOST_BODY:
            return None
        body = self.rfile.read(int(length))
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, self.path, parts.path, query, headers, body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the simulator keeps a log of its own."""
