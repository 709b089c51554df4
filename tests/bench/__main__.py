"""`python -m tests.bench [--only PART] [--quick]`: prints a table; exit 1 where a budget fails."""

import argparse
import sys
from collections.abc import Callable, Iterator

from tests.bench.hostile import measure_hostile
from tests.bench.lists import measure_lists
from tests.bench.processes import FOLDER, run
from tests.bench.report import Line, table
from tests.bench.sync import measure_sync
from tests.bench.weights import measure_weights

SYNCED_RUNS, QUICKLY_SYNCED_RUNS = 100_000, 20_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures the budgets side by side.")
    parser.add_argument("--only", choices=("lists", "sync", "weights", "hostile"), help="one part alone")
    parser.add_argument("--quick", action="store_true", help=f"sync {QUICKLY_SYNCED_RUNS:,} runs, not {SYNCED_RUNS:,}")
    options = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[Line]]] = {
        "weights": measure_weights,
        "hostile": measure_hostile,
        "lists": measure_lists,
        "sync": lambda: measure_sync(QUICKLY_SYNCED_RUNS if options.quick else SYNCED_RUNS),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], FOLDER / "none.sqlite3")
    lines: list[Line] = []
    for name, measure in parts.items():
        if options.only in {None, name}:
            sys.stderr.write(f"Measuring {name}…\n")
            lines += measure()
    sys.stdout.write(table(lines) + "\n")
    failed = sum(not line.is_kept for line in lines)
    sys.stdout.write(f"\n{failed} of {len(lines)} budgets failed.\n" if failed else "\nAll budgets are kept.\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
