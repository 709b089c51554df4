"""Limits how many threads of a web process wait for what is slow: one limit for API calls, one for downloads."""

import threading
import weakref
from collections import Counter
from time import monotonic

# A caller that finds the limit reached may wait for a slot, as long as those that hold one are quick.
MOST_WAITING = 2
WAIT_SECONDS = 0.5
HANGS_AFTER_SECONDS = 1.0


class Slot:
    """One acquired place under a limit. Released once: by `with`, by `release`, or when nothing refers to it any more.

    The last holds for answers that a server never sends: they are dropped without being closed.
    """

    def __init__(self, limit: "ConcurrencyLimit", number: int) -> None:
        self.release = weakref.finalize(self, limit.give_back, number)

    def __enter__(self) -> "Slot":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


class ConcurrencyLimit:
    """At most `most_of_one` slots for each key (a stack), and `most_in_all` together."""

    def __init__(self, most_of_one: int, most_in_all: int) -> None:
        self.most_of_one, self.most_in_all = most_of_one, most_in_all
        # Reentrant: a slot may be released by the garbage collector while this thread is in here.
        self._changed = threading.Condition(threading.RLock())
        self._held: dict[int, tuple[int, float]] = {}  # number of the slot: its key, and since when
        self._last = 0
        self.waiting = 0

    def acquire(self, key: int, seconds: float = 0.0) -> Slot | None:
        """A slot, at once or within `seconds`; None where there is none. No one waits behind a slot held for long."""
        until = monotonic() + seconds
        with self._changed:
            while self._is_full(key):
                left = until - monotonic()
                if left <= 0 or self.waiting >= MOST_WAITING or self._hangs():
                    return None
                self.waiting += 1
                self._changed.wait(left)
                self.waiting -= 1
            self._last += 1
            self._held[self._last] = (key, monotonic())
            return Slot(self, self._last)

    @property
    def in_use(self) -> int:
        """How many slots are held now."""
        return len(self._held)

    def give_back(self, number: int) -> None:
        """Called by the slot, once."""
        with self._changed:
            del self._held[number]
            self._changed.notify_all()

    def _is_full(self, key: int) -> bool:
        by_key = Counter(held for held, _ in list(self._held.values()))
        return by_key.total() >= self.most_in_all or by_key[key] >= self.most_of_one

    def _hangs(self) -> bool:
        return any(monotonic() - since > HANGS_AFTER_SECONDS for _, since in list(self._held.values()))


# Three threads may wait for the API, three may stream a file; the others are always free (see k6admin/web.py).
calls = ConcurrencyLimit(most_of_one=2, most_in_all=3)
downloads = ConcurrencyLimit(most_of_one=2, most_in_all=3)
