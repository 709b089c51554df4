"""A wall clock that ends a network call from outside.

A read timeout only bounds the gap between two bytes: a server that drips one byte a second holds a reader
for as long as it likes. So one thread per process keeps the deadlines of all calls, and shuts the socket of a
call whose time is over; the blocked read then ends at once, whatever it waited for, TLS handshake included.
"""

import contextlib
import heapq
import itertools
import math
import os
import socket
import threading
import time
from types import TracebackType


class Deadline:
    """The end of one call, `seconds` from now; a context manager, over when the call is over.

    `sent` is True once the first byte of the current attempt may have left.
    """

    def __init__(self, seconds: float) -> None:
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._ends = math.inf
        self._rang = False
        self.sent = False
        self.restart(seconds)

    def restart(self, seconds: float) -> None:
        """From here on the call has `seconds`; to no effect if its time is over already."""
        with self._lock:
            self._ends = time.monotonic() + seconds
            ends = self._ends
        _watchdog.watch(ends, self)

    def pause(self) -> None:
        """No time passes until `restart`: the caller is busy, not the network."""
        with self._lock:
            self._ends = math.inf

    def remaining(self) -> float:
        """Seconds left, 0 if none."""
        with self._lock:
            return 0.0 if self._rang else max(0.0, self._ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.remaining() <= 0.0

    def hold(self, sock: socket.socket) -> None:
        """Take a second handle on the socket's connection, to be shut when the time is over.

        A second handle, since the first one changes hands when TLS wraps it, and since a file descriptor
        closed meanwhile may already belong to somebody else.
        """
        handle = socket.socket(fileno=os.dup(sock.fileno()))
        with self._lock:
            before, self._handle = self._handle, handle
            if self._rang:
                _shut(handle)
        if before is not None:
            before.close()

    def let_go(self) -> None:
        """This attempt is over: its socket is of no interest any more, the time runs on."""
        with self._lock:
            handle, self._handle = self._handle, None
        self.sent = False
        if handle is not None:
            handle.close()

    def __enter__(self) -> "Deadline":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The call is over; nothing rings any more."""
        self.pause()
        self.let_go()

    def ring(self) -> None:
        """Shut the socket if the time is really over (it may have been moved since)."""
        with self._lock:
            if self._ends <= time.monotonic():
                self._rang = True
                if self._handle is not None:
                    _shut(self._handle)


class Watchdog:
    """A thread with a heap of deadlines. It starts with the first one and stays."""

    def __init__(self) -> None:
        self._wake = threading.Condition(threading.Lock())
        self._heap: list[tuple[float, int, Deadline]] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, ends: float, deadline: Deadline) -> None:
        with self._wake:
            heapq.heappush(self._heap, (ends, next(self._numbers), deadline))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="k6api-deadlines", daemon=True)
                self._thread.start()
            elif self._heap[0][2] is deadline:
                self._wake.notify()

    def _run(self) -> None:
        while True:
            self._next().ring()

    def _next(self) -> Deadline:
        with self._wake:
            while True:
                wait = self._heap[0][0] - time.monotonic() if self._heap else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._heap)[2]
                self._wake.wait(wait)


def _shut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


_watchdog: Watchdog = Watchdog()


def _start_anew() -> None:
    global _watchdog  # noqa: PLW0603 - a fork has the heap and maybe a held lock, but not the thread
    _watchdog = Watchdog()


os.register_at_fork(after_in_child=_start_anew)
