"""A stand-in for the API that misbehaves on the wire as told: raw sockets on loopback, every request kept.

    with StandIn(answer(200, b"{}")) as api:
        ...  # api.url, api.requests

A reply is the bytes to send, or a function that is given the socket and does what it likes. With several
replies each request gets the next, and the last one again and again. Or a function chooses by what was asked.
"""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType

Reply = bytes | Callable[[socket.socket], None]


class StandIn:
    """Listens from construction to the end of the `with` block.

    With `tls` it speaks TLS under the name localhost; with `speaks_first` it replies before it is asked. `choose` gets
    a whole request and gives its reply.
    """

    def __init__(
        self,
        *replies: Reply,
        choose: Callable[[bytes], Reply] | None = None,
        tls: ssl.SSLContext | None = None,
        speaks_first: bool = False,
    ) -> None:
        self._replies = list(replies)
        self._choose = choose or self._next
        self._tls = tls
        self._speaks_first = speaks_first
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.requests: list[bytes] = []
        self.connections = 0
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}" if tls is None else f"https://localhost:{self.port}"

    def __enter__(self) -> "StandIn":
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    @property
    def request_lines(self) -> list[str]:
        """What was asked: `GET /path?query`, one per request."""
        return [request.split(b" HTTP/", 1)[0].decode("latin-1") for request in self.requests]

    def _start(self, target: Callable[[], None]) -> None:
        thread = threading.Thread(target=target, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._open.add(connection)
                self.connections += 1
            self._start(lambda connection=connection: self._serve(connection))  # type: ignore[misc]

    def _serve(self, connection: socket.socket) -> None:
        plain = connection
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            while self._answer(connection):
                pass
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.discard(plain)
            connection.close()
            plain.close()

    def _answer(self, connection: socket.socket) -> bool:
        request = b"" if self._speaks_first else _read_request(connection)
        if not request and not self._speaks_first:
            return False
        with self._lock:
            self.requests.append(request)
            reply = self._choose(request)
        if isinstance(reply, bytes):
            connection.sendall(reply)
            return b"\r\nConnection: close" not in reply
        reply(connection)
        return False

    def _next(self, request: bytes) -> Reply:
        del request
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


def _read_request(connection: socket.socket) -> bytes:
    """Head and body of one request, b"" where the client closed."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def answer(
    status: int,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    content_type: str = "application/json",
    length: int | None = -1,
) -> bytes:
    """A whole HTTP answer. `length` is the declared one: None for none, by default the true one."""
    lines = [f"HTTP/1.1 {status} Status", f"Content-Type: {content_type}"]
    if status != 204 and length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(body: bytes, *, size: int = 65_536, end: bytes = b"0\r\n\r\n") -> bytes:
    """The body in chunks, for `Transfer-Encoding: chunked`."""
    pieces = [body[place : place + size] for place in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end


def then_close(data: bytes) -> Reply:
    """Send this and close."""
    return lambda connection: connection.sendall(data)


def then_reset(data: bytes, after: float = 0.1) -> Reply:
    """Send this, give the other side a moment to read it, and reset the connection."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(data)
        time.sleep(after)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return reply


def then_silence(data: bytes = b"") -> Reply:
    """Send this and nothing more, with the connection open until the client is tired of it."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(data)
        while connection.recv(65_536):
            pass

    return reply


def dripping(start: bytes, drop: bytes, every: float = 0.05) -> Reply:
    """Send the start, then a drop at a time, for as long as anybody listens."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            time.sleep(every)
            connection.sendall(drop)

    return reply


def pouring(start: bytes, data: bytes, times: int) -> Reply:
    """Send the start, then the same data many times over."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(times):
            connection.sendall(data)

    return reply


def closed_port() -> int:
    """A port on loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
