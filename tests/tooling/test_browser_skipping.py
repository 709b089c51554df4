"""What happens to browser tests on a machine without Chromium: pytest itself, with an empty PATH."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import chromium
from tests.house.tree import ROOT


def run_browser_test(path: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {key: value for key, value in os.environ.items() if key != "REQUIRE_BROWSER"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/browser/test_chromium.py"],
        cwd=ROOT,
        env={**kept, "PATH": str(path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_chromium_they_are_skipped_under_a_banner_that_names_them(tmp_path: Path) -> None:
    done = run_browser_test(tmp_path)
    assert done.returncode == 0
    assert "1 BROWSER TESTS WERE SKIPPED: no Chromium found" in done.stdout
    assert "test_the_browser_runs_scripts" in done.stdout.partition("WERE SKIPPED")[2]


def test_where_they_are_required_the_run_fails_instead(tmp_path: Path) -> None:
    done = run_browser_test(tmp_path, REQUIRE_BROWSER="1")
    assert done.returncode != 0
    assert "1 browser tests cannot run" in done.stderr + done.stdout


@pytest.mark.parametrize(("user", "expected"), [(0, True), (1000, False)])
def test_only_root_gives_up_chromiums_sandbox(monkeypatch: pytest.MonkeyPatch, user: int, expected: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--no-sandbox" in chromium.arguments()) is expected
