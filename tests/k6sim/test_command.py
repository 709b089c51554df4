"""`manage.py k6sim`: in the foreground, on loopback, ending cleanly."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from runs.k6sim import DEFAULT_GRAFANA_URL, DEFAULT_STACK_ID, DEFAULT_TOKEN

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from django.conf import settings
settings.configure()
from runs.management.commands.k6sim import Command
Command().run_from_argv(["manage.py", "k6sim", *sys.argv[1:]])
"""


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def running(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The command, once it has introduced itself in four lines."""
    with start("--port", "0", *arguments) as process:
        assert process.stdout is not None
        try:
            yield process, [process.stdout.readline() for _ in range(4)]
        finally:
            process.kill()


def url_in(lines: list[str]) -> str:
    return lines[0].split()[-1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_exit_0(number: signal.Signals) -> None:
    with running("--runs", "20") as (process, _):
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_introduces_itself_with_everything_needed_to_connect() -> None:
    with running("--runs", "20") as (_, lines):
        text = "".join(lines)
        assert url_in(lines).startswith("http://127.0.0.1:")
        for needed in (DEFAULT_TOKEN, str(DEFAULT_STACK_ID), DEFAULT_GRAFANA_URL):
            assert needed in text


def test_it_serves_as_many_runs_as_asked_for_under_the_given_stack_id_and_logs(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    with running("--runs", "33", "--seed", "2", "--stack-id", "99", "--log", str(file)) as (_, lines):
        headers = {"Authorization": f"Bearer {DEFAULT_TOKEN}", "X-Stack-Id": "99"}
        address = f"{url_in(lines)}/cloud/v6/test_runs?$count=true"
        with urlopen(Request(address, headers=headers)) as answer:
            assert json.load(answer)["@count"] == 33
        assert json.loads(file.read_text())["query"] == {"$count": "true"}


def test_the_gallery_comes_on_top_of_the_runs_asked_for() -> None:
    with running("--runs", "33", "--gallery") as (_, lines), urlopen(f"{url_in(lines)}/_sim/runs?ids=1") as answer:
        assert len(json.load(answer)) > 33 + 100


def test_it_listens_on_loopback_alone() -> None:
    with running("--runs", "20") as (_, lines), socket.socket() as other:
        port = int(url_in(lines).rsplit(":", 1)[1])
        other.bind(("127.0.0.2", port))


def test_a_taken_port_is_one_sentence_and_exit_1() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start("--port", str(port)) as process:
            _, said = process.communicate(timeout=20)
            assert process.returncode == 1
            assert said == f"CommandError: Cannot listen on 127.0.0.1:{port}: Address already in use.\n"


@pytest.mark.parametrize(
    "arguments",
    [("--port", "70000"), ("--port", "-1"), ("--port", "0", "--runs", "0"), ("--port", "0", "--runs", "x")],
)
def test_bad_arguments_are_refused(arguments: tuple[str, ...]) -> None:
    with start(*arguments) as process:
        _, said = process.communicate(timeout=20)
        assert process.returncode != 0
        assert arguments[-2] in said
        assert "Traceback" not in said
