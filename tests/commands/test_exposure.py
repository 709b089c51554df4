"""(A9) What would show passwords, secrets or keys to other machines or users does not start, or says so."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from k6admin import exposure
from k6admin.ports import free_port
from k6admin.supervisor import Supervisor
from tests.tooling.test_demo import make_house

SECRETS = {
    "SECRET_KEY": "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    "TOKEN_KEYS": "dGVzdHMtb25seS1rZXktMDEyMzQ1Njc4OWFiY2RlZjA=",
}
ANYWHERE = "0.0.0.0"  # noqa: S104  what must be refused
COMMANDS = {
    "make run": ["-m", "k6admin.serve"],
    "make web": ["-m", "gunicorn", "--config", "python:k6admin.web", "--bind", "{BIND}:{PORT}"],
    "runserver": ["manage.py", "runserver", "--noreload", "{BIND}:{PORT}"],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_house(tmp_path_factory.mktemp("house"))


def start(house: Path, command: str, bind: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    place = {"BIND": bind, "PORT": str(free_port())}
    arguments = [part.format(**place) for part in COMMANDS[command]]
    everything = {"PATH": os.environ["PATH"], **SECRETS, **place, **environment}
    everything.setdefault("DATABASE_URL", f"sqlite:///{house}/site.sqlite3")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env=everything,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("command", list(COMMANDS))
def test_http_that_other_machines_reach_does_not_start(house: Path, command: str) -> None:
    ended = start(house, command, ANYWHERE)
    said = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert "BASE_URL is http" in said
    assert "Traceback" not in said
    assert SECRETS["SECRET_KEY"] not in said


@pytest.mark.parametrize(
    ("hosts", "debug", "is_https", "words"),
    [
        ([ANYWHERE], True, True, "DEBUG shows secrets"),
        ([""], False, False, "BIND=0.0.0.0 can be reached"),
        (["::"], False, False, "BASE_URL is http"),
        (["127.0.0.1", "10.0.0.7"], False, False, "BIND=10.0.0.7"),
        (["db.example.com"], False, False, "BASE_URL is http"),
    ],
)
def test_a_start_that_exposes_is_refused_with_a_sentence(
    hosts: list[str], debug: bool, is_https: bool, words: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=words):
        exposure.refuse_exposure(hosts, debug=debug, is_https=is_https)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost"])
def test_loopback_may_be_http_and_debug(host: str) -> None:
    exposure.refuse_exposure([host], debug=True, is_https=False)


def test_https_behind_a_proxy_may_listen_for_it() -> None:
    exposure.refuse_exposure([ANYWHERE, "10.0.0.7", "::"], debug=False, is_https=True)


@pytest.mark.parametrize(
    ("arguments", "hosts"),
    [
        (["manage.py", "runserver"], []),
        (["manage.py", "runserver", "8001"], []),
        (["manage.py", "runserver", f"{ANYWHERE}:8001"], [ANYWHERE]),
        (["manage.py", "runserver", "--noreload", "[::]:8001"], ["[::]"]),
        (["manage.py", "migrate", "0.0.0.0:1"], []),
    ],
)
def test_the_address_of_runserver_is_found(arguments: list[str], hosts: list[str]) -> None:
    assert exposure.runserver_hosts(arguments) == hosts


def test_a_readable_env_file_is_told_with_the_way_to_mend_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    assert exposure.file_warning(file) == ""
    file.write_text("SECRET_KEY=x\n")
    file.chmod(0o644)
    assert exposure.file_warning(file).endswith("can read it (644): chmod 600 .env")
    file.chmod(0o600)
    assert exposure.file_warning(file) == ""


def test_make_run_says_so(house: Path) -> None:
    file = house / ".env"
    file.write_text("LOG_FORMAT=text\n")
    file.chmod(0o644)
    try:
        ended = start(house, "make run", "127.0.0.1", DATABASE_URL="postgres://nobody@127.0.0.1:9/none")
    finally:
        file.unlink()
    assert ended.returncode == 1
    assert "chmod 600 .env" in ended.stdout + ended.stderr


def test_logs_and_folders_of_a_supervisor_are_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "run"
    folder.mkdir(parents=True, mode=0o755)
    old = folder / "setup.log"
    old.write_text("from an earlier start")
    old.chmod(0o644)
    made, before = tmp_path / "made.txt", os.umask(0o022)
    try:
        with Supervisor({"PATH": os.environ["PATH"]}, folder) as supervisor:
            supervisor.step(
                "setup",
                [sys.executable, "-c", f"import pathlib; pathlib.Path('{made}').touch()"],
                show=False,
            )
            supervisor.start("web server", [sys.executable, "-c", "import time; time.sleep(60)"])
            log = supervisor.log_of("web server")
            modes = {stat.S_IMODE(path.stat().st_mode) for path in (old, log, made)}
        assert modes == {0o600}
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
