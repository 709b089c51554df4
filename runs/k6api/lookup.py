"""Names looked up without waiting for ever: the system's resolver cannot be interrupted."""

import socket
import threading

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[object, ...]]


class Lookup:
    """One question to the resolver in a thread of its own, shared by all who ask the same meanwhile."""

    def __init__(self, host: str, port: int) -> None:
        self._done = threading.Event()
        self._found: list[Address] = []
        self._error: OSError | None = None
        self._place = (host, port)
        threading.Thread(target=self._ask, name="k6api-lookup", daemon=True).start()

    def wait(self, seconds: float) -> list[Address]:
        """The addresses; OSError if there are none, TimeoutError if the resolver takes longer."""
        if not self._done.wait(seconds):
            raise TimeoutError("the name was not found in time")
        if self._error is not None:
            raise OSError(str(self._error))
        return self._found

    def _ask(self) -> None:
        try:
            self._found = list(socket.getaddrinfo(*self._place, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            self._error = OSError(str(error))
        finally:
            with _lock:
                _under_way.pop(self._place, None)
            self._done.set()


def addresses(host: str, port: int, seconds: float) -> list[Address]:
    """The addresses of a host, within `seconds`; OSError where there are none.

    At most one thread per host waits for the resolver, however often it is asked.
    """
    try:
        return list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST))
    except OSError:
        pass
    with _lock:
        lookup = _under_way.get((host, port))
        if lookup is None:
            lookup = _under_way[host, port] = Lookup(host, port)
    return lookup.wait(seconds)


_lock = threading.Lock()
_under_way: dict[tuple[str, int], Lookup] = {}
