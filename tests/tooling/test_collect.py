"""Web servers that start together from one folder."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tooling.test_demo import make_house
from tests.tooling.test_run import settings_of


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = make_house(tmp_path / "house")
    (folder / "var").mkdir()
    return folder


def collect(house: Path, **settings: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "k6admin.collect"],
        cwd=house,
        env={"PATH": os.environ["PATH"], **settings},
        stderr=subprocess.PIPE,
        text=True,
    )


def test_static_files_are_collected_by_one_process_at_a_time(house: Path) -> None:
    manifest = house / "var" / "static" / "staticfiles.json"
    with (house / "var" / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = collect(house, **settings_of(house))
        assert second.stderr is not None
        assert "waiting for its static files" in second.stderr.readline()
        assert second.poll() is None
        assert not manifest.exists()

    assert second.wait(timeout=300) == 0
    assert manifest.exists()


def test_a_configuration_that_is_not_there_ends_it_with_a_sentence(house: Path) -> None:
    alone = collect(house)
    _, said = alone.communicate(timeout=300)
    assert alone.returncode == 1
    assert said.startswith("k6admin can't start: SECRET_KEY is missing")
