import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from k6admin.supervisor import ChildFailedError, StopAsked, Supervisor
from tests.house.tree import ROOT

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
WITH_A_CHILD = """
import subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(grandchild.pid, flush=True)
time.sleep(60)
"""


def make_supervisor(folder: Path, **environment: str) -> Supervisor:
    return Supervisor({"PATH": os.environ["PATH"], **environment}, folder / "logs")


def is_alive(pid: int) -> bool:
    """A zombie counts as dead: nobody may be there to collect it."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.parent.parent.joinpath("self").exists():
        return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def signal_soon(number: int) -> None:
    threading.Timer(0.3, os.kill, (os.getpid(), number)).start()


def wait_for_text(log: Path) -> str:
    for _ in range(2400):
        if log.exists() and (text := log.read_text()):
            return text
        time.sleep(0.05)
    raise AssertionError(f"nothing was written to {log.name}")


@pytest.fixture(autouse=True)
def _keep_handlers() -> Iterator[None]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_step_leaves_its_output_in_the_setup_log(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.step("greeting", [sys.executable, "-c", "print('hello')"])
        house.step("answer", [sys.executable, "-c", "print('there')"])
    assert (tmp_path / "logs" / "setup.log").read_text() == "hello\nthere\n"


def test_children_see_only_the_environment_they_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTSIDE", "leaks")
    with make_supervisor(tmp_path, INSIDE="given") as house:
        house.step(
            "environment",
            [sys.executable, "-c", "import os; print(os.environ.get('INSIDE'), os.environ.get('OUTSIDE'))"],
        )
    assert (tmp_path / "logs" / "setup.log").read_text() == "given None\n"


def test_a_failing_step_is_named_with_its_exit_code_and_its_last_words(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house, pytest.raises(ChildFailedError) as caught:
        house.step("migrate", [sys.executable, "-c", "import sys; print('no such table'); sys.exit(3)"])
    assert str(caught.value) == "migrate failed (exit 3).\n    no such table"


def test_a_child_that_dies_ends_the_watch_and_is_named_with_its_last_words(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("worker", SLEEP)
        house.start("web server", [sys.executable, "-c", "import sys; print('port taken'); sys.exit(7)"])
        survivor = house.children[0].process.pid
        with pytest.raises(ChildFailedError) as caught:
            house.watch()
    assert str(caught.value) == "web server ended by itself (exit 7).\n    port taken"
    assert not is_alive(survivor)


def test_a_child_that_dies_during_a_step_ends_the_step(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("simulator", [sys.executable, "-c", "raise SystemExit(2)"])
        with pytest.raises(ChildFailedError, match="simulator ended by itself"):
            house.step("sync", SLEEP)
        step = house.children[-1].process.pid
    assert not is_alive(step)


@pytest.fixture
def with_a_terminal() -> Iterator[None]:
    """Whoever runs the tests under nohup ignores SIGHUP, and so would the supervisor."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("with_a_terminal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_watch_and_no_child_outlives_it(tmp_path: Path, number: int) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("one", SLEEP)
        house.start("two", SLEEP)
        pids = [child.process.pid for child in house.children]
        signal_soon(number)
        with pytest.raises(StopAsked):
            house.watch()
        assert all(is_alive(pid) for pid in pids)
    assert not any(is_alive(pid) for pid in pids)


def test_a_hangup_is_ignored_where_it_was_ignored_before(tmp_path: Path) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with make_supervisor(tmp_path) as house:
        os.kill(os.getpid(), signal.SIGHUP)
        house.pause()


def test_a_child_deaf_to_the_request_is_killed_after_the_grace(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("deaf", [sys.executable, "-c", DEAF])
        wait_for_text(house.log_of("deaf"))
        process = house.children[0].process
        house.stop(grace=0.3)
    assert process.returncode == -signal.SIGKILL


def test_a_grandchild_does_not_outlive_its_family(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("parent", [sys.executable, "-c", WITH_A_CHILD])
        grandchild = int(wait_for_text(house.log_of("parent")))
        assert is_alive(grandchild)
    for _ in range(100):
        if not is_alive(grandchild):
            return
        time.sleep(0.05)
    raise AssertionError("the grandchild is still there")


def test_a_wait_that_is_never_answered_ends_with_a_sentence(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("web", SLEEP)
        with pytest.raises(ChildFailedError, match="web did not answer within 0 seconds"):
            house.wait_until(lambda: False, "web", seconds=0.2)


def test_children_do_not_share_the_process_group_that_ctrl_c_reaches(tmp_path: Path) -> None:
    with make_supervisor(tmp_path) as house:
        house.start("apart", SLEEP)
        assert os.getpgid(house.children[0].process.pid) != os.getpgid(0)


KILLED = """
import os, sys
from pathlib import Path
from k6admin.supervisor import Supervisor
with Supervisor(os.environ, Path(sys.argv[1])) as house:
    house.start("gentle", [sys.executable, "-c", "import time; time.sleep(600)"])
    house.start("parent", [sys.executable, "-c", sys.argv[2]])
    print(*(child.process.pid for child in house.children), flush=True)
    house.watch()
"""
# Ends its own child when it is asked to end, as a web server and a worker do.
TIDY = """
import signal, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
def end(*_):
    grandchild.terminate()
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print(grandchild.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the children of a killed process")
def test_a_supervisor_that_is_killed_outright_takes_its_children_along(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path / "logs"), TIDY]
    supervisor = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert supervisor.stdout is not None
    children = [int(pid) for pid in supervisor.stdout.readline().split()]
    grandchild = int(wait_for_text(tmp_path / "logs" / "parent.log"))
    assert all(is_alive(pid) for pid in (*children, grandchild))
    supervisor.kill()
    supervisor.wait()
    supervisor.stdout.close()

    for _ in range(2400):
        if not any(is_alive(pid) for pid in (*children, grandchild)):
            return
        time.sleep(0.05)
    raise AssertionError("somebody is still there")
