"""The demo itself, in a copy of this tree: real processes, a real database, real HTTP."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from k6admin.ports import HOST, answers, free_port
from tests.house.tree import ROOT, kept_files

TREE = ("manage.py", "k6admin", "runs", "templates", "static")


def make_house(folder: Path) -> Path:
    """Only what runs; what the demo makes stays in `folder`."""
    for path in kept_files(ROOT):
        inside = path.relative_to(ROOT)
        if inside.parts[0] in TREE:
            (folder / inside).parent.mkdir(parents=True, exist_ok=True)
            (folder / inside).write_bytes(path.read_bytes())
    return folder


def start_demo(house: Path, port: int, **environment: str) -> "subprocess.Popen[str]":
    """In a process group of its own, as a terminal would start it."""
    return subprocess.Popen(
        [sys.executable, "-m", "k6admin.demo"],
        cwd=house,
        env={"PATH": os.environ["PATH"], "PORT": str(port), "RUNS": "60", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        process_group=0,
    )


def read_until_ready(demo: "subprocess.Popen[str]") -> str:
    """What it printed up to its last line of help; the end of its output where it never gets there."""
    lines = []
    for line in demo.stdout or ():
        lines.append(line)
        if line.startswith("Logs are in"):
            break
    return "".join(lines)


def processes_of(house: Path) -> list[int]:
    """Processes that work in the tree, from Linux's own list."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").resolve() == house.resolve() and (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def process_with(house: Path, word: str) -> int:
    """The leader of those whose command line has `word`."""
    found = [pid for pid in processes_of(house) if word in Path(f"/proc/{pid}/cmdline").read_text()]
    return next(pid for pid in found if os.getpgid(pid) == pid)


def stop(demo: "subprocess.Popen[str]", number: int = signal.SIGINT) -> tuple[int, str]:
    """As Ctrl-C does it: to the whole group. Returns the exit code and the rest of the output."""
    os.killpg(demo.pid, number)
    rest, _ = demo.communicate(timeout=30)
    return demo.returncode, rest


def log_in(port: int, email: str, password: str) -> http.client.HTTPConnection:
    """A connection whose next request can send the session's cookie."""
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    connection.request("GET", "/accounts/login/")
    response = connection.getresponse()
    page = response.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, page
    cookies = cookies_of(response)
    form = {"login": email, "password": password, "csrfmiddlewaretoken": token[1]}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": cookies,
        "Origin": f"http://localhost:{port}",
        "Host": f"localhost:{port}",
    }
    connection.request("POST", "/accounts/login/", urllib.parse.urlencode(form), headers)
    response = connection.getresponse()
    response.read()
    assert response.status == 302, response.status
    connection.cookies = cookies_of(response)  # type: ignore[attr-defined]
    return connection


def cookies_of(response: http.client.HTTPResponse) -> str:
    return "; ".join(value.split(";")[0] for value in response.headers.get_all("Set-Cookie", []))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = make_house(tmp_path_factory.mktemp("house"))
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


def test_the_demo_comes_up_lets_people_in_and_leaves_nothing_behind(house: Path) -> None:
    port = free_port()
    demo = start_demo(house, port)
    told = read_until_ready(demo)
    assert f"http://localhost:{port}" in told
    for email in ("lead@demo.test", "member@demo.test", "viewer@demo.test"):
        assert re.search(rf"{re.escape(email)} +password demo", told)
        connection = log_in(port, email, "demo")
        connection.request("GET", "/runs/", headers={"Cookie": connection.cookies})  # type: ignore[attr-defined]
        response = connection.getresponse()
        assert response.status == 200
        assert re.search(r"/stacks/demo-shop/runs/\d+/", response.read().decode())
        connection.close()
    code, rest = stop(demo)
    assert (code, rest.strip().splitlines()[-1]) == (0, "Stopped.")
    assert processes_of(house) == []
    assert not answers(port, "/healthz")


def test_its_simulator_was_asked_for_both_lists(house: Path) -> None:
    log = house / "var" / "demo" / "k6sim.log"
    paths = {json.loads(line)["path"] for line in log.read_text().splitlines()}
    assert "/cloud/v6/test_runs" in paths
    assert [path for path in paths if re.fullmatch(r"/cloud/v6/load_tests/\d+/test_runs", path)] != []


def test_a_second_demo_keeps_the_database_and_a_lost_process_brings_it_down_by_name(house: Path) -> None:
    before = (house / "var" / "demo" / "secrets.json").read_bytes()
    demo = start_demo(house, free_port(), DATABASE_URL="sqlite:///elsewhere.sqlite3", EMAIL_URL="nonsense")
    read_until_ready(demo)
    assert (house / "var" / "demo" / "secrets.json").read_bytes() == before
    assert not (house / "elsewhere.sqlite3").exists()
    worker = next(pid for pid in processes_of(house) if b"run_worker" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(os.getpgid(worker), signal.SIGKILL)
    rest, _ = demo.communicate(timeout=30)
    assert demo.returncode == 1
    assert "worker ended by itself" in rest
    assert processes_of(house) == []


def test_a_demo_that_is_stopped_while_it_starts_leaves_nothing_behind(house: Path) -> None:
    demo = start_demo(house, free_port())
    time.sleep(1.5)
    code, _ = stop(demo, signal.SIGTERM)
    assert code == 0
    assert processes_of(house) == []


def test_a_taken_port_is_said_before_anything_is_started(tmp_path: Path) -> None:
    fresh = make_house(tmp_path)
    port = free_port()
    with socket.socket() as server:
        server.bind((HOST, port))
        server.listen()
        demo = start_demo(fresh, port)
        told, _ = demo.communicate(timeout=30)
    assert demo.returncode == 1
    assert told.count("\n") == 1
    assert f"Port {port} is taken" in told
    assert f"PORT={port + 1}" in told
    assert not (fresh / "var").exists()
