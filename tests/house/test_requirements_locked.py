"""What is installed is exactly what was locked, and each direct dependency has its reason written down."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.house.tree import ROOT, make_tree

LOCKS = ("requirements.txt", "requirements-dev.txt")
PINNED = re.compile(r"[A-Za-z0-9._-]+(?:\[.*?\])?==\S+.*--hash=sha256:")
NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def direct(root: Path) -> tuple[set[str], set[str]]:
    """Names of what runs it and of what tests it, from pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = (project["project"]["dependencies"], project["dependency-groups"]["dev"])
    run, dev = ({normal(match[0]) for line in lines if (match := NAME.match(line))} for lines in wanted)
    return run, dev


def entries(lock: Path) -> list[str]:
    """One text for each requirement, its continued lines joined."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock: Path) -> dict[str, str]:
    pairs = [re.match(r"([A-Za-z0-9._-]+)(?:\[.*?\])?==([^\s;]+)", line) for line in entries(lock)]
    return {normal(pair[1]): pair[2] for pair in pairs if pair}


def lock_complaints(root: Path) -> list[str]:
    run, dev = direct(root)
    found = []
    for name, wanted in zip(LOCKS, (run, run | dev), strict=True):
        loose = [line.split()[0] for line in entries(root / name) if not PINNED.match(line)]
        found += [f"{name}: not pinned with a hash: {what}" for what in loose]
        found += [f"{name}: lacks {missing}" for missing in sorted(wanted - set(pins(root / name)))]
    run_pins, dev_pins = (pins(root / name) for name in LOCKS)
    found += [f"the locks disagree on {name}" for name in sorted(run_pins) if dev_pins.get(name) != run_pins[name]]
    return found


def reasonless(root: Path) -> list[str]:
    """Direct dependencies that no row of `docs/decisions/dependencies.md` begins with."""
    text = (root / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    told = {normal(name) for name in re.findall(r"^\| `([^`\[]+)", text, re.MULTILINE)}
    run, dev = direct(root)
    return sorted((run | dev) ^ told)


def test_both_lists_are_locked_with_hashes_and_agree() -> None:
    assert lock_complaints(ROOT) == []


def test_every_direct_dependency_has_its_reason_and_no_reason_outlives_it() -> None:
    assert reasonless(ROOT) == []


PROJECT = '[project]\ndependencies = ["Django>=5", "zope.x[y]>=1"]\n[dependency-groups]\ndev = ["pytest"]\n'
RUN = (
    "django==5.2 \\\n    --hash=sha256:aa\n    # via me\n"
    "zope-x[y]==1.0 ; python_version < '4' \\\n    --hash=sha256:bb\n"
)
DEV = "pytest==9 --hash=sha256:cc\n"


@pytest.mark.parametrize(
    ("run", "dev", "complaint"),
    [
        (RUN, RUN + DEV, None),
        (RUN, RUN, "requirements-dev.txt: lacks pytest"),
        (RUN.replace("==5.2", ">=5.2"), RUN + DEV, "requirements.txt: not pinned with a hash: django>=5.2"),
        (
            RUN.replace("--hash=sha256:bb", ""),
            RUN + DEV,
            "requirements.txt: not pinned with a hash: zope-x[y]==1.0",
        ),
        (RUN, RUN.replace("5.2", "5.3") + DEV, "the locks disagree on django"),
        ("-e .\n" + RUN, RUN + DEV, "requirements.txt: not pinned with a hash: -e"),
    ],
)
def test_a_loose_lock_is_seen(tmp_path: Path, run: str, dev: str, complaint: str | None) -> None:
    make_tree(tmp_path, {"pyproject.toml": PROJECT, LOCKS[0]: run, LOCKS[1]: dev})
    assert (complaint in lock_complaints(tmp_path)) if complaint else lock_complaints(tmp_path) == []


def test_a_dependency_without_a_reason_and_a_reason_without_a_dependency_are_seen(tmp_path: Path) -> None:
    table = "| package | for |\n|---|---|\n| `Django` | pages |\n| `zope.x[y]` | x |\n| `celery` | gone |\n"
    make_tree(tmp_path, {"pyproject.toml": PROJECT, "docs/decisions/dependencies.md": table})
    assert reasonless(tmp_path) == ["celery", "pytest"]
