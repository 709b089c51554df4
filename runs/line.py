"""Who of a web process's eight threads may wait for what is slow: a line for calls to the API, one for downloads."""

import threading
from collections import defaultdict, deque
from time import monotonic

# Somebody who finds the line full may wait for a place, as long as those in it are quick.
MOST_WAITING = 2
WAIT_SECONDS = 0.5
HANGS_AFTER_SECONDS = 1.0


class Line:
    """Places that are taken and given back, a few for each stack and a few in all."""

    def __init__(self, most_of_one: int, most_in_all: int) -> None:
        self.most_of_one, self.most_in_all = most_of_one, most_in_all
        self._moved = threading.Condition()
        self._began: defaultdict[int, deque[float]] = defaultdict(deque)
        self._waiting = 0

    def enter(self, stack: int, seconds: float = 0.0) -> bool:
        """Whether there is a place, at once or within `seconds`; nobody waits behind somebody who hangs."""
        until = monotonic() + seconds
        with self._moved:
            while self._is_full(stack):
                left = until - monotonic()
                if left <= 0 or self._waiting >= MOST_WAITING or self._hangs():
                    return False
                self._waiting += 1
                self._moved.wait(left)
                self._waiting -= 1
            self._began[stack].append(monotonic())
            return True

    def leave(self, stack: int) -> None:
        with self._moved:
            self._began[stack].popleft()
            if not self._began[stack]:
                del self._began[stack]
            self._moved.notify_all()

    def _is_full(self, stack: int) -> bool:
        of_all = sum(map(len, self._began.values()))
        return of_all >= self.most_in_all or len(self._began.get(stack, ())) >= self.most_of_one

    def _hangs(self) -> bool:
        """Whoever leaves takes the oldest beginning along, so one who hangs may look younger than he is."""
        oldest = min(began[0] for began in self._began.values())
        return monotonic() - oldest > HANGS_AFTER_SECONDS


# Three may wait for the API, three may stream a file; two are always free.
calls = Line(most_of_one=2, most_in_all=3)
downloads = Line(most_of_one=2, most_in_all=3)
