"""`make run`: the real thing on one machine, configured by `.env`. Run as a module.

Output goes to the terminal. It listens on loopback alone: put a proxy that speaks https in front of it.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from k6admin.ports import HOST, usable_port
from k6admin.supervisor import ChildFailedError, StopAsked, Supervisor, say

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def web_command(port: int, host: str = HOST) -> list[str]:
    """gunicorn, as `k6admin.web` sets it up."""
    return [sys.executable, "-m", "gunicorn", "--config", "python:k6admin.web", "--bind", f"{host}:{port}"]


def supervise(command: str, folder: Path, work: Callable[[Supervisor, int], None]) -> int:
    """Runs `work` on the port that PORT= names until it is asked to stop; `command` is what a person typed.

    Returns the exit code: 0 after Ctrl-C or SIGTERM, 1 when it could not start or lost a process.
    """
    try:
        port = usable_port(os.environ.get("PORT") or "8000", command)
        with Supervisor(os.environ, folder) as house:
            try:
                work(house, port)
            except StopAsked:
                say("\nStopping…")
    except (ValueError, ChildFailedError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    say("Stopped.")
    return 0


def _run(house: Supervisor, port: int) -> None:
    for name, *more in (("migrate", "--no-input"), ("createcachetable",), ("collectstatic", "--no-input")):
        house.step(name, manage(name, *more), show=True)
    house.start("worker", manage("run_worker"), show=True)
    house.start("web server", web_command(port), show=True)
    house.watch()


if __name__ == "__main__":
    sys.exit(supervise("make run", ROOT / "var" / "run", _run))
