"""The processes of a worker: django-q2 in two lanes, so that short work never waits behind long work.

django-q2's own processes wait for a task with the queue's lock in their hands: one that is killed then takes the lock
along, and its lane stands still for ever while it looks alive. They also go on alone when their parent is killed.
Ours look ten times a second whether there is something to do, and whether their parent lives. What they share has no
lock; the queues' own locks, and their places, are given back when somebody has died.
"""

import os
from contextlib import nullcontext
from multiprocessing.queues import Queue
from multiprocessing.sharedctypes import RawValue
from queue import Empty
from time import monotonic, sleep, time
from typing import Any

from django_q.brokers.orm import ORM
from django_q.cluster import Cluster, Sentinel, get_mp_context
from django_q.conf import Conf
from django_q.worker import worker

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


class Number:
    """A number that processes share without a lock, which a killed one would take along."""

    def __init__(self, value: float) -> None:
        self._raw = RawValue("d", value)

    @property
    def value(self) -> float:
        return float(self._raw.value)

    @value.setter
    def value(self, value: float) -> None:
        self._raw.value = value

    def get_lock(self) -> nullcontext[None]:
        """What django-q2 asks of a worker's timer."""
        return nullcontext()


class Flag:
    """Set once, by any process. Whoever waits looks again and again; it counts as set once the own parent is gone."""

    def __init__(self) -> None:
        self._number = Number(0)
        self._parent = 0

    def mind_the_parent(self) -> None:
        self._parent = os.getppid()

    def set(self) -> None:
        self._number.value = 1

    def is_set(self) -> bool:
        return bool(self._number.value) or (self._parent != 0 and os.getppid() != self._parent)

    def wait(self, seconds: float) -> bool:
        end = monotonic() + seconds
        while not self.is_set() and monotonic() < end:
            sleep(LOOK_SECONDS)
        return self.is_set()


class Shared(Queue):  # type: ignore[type-arg]
    """What the children of this process hand to each other. `sign`: when one of them last looked into it."""

    def __init__(self, sign: Number, most: int = 0) -> None:
        super().__init__(most, ctx=get_mp_context())
        self.sign, self.guard = sign, os.getpid()

    def get(self, *_: Any) -> Any:
        while self.guard == os.getppid():
            self.sign.value = time()
            try:
                return super().get(block=False)
            except Empty:
                sleep(LOOK_SECONDS)
        return "STOP"

    def free(self) -> None:
        """Gives back what somebody who was killed held: the locks of reading and writing, and a place in it.

        Nobody who lives holds a lock for a second, or for so long a place without having put something there.
        """
        for lock in (self._rlock, self._wlock):  # type: ignore[attr-defined]
            lock.acquire(timeout=1)
            lock.release()
        if self._sem.acquire(timeout=1) or self.empty():  # type: ignore[attr-defined]
            self._sem.release()  # type: ignore[attr-defined]


class Guard(Sentinel):  # type: ignore[misc]
    """The process that starts a lane's workers, and new ones for those that died."""

    def __init__(self, sign: Number, stop_event: Flag, *arguments: Any) -> None:
        self.sign = sign
        stop_event.mind_the_parent()
        super().__init__(stop_event, *arguments)

    def spawn_cluster(self) -> None:
        self.broker.guard = os.getpid()
        self.task_queue = Shared(self.sign, Conf.QUEUE_LIMIT)
        self.result_queue = Shared(Number(0))
        self.event_out = Flag()
        super().spawn_cluster()

    def spawn_worker(self) -> None:
        self.spawn_process(worker, self.task_queue, self.result_queue, Number(-1), self.timeout)

    def reincarnate(self, process: Any) -> None:
        self.task_queue.free()
        self.result_queue.free()
        super().reincarnate(process)


class Lane(Cluster):  # type: ignore[misc]
    """One queue and the processes that work on it. Start it before this process opens a connection or a thread."""

    def __init__(self, name: str) -> None:
        super().__init__(Broker(name))
        self.sign = Number(time())

    def start(self) -> int:
        self.stop_event, self.start_event = Flag(), Flag()
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
