"""One API call at a time for each person: nobody takes all places of a web process for calls to the API."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The person whose request this thread answers; None in a worker, and where nobody is logged in.
CALLER: ContextVar[int | None] = ContextVar("caller", default=None)
_CALLS: ContextVar[bool] = ContextVar("calls", default=False)


class OneCallEach:
    """A second call of the same person waits for the first; a third does not wait, as it would hold a thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calling: set[int] = set()
        self._waiting: set[int] = set()

    @contextmanager
    def call(self, seconds: float) -> Iterator[bool]:
        """Whether the caller may call now, or could within `seconds`. Calls inside a call of the same request may."""
        caller = CALLER.get()
        if caller is None or _CALLS.get():
            yield True
            return
        if not self._begin(caller, seconds):
            yield False
            return
        mark = _CALLS.set(True)
        try:
            yield True
        finally:
            _CALLS.reset(mark)
            with self._changed:
                self._calling.discard(caller)
                self._changed.notify_all()

    def _begin(self, caller: int, seconds: float) -> bool:
        with self._changed:
            if caller in self._calling:
                if caller in self._waiting:
                    return False
                self._waiting.add(caller)
                try:
                    is_free = self._changed.wait_for(lambda: caller not in self._calling, seconds)
                finally:
                    self._waiting.discard(caller)
                if not is_free:
                    return False
            self._calling.add(caller)
            return True


one_call_each = OneCallEach()
