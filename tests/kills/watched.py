"""Marks set around what a process does, from outside: product code knows of none."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic

from runs.k6api.transport import Transport
from runs.sync.lease import Lease, LeaseLost, take_lease
from runs.sync.walk import Walk
from tests.kills.journal import Journal
from tests.kills.marks import Marks, Part, Phase

Function = Callable[..., Any]
# Pages of it are asked for under a lease or not at all.
LIST = "/cloud/v6/test_runs?"


class Watched:
    """Wraps the real functions, once, before any of them is called; children made by fork inherit it."""

    def __init__(self, folder: Path) -> None:
        self.marks = Marks(folder)
        self.journal = Journal(folder / "journal")
        self.fence = 0

    def install(self) -> None:
        wrap(Atomic, "__enter__", self._begins)
        wrap(Atomic, "__exit__", self._ends)
        wrap(BaseDatabaseWrapper, "_commit", self._commits)
        wrap(Transport, "exchange", self._asks)
        wrap(Walk, "__init__", self._walks)
        wrap(Lease, "writing", self._writes)
        wrap(Lease, "release", self._releases)
        wrap_everywhere(take_lease, self._takes)

    def _begins(self, enter: Function, *arguments: Any) -> Any:
        is_outermost = not connection.in_atomic_block
        entered = enter(*arguments)
        if is_outermost:
            self.marks.come_into(Phase.TRANSACTION)
        return entered

    def _ends(self, leave: Function, *arguments: Any) -> Any:
        left = leave(*arguments)
        if not connection.in_atomic_block:
            self.marks.come_into(Phase.ELSEWHERE)
        return left

    def _commits(self, commit: Function, *arguments: Any) -> None:
        self.marks.come_into(Phase.COMMIT)
        commit(*arguments)
        self.marks.come_into(Phase.DONE)

    def _asks(self, exchange: Function, *arguments: Any) -> Any:
        target = str(arguments[1].target)
        if self.fence or target.startswith(LIST):
            self.journal.add(what="asks", fence=self.fence, target=target)
        self.marks.come_into(Phase.FETCH)
        try:
            return exchange(*arguments)
        finally:
            self.marks.come_into(Phase.ELSEWHERE)

    def _takes(self, take: Function, *arguments: Any) -> Any:
        lease = take(*arguments)
        if lease:
            self.fence = lease.stack.fence
            self.journal.add(what="lease", fence=self.fence)
            self.marks.be(Part.PROMPT)
        return lease

    def _walks(self, begin: Function, *arguments: Any) -> None:
        self.marks.be(Part.WALK)
        begin(*arguments)

    @contextmanager
    def _writes(self, writing: Function, lease: Any, **columns: Any) -> Iterator[None]:
        """Told inside of the transaction: until it is over nobody else can take the lease."""
        try:
            with writing(lease, **columns):
                self.journal.add(what="writes", fence=lease.stack.fence)
                yield
        except LeaseLost:
            self.journal.add(what="loses", fence=lease.stack.fence)
            self._let_go()
            raise

    def _releases(self, release: Function, *arguments: Any) -> None:
        self._let_go()
        release(*arguments)

    def _let_go(self) -> None:
        self.fence = 0
        self.marks.be(Part.IDLE)


def wrap(owner: type, name: str, wrapper: Function) -> None:
    """`wrapper` is called instead, with the real function before its arguments."""
    real = getattr(owner, name)
    setattr(owner, name, wraps(real)(lambda *arguments, **named: wrapper(real, *arguments, **named)))


def wrap_everywhere(real: Function, wrapper: Function) -> None:
    """The same for a function, in every module that has taken it in already."""
    wrapped = wraps(real)(lambda *arguments: wrapper(real, *arguments))
    for module in list(sys.modules.values()):
        if getattr(module, real.__name__, None) is real:
            setattr(module, real.__name__, wrapped)
