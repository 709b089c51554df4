"""How often shared pages are opened. Looking at one writes nothing: views are counted in memory, and what was counted
is added to the rows a moment later, by a thread of the web process. Several processes add up.
"""

import atexit
import logging
import os
import threading
from collections import Counter
from datetime import datetime

from django.db import DatabaseError, connection
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from runs.models import ShareLink

log = logging.getLogger(__name__)


class ViewCounter:
    """Counts by the link's key. A process that is killed loses what it counted within the last second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._last: dict[int, datetime] = {}
        self._every, self._writer_of = 0.0, 0
        self._stop = threading.Event()

    def add(self, link: int, at: datetime) -> None:
        with self._lock:
            self._counts[link] += 1
            self._last[link] = max(at, self._last.get(link, at))
            starts = bool(self._every) and self._writer_of != os.getpid()
            self._writer_of = os.getpid() if starts else self._writer_of
        if starts:
            threading.Thread(target=self._write_for_ever, name="views of shared pages", daemon=True).start()

    def waiting(self, link: int) -> int:
        """Views of this process that are not in the row yet."""
        with self._lock:
            return self._counts[link]

    def write(self) -> None:
        """Adds what was counted to the rows; what can't be written now waits for the next time."""
        with self._lock:
            counts, last = self._counts, self._last
            self._counts, self._last = Counter(), {}
        for link, views in list(counts.items()):
            at = last[link]
            try:
                ShareLink.objects.filter(pk=link).update(
                    views=F("views") + views, viewed_at=Greatest(Coalesce("viewed_at", at), at)
                )
            except DatabaseError as error:
                log.warning("views of shared pages are written later: %s", error)
                self._take_back(counts, last)
                return
            del counts[link]

    def _take_back(self, counts: Counter[int], last: dict[int, datetime]) -> None:
        with self._lock:
            self._counts.update(counts)
            for link in counts:
                self._last[link] = max(last[link], self._last.get(link, last[link]))

    def write_by_itself(self, every: float) -> None:
        """From the first view on, a thread writes every so many seconds, and once more when the process ends."""
        self._every = every
        atexit.register(self.write)

    def stop(self) -> None:
        """Ends the thread; what is counted then stays until somebody writes it."""
        self._stop.set()

    def _write_for_ever(self) -> None:
        while not self._stop.wait(self._every):
            if self._counts:
                self.write()
                connection.close()


VIEWS = ViewCounter()
