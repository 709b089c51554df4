"""Pages of runs that mean no good: 5 MB of options, 10,000 stages and the rest of the gallery's, in time and memory."""

import json
from collections.abc import Iterator

from tests.bench.processes import FOLDER, run
from tests.bench.report import Line, at_most, ms

SECONDS, MIB = 2.0, 64.0


def measure_hostile() -> Iterator[Line]:
    """The page of each such run, and its load zones; beside it a passed run that is as large."""
    path = FOLDER / "hostile.sqlite3"
    path.unlink(missing_ok=True)
    pages = json.loads(run(["-m", "tests.bench.child", "tests.bench.hostile_pages"], path))
    for page in pages:
        taken, used = page["seconds"], page["mib"]
        yield at_most(f"run page, {page['what']}: time", ms(taken), ms(SECONDS), taken / SECONDS, 1)
        yield at_most(f"run page, {page['what']}: memory", f"{used:.1f} MiB", f"{MIB:.0f} MiB", used / MIB, 1)
