"""Starts a handful of processes, watches them, and leaves none behind.

Children live in sessions of their own: Ctrl-C reaches only this process, which then ends them in order. Where it is
killed itself (SIGKILL, out of memory), the system asks them to end.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from k6admin.exposure import keep_files_private, make_private_folder

GRACE_SECONDS = 10.0
PAUSE_SECONDS = 0.1
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


class StopAsked(Exception):
    """Ctrl-C, or a signal that asks for the end."""


class ChildFailedError(Exception):
    """A process ended as it should not have. The message names it and shows the last lines of its log."""


@dataclass(frozen=True)
class Child:
    """`stays`: it should live as long as its supervisor; otherwise it is a step with an end."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path | None
    stays: bool


def _end_with(parent: int) -> Callable[[], None] | None:
    """What a child does before its program begins, so that it is asked to end when `parent` is killed outright.

    Linux alone can do that. Nothing is loaded in the child, which has one thread of a copied process.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def agree() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was killed in between
            os._exit(1)

    return agree


def last_lines(log: Path | None, count: int = 15) -> str:
    """The end of a log, indented; empty where there is none."""
    if log is None or not log.is_file():
        return ""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "".join(f"\n    {line}" for line in lines)


class Supervisor:
    """Use as a context: leaving it, for whatever reason, ends every child.

    `environment` is all that the children see of it; `folder` holds a log for each of them
    whose output is not shown. All that is written there is for this user alone.
    """

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = dict(environment)
        self.folder = folder
        self.children: list[Child] = []
        self._stop_asked = False
        self._umask = 0

    def __enter__(self) -> "Supervisor":
        self._umask = keep_files_private()
        make_private_folder(self.folder)
        signal.signal(signal.SIGINT, self._ask_to_stop)
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means: outlive the terminal
            signal.signal(signal.SIGHUP, self._ask_to_stop)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        os.umask(self._umask)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        """Only a flag: an exception could strike between a child's start and its entry in the list."""
        self._stop_asked = True

    def step(self, name: str, command: Sequence[str], *, show: bool = False) -> None:
        """Runs `command` to its end; `show` leaves its output on the terminal instead of in a log."""
        child = self._spawn(name, command, None if show else self.folder / "setup.log", stays=False)
        while (code := child.process.poll()) is None:
            self.pause()
        self.children.remove(child)
        if code != 0:
            raise ChildFailedError(f"{name} failed (exit {code}).{last_lines(child.log)}")

    def start(self, name: str, command: Sequence[str], *, show: bool = False) -> None:
        """Starts `command` for as long as this supervisor lives; `show` as in `step`."""
        self._spawn(name, command, None if show else self.log_of(name), stays=True)

    def log_of(self, name: str) -> Path:
        return self.folder / f"{name.replace(' ', '-')}.log"

    def _spawn(self, name: str, command: Sequence[str], log: Path | None, *, stays: bool) -> Child:
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(log.open("wb" if stays else "ab")) if log else None
            if output:
                os.fchmod(output.fileno(), 0o600)  # also one that an earlier start left readable
            process = subprocess.Popen(  # noqa: S603 - commands are ours, never a user's
                list(command),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                preexec_fn=_end_with(os.getpid()),  # noqa: PLW1509 - this process has one thread
            )
        child = Child(name, process, log, stays)
        self.children.append(child)
        return child

    def wait_until(self, ready: Callable[[], bool], name: str, seconds: float = 60.0) -> None:
        """Waits for `ready()`; a child that dies meanwhile, or `seconds` gone by, ends the wait."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.pause()
            if time.monotonic() > deadline:
                log = last_lines(self.log_of(name))
                raise ChildFailedError(f"{name} did not answer within {seconds:.0f} seconds.{log}")

    def watch(self) -> None:
        """Stays until a signal (StopAsked) or the death of a child (ChildFailedError)."""
        while True:
            self.pause()

    def pause(self) -> None:
        """A moment, then a look at the signals and at every child that should be there."""
        time.sleep(PAUSE_SECONDS)
        if self._stop_asked:
            raise StopAsked
        for child in self.children:
            if child.stays and (code := child.process.poll()) is not None:
                raise ChildFailedError(f"{child.name} ended by itself (exit {code}).{last_lines(child.log)}")

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Asks every child to end, the youngest first; kills what is left after `grace` seconds."""
        deadline = time.monotonic() + grace
        for child in reversed(self.children):
            if child.process.poll() is None:
                child.process.terminate()
        for child in reversed(self.children):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        for child in self.children:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)  # its own children too, if any stayed
            child.process.wait()
        self.children.clear()
