"""Child processes of the benchmark: each with a database of its own, stopped by whoever started it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import requests

from k6admin.ports import HOST, answers

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "var" / "bench"
LOG = FOLDER / "servers.log"
START_SECONDS = 60.0


def environment(database: Path, api_url: str = "http://127.0.0.1:9", *, people: bool = False) -> dict[str, str]:
    """The site's settings for a child, on the database in that file; `people`: with a deployment's cache and limits."""
    return {
        **os.environ,
        "BENCH_PEOPLE": "1" if people else "",
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "BENCH_DATABASE": str(database),
        "BENCH_API_URL": api_url,
    }


def run(command: Sequence[str], database: Path, api_url: str = "http://127.0.0.1:9", *, people: bool = False) -> str:
    """Runs a Python module or script of ours to its end and returns what it printed."""
    done = subprocess.run(
        [sys.executable, *command],
        env=environment(database, api_url, people=people),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def integrity(database: Path) -> str:
    """What sqlite says of the file, "ok" where it is whole; asked by a process of its own."""
    code = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])"
    done = subprocess.run([sys.executable, "-c", code, str(database)], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


@contextlib.contextmanager
def web_server(database: Path, api_url: str = "http://127.0.0.1:9", *, people: bool = False) -> Iterator[int]:
    """The site under gunicorn; gives the port. One process of twelve threads; with people, what `make run` starts."""
    with socket.create_server((HOST, 0), backlog=64) as listener:
        port: int = listener.getsockname()[1]
        bind = ("--bind", f"fd://{listener.fileno()}", *(() if people else ("--workers", "1")))
        command = [sys.executable, "-m", "gunicorn", "--config", "python:k6admin.web", *bind]
        with child(command, environment(database, api_url, people=people), pass_fds=[listener.fileno()]) as server:
            _wait(server, port, "/readyz")
            yield port


@contextlib.contextmanager
def simulator(runs: int) -> Iterator[str]:
    """The simulated API with that many runs and no more; gives its address, which its first line of output names."""
    command = [sys.executable, "manage.py", "k6sim", "--port", "0", "--runs", str(runs), "--seed", "7"]
    with child(command, environment(FOLDER / "none.sqlite3"), stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        url = server.stdout.readline().decode().split()[-1]
        _wait(server, int(url.rpartition(":")[2]), "/_sim/switches")
        requests.post(f"{url}/_sim/switches", json={"frozen": True}, timeout=10).raise_for_status()
        yield url


@contextlib.contextmanager
def child(
    command: Sequence[str], variables: dict[str, str], *, pass_fds: Sequence[int] = (), stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            command, env=variables, cwd=ROOT, pass_fds=pass_fds, stdout=stdout or log, stderr=log
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port, path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"no answer to {path} on port {port}: see {LOG}")
        time.sleep(0.3)
