"""`make run` itself, in a copy of this tree: the real settings, real processes, and logs for machines."""

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from k6admin import serve
from k6admin.ports import answers, free_port
from tests.tooling.test_demo import make_house, processes_of


def settings_of(house: Path) -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "TOKEN_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DATABASE_URL": f"sqlite:///{house / 'var' / 'run.sqlite3'}",
        "LOG_FORMAT": "json",
    }


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Path]:
    """The tree with an `.env` of its own."""
    folder = make_house(tmp_path / "house")
    (folder / "var").mkdir()
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in settings_of(folder).items()))
    yield folder
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)


def start(house: Path, log: Path, **environment: str) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "k6admin.serve"],
            cwd=house,
            env={"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
        )


def wait_for(condition: Callable[[], bool], log: Path, what: str) -> None:
    deadline = time.monotonic() + 300
    while not condition():
        assert time.monotonic() < deadline, f"{what} in time:\n{log.read_text()}"
        time.sleep(0.1)


def test_every_line_is_an_event_for_machines_and_a_kill_leaves_nothing_behind(house: Path, tmp_path: Path) -> None:
    log, port = tmp_path / "run.log", free_port()
    server = start(house, log, PORT=str(port))
    wait_for(lambda: answers(port, "/readyz") or server.poll() is not None, log, "it did not come up")
    wait_for(lambda: answers(port, "/accounts/login/"), log, "nobody could log in")
    wait_for(lambda: "the worker is running" in log.read_text(), log, "the worker did not start")
    server.kill()
    server.wait()
    wait_for(lambda: processes_of(house) == [], log, "somebody was still there")

    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert {event["logger"] for event in events} >= {
        "k6admin.run",
        "gunicorn.error",
        "k6admin.access",
        "runs.management.commands.run_worker",
    }
    assert any("/welcome/ with the code " in event["message"] for event in events)
    asked = next(event for event in events if event.get("path") == "/accounts/login/")
    assert (asked["method"], asked["status"], len(asked["request_id"])) == ("GET", 200, 32)
    assert [event["message"] for event in events if event["logger"] == "k6admin.run"] == [
        f"Links will lead to http://localhost:8000, and this is port {port}: let BASE_URL in .env say the same.",
        "migrate is done",
        "createcachetable is done",
        "collectstatic is done",
    ]


@pytest.mark.parametrize(
    ("base_url", "port", "leads_elsewhere"),
    [
        ("http://localhost:8000", 8001, True),
        ("http://localhost:8000", 8000, False),
        ("http://localhost", 8000, True),
        ("http://localhost", 80, False),
        ("https://k6admin.example.com", 8000, False),
    ],
)
def test_links_that_lead_to_another_port_are_noticed(base_url: str, port: int, leads_elsewhere: bool) -> None:
    assert serve.leads_elsewhere(base_url, port) is leads_elsewhere


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"BIND": "everywhere"}, "BIND=everywhere is not an address of a machine"),
        ({"PORT": "http"}, "PORT=http is not a port"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT must be text or json."),
    ],
)
def test_what_makes_no_sense_ends_the_start_with_a_sentence(
    house: Path, tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    log = tmp_path / "run.log"
    server = start(house, log, **{"PORT": str(free_port()), **environment})

    assert server.wait(timeout=300) == 1
    assert sentence in log.read_text()
    assert "Traceback" not in log.read_text()
