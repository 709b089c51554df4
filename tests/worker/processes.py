"""The operator's commands as processes of their own, on the database of the tests."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 60.0


def database_url() -> str:
    """Where the tests' tables are, as DATABASE_URL has it."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{named['NAME']}"
    login = quote(str(named["USER"])) + (f":{quote(str(named['PASSWORD']))}" if named["PASSWORD"] else "")
    return f"postgres://{login}@{named['HOST']}:{named['PORT']}/{named['NAME']}"


def start(*arguments: str, **more: str) -> subprocess.Popen[str]:
    """`manage.py` with these arguments, as `start_python` starts it."""
    return start_python("manage.py", *arguments, **more)


def start_python(*arguments: str, **more: str) -> subprocess.Popen[str]:
    """A script or `-m` a module of ours, under the real settings; it leads a process group of its own.

    `more` stands in its environment.
    """
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "k6admin.settings",
        "DATABASE_URL": database_url(),
        "K6_API_URL": settings.K6_API_URL,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(*arguments: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Runs while the block does, and is gone afterwards with all of its children, however the block ends."""
    process = start(*arguments, **more)
    try:
        yield process
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen[str]) -> None:
    """SIGKILL for all of its process group at once, and its end waited for."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not members_of(process.pid), pause=0.01)
    if process.stdout:
        process.stdout.close()


def members_of(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state, _, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue  # it ended in this moment
        if int(its_group) == group and state != "Z":
            found.append(int(entry.name))
    return found


def state_of(pid: int) -> str:
    """As the kernel has it: "T" is stopped, "Z" dead and not yet waited for; "" where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def children_of(parent: int) -> list[int]:
    """The living children of a process, oldest first."""
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    living = set(members_of(os.getpgid(parent)))
    return [int(pid) for pid in found if int(pid) in living]


def wait_until(what: Callable[[], bool], process: subprocess.Popen[str] | None = None, *, pause: float = 0.1) -> None:
    """Looks again and again until it is so; fails where that takes for ever or the process ended before."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < end, "it never came to pass"
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the process ended: {process.communicate()[0]}")
        time.sleep(pause)
