"""Static files for `make web`, by one process at a time: several may start from one folder. A module to run."""

import fcntl
import subprocess
import sys

from k6admin.exposure import keep_files_private, make_private_folder
from k6admin.serve import ROOT, manage
from k6admin.voice import PLAIN

LOCK = ROOT / "var" / "static.lock"


def main() -> int:
    """The exit code of `collectstatic`, which moves files away under a second one of its kind."""
    keep_files_private()
    make_private_folder(LOCK.parent)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            PLAIN.complain("Another web server starts from this folder; waiting for its static files.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        command = manage("collectstatic", "--no-input", "--verbosity", "0")
        return subprocess.run(command, check=False).returncode  # noqa: S603 - the command is ours


if __name__ == "__main__":
    sys.exit(main())
