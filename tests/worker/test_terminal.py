"""`sync_runs` in a person's terminal: how far it is, how fast, how long it still takes."""

import re

import pytest

from runs.k6sim import Fault
from tests.sync.simulated import simulated
from tests.worker.processes import start_python

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = 100
IN_A_TERMINAL = f"""
import fcntl, os, pty, struct, sys, termios
process, terminal = pty.fork()
if not process:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, {COLUMNS}, 0, 0))
    os.execv(sys.executable, [sys.executable, "manage.py", "sync_runs"])
try:
    while piece := os.read(terminal, 4096):
        os.write(1, piece)
except OSError:
    pass  # how Linux says that nobody has the terminal open any more
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
"""


def test_a_bar_shows_rows_of_the_total_the_rate_and_the_time_left() -> None:
    with simulated(900) as (sim, stack):
        sim.add_fault(Fault("slow", path="/cloud/v6/test_runs$", seconds=0.3, times=None))
        process = start_python("-c", IN_A_TERMINAL)
        written, _ = process.communicate()
        bars = re.findall(rf"{stack.slug}: .*?(\d+)/900 \[([\d:]+)<([\d:?]+), .*?runs", written)

        assert process.returncode == 0, written
        assert len(bars) >= 5, written
        assert [int(rows) for rows, _, _ in bars] == sorted(int(rows) for rows, _, _ in bars)
        assert bars[-1][0] == "900"
        assert any("?" not in left for _, _, left in bars)
        assert f"{stack.slug}: 900 runs." in written
        assert max(map(len, re.split(r"[\r\n]+", written))) <= COLUMNS
