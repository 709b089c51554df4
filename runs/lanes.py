"""The processes of a worker: django-q2 in two lanes, so that short work never waits behind long work.

django-q2's own processes wait for a task with the queue's lock in their hands: one that is killed then takes the lock
along, and its lane stands still for ever while it looks alive. They also go on alone when their parent is killed.
Ours look ten times a second whether there is something to do, and whether their parent lives.
"""

import os
from multiprocessing import Event, Value
from queue import Empty
from time import sleep, time
from typing import Any

from django_q.brokers.orm import ORM
from django_q.cluster import Cluster, Sentinel, get_mp_context
from django_q.conf import Conf
from django_q.queues import Queue

PROMPT, SLOW = "k6admin", "k6admin-slow"
LANES = (PROMPT, SLOW)
LOOK_SECONDS = 0.1
# Longer than all workers of a lane can be busy with one task each.
SILENT_SECONDS = 120.0
STOP_SECONDS = 60.0


class Broker(ORM):  # type: ignore[misc]
    """The queue in the database. `guard`: the process whose children take tasks from it."""

    guard = 0

    def dequeue(self) -> Any:
        if self.guard != os.getppid():
            raise SystemExit
        return super().dequeue()


class Shared(Queue):  # type: ignore[misc]
    """What the children of this process hand to each other. `sign`: when one of them last looked into it."""

    def __init__(self, sign: Any, most: int = 0) -> None:
        super().__init__(maxsize=most)
        self.sign, self.guard = sign, os.getpid()

    def get(self) -> Any:
        while self.guard == os.getppid():
            self.sign.value = time()
            try:
                return super().get(block=False)
            except Empty:
                sleep(LOOK_SECONDS)
        return "STOP"

    def free(self) -> None:
        """Gives back the lock of a reader that was killed: nobody who lives holds it for a second."""
        self._rlock.acquire(timeout=1)
        self._rlock.release()


class UntilOrphaned:
    """An event that counts as set, too, once the parent of this process is gone."""

    def __init__(self, event: Any) -> None:
        self.event, self.parent = event, os.getppid()

    def is_set(self) -> bool:
        return self.event.is_set() or os.getppid() != self.parent

    def wait(self, seconds: float) -> bool:
        return self.event.wait(seconds) or self.is_set()


class Guard(Sentinel):  # type: ignore[misc]
    """The process that starts a lane's workers, and new ones for those that died."""

    def __init__(self, sign: Any, stop_event: Any, *arguments: Any) -> None:
        self.sign = sign
        super().__init__(UntilOrphaned(stop_event), *arguments)

    def spawn_cluster(self) -> None:
        self.broker.guard = os.getpid()
        self.task_queue = Shared(self.sign, Conf.QUEUE_LIMIT)
        self.result_queue = Shared(Value("d"))
        super().spawn_cluster()

    def reincarnate(self, process: Any) -> None:
        self.task_queue.free()
        self.result_queue.free()
        super().reincarnate(process)


class Lane(Cluster):  # type: ignore[misc]
    """One queue and the processes that work on it. Start it before this process opens a connection or a thread."""

    def __init__(self, name: str) -> None:
        super().__init__(Broker(name))
        self.sign = Value("d", time())

    def start(self) -> int:
        self.stop_event, self.start_event = Event(), Event()
        arguments = (self.sign, self.stop_event, self.start_event, self.cluster_id, self.broker, self.timeout)
        self.sentinel = get_mp_context().Process(target=Guard, args=arguments)
        self.sentinel.start()
        while self.is_at_work and not self.start_event.is_set():
            sleep(LOOK_SECONDS)
        return int(self.pid)

    @property
    def is_at_work(self) -> bool:
        """False where its processes died, or none of its workers has looked for a task for longer than any lasts."""
        return bool(self.sentinel.is_alive()) and time() - self.sign.value < SILENT_SECONDS

    def tell_to_stop(self) -> None:
        """Tasks under way are finished, no other is begun."""
        self.stop_event.set()

    def stop(self) -> bool:
        """Waits until it has stopped. What hangs is killed, and what it leaves behind ends by itself."""
        self.tell_to_stop()
        self.sentinel.join(STOP_SECONDS)
        self.sentinel.kill()
        self.sentinel.join()
        return bool(self.sentinel.exitcode == 0)
