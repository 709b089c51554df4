"""`make` on machines that lack something: shell scripts stand in for Python, everything else is real."""

import re
import shutil
import subprocess
from pathlib import Path

from tests.house.tree import ROOT

TOOLS = ("make", "sh", "cmp", "cp", "rm", "mkdir", "cat", "awk", "chmod", "printf")
OLD = 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac'
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1;; *) echo "Python 3.11.2";; esac'
# Makes a .venv whose python writes down what pip is asked, and fails at it while a file "offline" is there.
WORKING = """
if [ "$2" = venv ]; then
    mkdir -p .venv/bin
    cat > .venv/bin/python <<'END'
#!/bin/sh
case "$*" in *"pip install"*) echo "$*" >> asked.txt; test ! -f offline;; esac
END
    chmod +x .venv/bin/python
fi
"""


def make_machine(folder: Path, python3: str | None, **others: str) -> Path:
    """A tree with our Makefile and a bin folder that is all of its PATH."""
    (folder / "bin").mkdir()
    for tool in TOOLS:
        (folder / "bin" / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    for name, script in {"python3": python3, **others}.items():
        if script is not None:
            path = folder / "bin" / name
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "requirements.txt").write_text("a==1\n")
    (folder / "requirements-dev.txt").write_text("a==1\nb==1\n")
    return folder


def run_make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(folder / "bin")}
    return subprocess.run(["make", target], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def asked(folder: Path) -> list[str]:
    """The lists that pip was asked to install, in order."""
    path = folder / "asked.txt"
    return [line.split()[-1] for line in path.read_text().splitlines()] if path.exists() else []


def test_a_python_that_is_too_old_is_named_in_one_sentence(tmp_path: Path) -> None:
    done = run_make(make_machine(tmp_path, OLD), "venv-run")
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == "k6admin needs Python 3.11 or newer; found: Python 3.9.2."


def test_no_python_at_all_is_said_too(tmp_path: Path) -> None:
    done = run_make(make_machine(tmp_path, None), "venv-run")
    assert done.stderr.splitlines()[0] == "k6admin needs Python 3.11 or newer; found: none."


def test_a_python_without_venv_says_which_package_is_missing(tmp_path: Path) -> None:
    done = run_make(make_machine(tmp_path, WITHOUT_VENV), "venv-run")
    assert done.returncode != 0
    assert "python3 cannot make virtual environments" in done.stderr
    assert "apt install python3-venv" in done.stderr


def test_a_python_that_is_named_but_cannot_run_is_passed_over(tmp_path: Path) -> None:
    machine = make_machine(tmp_path, WORKING, **{"python3.13": "exit 127"})
    assert run_make(machine, "venv-run").returncode == 0
    assert asked(machine) == ["requirements.txt"]


def test_nothing_is_installed_twice(tmp_path: Path) -> None:
    machine = make_machine(tmp_path, WORKING)
    for target in ("venv-run", "venv-run", "venv-dev", "venv-dev", "venv-run"):
        assert run_make(machine, target).returncode == 0
    assert asked(machine) == ["requirements.txt", "requirements-dev.txt"]


def test_a_changed_list_is_installed_again(tmp_path: Path) -> None:
    machine = make_machine(tmp_path, WORKING)
    run_make(machine, "venv-dev")
    (machine / "requirements-dev.txt").write_text("a==2\nb==1\n")
    run_make(machine, "venv-dev")
    assert asked(machine) == ["requirements-dev.txt", "requirements-dev.txt"]


def test_a_failed_installation_says_so_and_is_repeated(tmp_path: Path) -> None:
    machine = make_machine(tmp_path, WORKING)
    (machine / "offline").touch()
    done = run_make(machine, "venv-run")
    assert done.returncode != 0
    assert "could not be installed" in done.stderr
    (machine / "offline").unlink()
    assert run_make(machine, "venv-run").returncode == 0
    assert asked(machine) == ["requirements.txt", "requirements.txt"]


def test_a_broken_venv_is_made_anew(tmp_path: Path) -> None:
    machine = make_machine(tmp_path, WORKING)
    run_make(machine, "venv-run")
    (machine / ".venv" / "bin" / "python").unlink()
    assert run_make(machine, "venv-run").returncode == 0
    assert len(asked(machine)) == 2


def test_make_alone_explains_every_target_that_the_architecture_promises(tmp_path: Path) -> None:
    told = run_make(make_machine(tmp_path, WORKING), "help").stdout
    promised = re.findall(r"^\| `make ([a-z]+)` \|", (ROOT / "docs/architecture.md").read_text(), re.MULTILINE)
    assert promised
    assert [name for name in promised if not re.search(rf"^  {name} +\S", told, re.MULTILINE)] == []
