"""Clients that hold a web server's connections: `python -m tests.bench.slow_senders PORT SECONDS EACH PATH`.

Each shape has EACH connections, opened again when the server closes them. `PATH` is a large page, which the "drain"
shape asks for and never reads. Prints, as JSON, how often each shape was closed.
"""

import contextlib
import json
import socket
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PAUSE_SECONDS = 0.25
HEAD = "Host: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
# What is sent at once, and what follows one piece at a time, without end.
SHAPES: dict[str, tuple[str, str]] = {
    "silent": ("G", ""),
    "headers": ("GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "a"),
    "body": (f"POST /accounts/login/ HTTP/1.1\r\n{HEAD}Content-Length: 100000\r\n\r\n", "a"),
    "chunked": (f"POST /accounts/login/ HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
    "drain": ("", ""),
}


@dataclass
class Sender:
    """One connection of a shape; `closed` counts how often the server ended it."""

    port: int
    first: str
    more: str
    closed: int = 0
    connection: socket.socket | None = field(default=None)

    def step(self) -> None:
        """Opens the connection, or sends the next piece, or notices that the server closed it."""
        try:
            if self.connection is None:
                self._open()
            elif self.more:
                self.connection.send(self.more.encode())
            else:
                self._look()
        except BlockingIOError:
            pass
        except OSError:
            self.close()
            self.closed += 1

    def _open(self) -> None:
        self.connection = socket.socket()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.connection.settimeout(1.0)
        self.connection.connect((HOST, self.port))
        self.connection.setblocking(False)
        self.connection.send(self.first.encode())

    def _look(self) -> None:
        """Reads nothing: only an end without anything before it is seen."""
        assert self.connection is not None
        if self.connection.recv(1, socket.MSG_PEEK) == b"":
            raise ConnectionResetError

    def close(self) -> None:
        if self.connection:
            with contextlib.suppress(OSError):
                self.connection.close()
        self.connection = None


def senders(port: int, each: int, path: str, shapes: dict[str, tuple[str, str]]) -> dict[str, list[Sender]]:
    asks = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" * 20
    return {name: [Sender(port, first or asks, more) for _ in range(each)] for name, (first, more) in shapes.items()}


def main(port: int, seconds: float, each: int, path: str, only: str = "") -> None:
    chosen = {name: shape for name, shape in SHAPES.items() if not only or name in only.split(",")}
    groups = senders(port, each, path, chosen)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for sender in (one for group in groups.values() for one in group):
            sender.step()
        time.sleep(PAUSE_SECONDS)
    closed = Counter({name: sum(one.closed for one in group) for name, group in groups.items()})
    for group in groups.values():
        for sender in group:
            sender.close()
    json.dump(closed, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
