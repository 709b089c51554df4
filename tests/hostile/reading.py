"""People who download at a crawl from a site under test."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from k6admin.ports import HOST
from tests.hostile.serving import Site

SMALLEST_BUFFER = 4096


class SlowReader:
    """Asks for `path` and takes `size` bytes at a time, as often as it is told to."""

    def __init__(self, web: Site, path: str, size: int = 1024) -> None:
        self.size = size
        self.came = b""
        self.is_over = False
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALLEST_BUFFER)
        self._socket.connect((HOST, web.port))
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {web.cookies}\r\n\r\n".encode())
        self._socket.setblocking(False)

    @property
    def status(self) -> int:
        """0 before the answer has begun."""
        line, _, rest = self.came.partition(b"\r\n")
        return int(line.split()[1]) if rest else 0

    @property
    def is_served(self) -> bool:
        return self.status == 200 and not self.is_over

    def take(self) -> None:
        try:
            piece = self._socket.recv(self.size)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self.came += piece
        self.is_over = self.is_over or not piece

    def take_all(self) -> None:
        """What is still on its way, until the other side ends it."""
        self._socket.settimeout(60)
        while not self.is_over:
            self.take()

    def close(self) -> None:
        self._socket.close()


@contextmanager
def slow_readers(web: Site, paths: list[str]) -> Iterator[list[SlowReader]]:
    """One for each path, all at a kilobyte a second, until the block ends."""
    readers, stop = [SlowReader(web, path) for path in paths], threading.Event()

    def read() -> None:
        while not stop.wait(1.0):
            for reader in readers:
                reader.take()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield readers
    finally:
        stop.set()
        thread.join()
        for reader in readers:
            with contextlib.suppress(OSError):
                reader.close()
