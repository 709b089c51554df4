"""Fifty people and two syncs on sqlite: alone, then beside one who asks like a program, beside 24 connections on one
shared page, and beside 40 slow senders of each shape. `python -m tests.bench.soak [SECONDS]`.
"""

import argparse
import contextlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import requests

from tests.bench.processes import FOLDER, ROOT, child, environment, integrity, run, simulator, web_server
from tests.bench.report import Line, at_least, at_most, ms, table

RUNS = 5_000
USUAL_SECONDS, BESIDE_SHARE, GREEDY_PER_SECOND = 300.0, 0.2, 50
READERS, SENDERS = 24, 40
PAGE_SECONDS = 0.3
READ_MS, WRITE_MS, BESIDE_MS = 300, 500, 1000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak", description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=USUAL_SECONDS, help="how long they are at it")
    seconds = parser.parse_args().seconds
    FOLDER.mkdir(parents=True, exist_ok=True)
    run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], FOLDER / "none.sqlite3")
    lines = list(measure_soak(seconds))
    sys.stdout.write(table(lines) + "\n")
    return 0 if all(line.is_kept for line in lines) else 1


def measure_soak(seconds: float) -> Iterator[Line]:
    database = FOLDER / "soak.sqlite3"
    for old in FOLDER.glob(f"{database.name}*"):
        old.unlink()
    with contextlib.ExitStack() as everything:
        url = everything.enter_context(simulator(RUNS))
        told = run(["-m", "tests.bench.child", "tests.bench.soak_house"], database, url, people=True)
        house = told.splitlines()[-1]
        _slow_down(url)
        port = everything.enter_context(web_server(database, url, people=True))
        for stack in json.loads(house)["stacks"]:
            command = [sys.executable, "-m", "tests.bench.child", "tests.bench.soak_sync", stack["slug"]]
            everything.enter_context(child(command, environment(database, url, people=True)))
        yield from _of_the_crowd(_people(port, seconds, 0, house))
        beside = seconds * BESIDE_SHARE
        yield from _beside_the_greedy(_people(port, beside, GREEDY_PER_SECOND, house))
        for what, module, count in (
            ("24 connections on one shared page", "tests.bench.hammer", READERS),
            ("40 slow senders of each shape", "tests.bench.slow_senders", SENDERS),
        ):
            yield from _beside(what, module, count, port, beside, house)
    yield at_least("the database is whole", integrity(database), "ok", float(integrity(database) == "ok"), 1)


def _slow_down(url: str) -> None:
    """From here on a page of runs takes the API as long as it does in the real world."""
    fault = {"kind": "slow", "times": None, "path": "/cloud/v6/test_runs$", "method": "GET", "seconds": PAGE_SECONDS}
    requests.post(f"{url}/_sim/faults", json=fault, timeout=10).raise_for_status()


def _people(port: int, seconds: float, greedy: int, house: str) -> dict[str, Any]:
    sys.stderr.write(f"{seconds:.0f} s with 50 people{f' and one at {greedy} lists a second' if greedy else ''}…\n")
    command = [sys.executable, "-m", "tests.bench.soak_people", str(port), str(seconds), str(greedy)]
    done = subprocess.run(command, cwd=ROOT, input=house, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _beside(what: str, module: str, count: int, port: int, seconds: float, house: str) -> Iterator[Line]:
    """The crowd while another process does `what` for as long."""
    command = [sys.executable, "-m", module, str(port), str(seconds + 1), str(count), json.loads(house)["shared"]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as others:
        told = _people(port, seconds, 0, house)
        said, _ = others.communicate(timeout=120)
    sys.stderr.write(f"{what}: {said}\n")
    yield from _undisturbed(what, told)


def _undisturbed(what: str, told: dict[str, Any]) -> Iterator[Line]:
    """Others' pages, and /healthz, which is answered throughout."""
    yield _p95(f"reads beside {what}, ms, 95 %", _all(told, "reads"), BESIDE_MS)
    (health,) = told["health"]
    failed, times = len(health["errors"]), health["reads"]
    slowest = f"slowest: {ms(max(times, default=0.0))}"
    yield at_most("  /healthz not answered", f"{failed} of {failed + len(times)}", slowest, failed, 0)
    yield _p95("  /healthz, ms, 95 %", times, BESIDE_MS)


def _of_the_crowd(told: dict[str, Any]) -> Iterator[Line]:
    reads, writes = _all(told, "reads"), _all(told, "writes")
    errors = Counter(_all(told, "errors"))
    for error, number in errors.most_common(10):
        sys.stderr.write(f"{number} times: {error}\n")
    total = len(reads) + len(writes)
    yield at_most("errors", f"{errors.total()} of {total}", "", errors.total(), 0)
    yield _p95("reads, ms, 95 %", reads, READ_MS)
    yield _p95("writes, ms, 95 %", writes, WRITE_MS)


def _beside_the_greedy(told: dict[str, Any]) -> Iterator[Line]:
    slowed = sum(hand["slowed"] for hand in told["greedy"])
    let_in = sum(len(hand["reads"]) for hand in told["greedy"])
    yield from _undisturbed("one at 50 a second", told)
    share = slowed / max(slowed + let_in, 1)
    yield at_least("of what that one asked, answered with 429", f"{slowed}", f"{slowed + let_in}", share, 0.5)


def _all(told: dict[str, Any], what: str) -> list[Any]:
    return [one for book in told["crowd"] for one in book[what]]


def _p95(what: str, times: list[float], budget: float) -> Line:
    ordered = sorted(times) or [float("inf")]
    p50, p95 = (ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.5, 0.95))
    return at_most(what, ms(p95), f"half: {ms(p50)}", p95 * 1000, budget)


if __name__ == "__main__":
    sys.exit(main())
