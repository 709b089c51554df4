"""The simulator on a port of 127.0.0.1, a thread per connection."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from threading import Event, Lock, Thread

from .handler import Handler
from .simulator import Simulator

HOST = "127.0.0.1"

Connection = socket.socket | tuple[bytes, socket.socket]
"""What the standard library says a server may be handed; here it is always a socket."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running simulator; `url` is `http://127.0.0.1:PORT` without a slash at its end."""

    url: str
    port: int
    simulator: Simulator


class SimServer(ThreadingHTTPServer):
    """Knows its open connections, so that stopping ends them all, idle and dripping ones too."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, simulator: Simulator, port: int) -> None:
        self.simulator = simulator
        self.stopping = Event()
        self._open: set[Connection] = set()
        self._guard = Lock()
        super().__init__((HOST, port), Handler)

    def server_bind(self) -> None:
        """Bind without looking the host's name up, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = HOST, int(self.server_address[1])

    def process_request(self, request: Connection, client_address: object) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Connection) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Connection, client_address: object) -> None:
        """A client that went away is no error; anything else is printed as usual."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def end(self) -> None:
        """Stop listening, end every wait, close every connection."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        with self._guard:
            connections = list(self._open)
        for connection in connections:
            if isinstance(connection, socket.socket):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serve(simulator: Simulator, port: int = 0) -> Iterator[Server]:
    """Serve in a thread while the block runs; port 0 takes a free one. OSError where the port is taken."""
    server = SimServer(simulator, port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="k6sim", daemon=True)
    thread.start()
    try:
        yield Server(f"http://{HOST}:{server.server_port}", server.server_port, simulator)
    finally:
        server.end()
        thread.join()
