"""Medians of interleaved repetitions: whatever else the machine does, all sides get the same of it."""

import gzip
import http.client
import time
from collections.abc import Callable, Mapping
from statistics import median
from types import TracebackType

WARM_UP = 3


def medians(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds that each call takes, called in turn `rounds` times."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(-WARM_UP, rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            if turn >= 0:
                taken[name].append(time.perf_counter() - start)
    return {name: median(times) for name, times in taken.items()}


class Reader:
    """Somebody logged in, on one kept connection."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {"Cookie": f"session={session}", "Accept-Encoding": "gzip"}

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def get(self, address: str) -> bytes:
        """The answer as it came over the wire. RuntimeError unless it is a page."""
        self.connection.request("GET", address, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{address} answered {response.status}")
        return body

    def text(self, address: str) -> str:
        """The page itself."""
        return gzip.decompress(self.get(address)).decode()
