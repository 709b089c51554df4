"""Lists: against Django's admin and a bare view at 200,000 runs, and a million runs against ten thousand."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.bench.measuring import Reader, medians
from tests.bench.processes import FOLDER, ROOT, run, web_server
from tests.bench.report import Line, at_least, at_most, ms

FEW, SOME, MANY = 10_000, 200_000, 1_000_000
ROUNDS = 40
FAST_ROUNDS = 15
SLOW_ROUNDS = 7
MADE_OF = ("runs/migrations/*.py", "tests/bench/spread.py", "tests/bench/houses.py")

ADMIN = "/plain-admin/runs/testrun/"
FILTERS = (
    *("", "stack=bench-1", "project=11", "test=100", "test=119", "started_by=person11@example.com"),
    *("status=completed", "status=aborted", "status=active", "result=passed", "result=error", "result=none"),
    *("zone=amazon:ie:dublin", "zone=lab-1", "created_after=2025-06-01", "created_before=2025-06-01"),
    *("saved=yes", "saved=no", "starred=yes", "starred=no", "expiring=7", "expiring=30"),
    *("archived=only", "archived=all"),
)
ORDERS = tuple(f"sort={sign}{sort}" for sort in ("created", "duration", "vus", "vuh", "expiry") for sign in ("", "-"))
SEARCHES = ("q=checkout", "q=ticket", "q=person11", "q=600000", "q=nothing+has+this")
NO_MATCHES = (
    *("status=created", "status=queued&test=100", "result=none&status=completed", "test=100&project=21"),
    *("created_before=2016-01-01", "created_after=2099-01-01", "saved=yes&expiring=7", "stack=bench-1&zone=lab-2"),
    "starred=yes&status=queued",
)


def measure_lists() -> Iterator[Line]:
    with contextlib.ExitStack() as open_until_end:
        few, some, many = (open_until_end.enter_context(site_of(count)) for count in (FEW, SOME, MANY))
        yield from _references(some)
        yield from _growth(few, many)
        yield from _hard(many)


@contextlib.contextmanager
def site_of(count: int) -> Iterator[Reader]:
    """The site on a database of that many runs, made once a month: what expires soon must not be long ago."""
    path = _database(count)
    session = run(["-m", "tests.bench.child", "tests.bench.filling", str(count)], path)
    with web_server(path) as port, Reader(port, session) as reader:
        yield reader


def _database(count: int) -> Path:
    month = f"{datetime.now(tz=UTC):%Y-%m}"
    sources = sorted(path for name in MADE_OF for path in ROOT.glob(name))
    made_of = hashlib.sha256(month.encode() + b"".join(path.read_bytes() for path in sources))
    path = FOLDER / f"runs-{count}-{made_of.hexdigest()[:12]}.sqlite3"
    for old in FOLDER.glob(f"runs-{count}-*"):
        if not old.name.startswith(path.name):
            old.unlink()
    return path


def _references(site: Reader) -> Iterator[Line]:
    addresses = {"ours": "/runs/", "admin": ADMIN, "bare": "/bare/"}
    taken = medians({name: partial(site.get, address) for name, address in addresses.items()}, ROUNDS)
    ours, admin, bare = taken["ours"], taken["admin"], taken["bare"]
    size = f"{SOME:,} runs"
    yield at_least(f"requests/s, {size}: list : Django's admin", ms(ours), ms(admin), admin / ours, 5)
    yield at_least(f"requests/s, {size}: list : bare view", ms(ours), ms(bare), bare / ours, 0.5)


def _growth(few: Reader, many: Reader) -> Iterator[Line]:
    for params in FILTERS:
        for label, place in (("first", ""), ("last", "before=end")):
            address = _address(params, place)
            taken = medians({"few": partial(few.get, address), "many": partial(many.get, address)}, FAST_ROUNDS)
            what = f"{MANY:,} : {FEW:,} runs, {label} page, {params or 'no filter'}"
            yield at_most(what, ms(taken["many"]), ms(taken["few"]), taken["many"] / taken["few"], 1.5)
    taken = medians({"few": partial(few.get, "/"), "many": partial(many.get, "/")}, FAST_ROUNDS)
    what = f"{MANY:,} : {FEW:,} runs, home page"
    yield at_most(what, ms(taken["many"]), ms(taken["few"]), taken["many"] / taken["few"], 1.5)


def _hard(many: Reader) -> Iterator[Line]:
    """At a million runs: other orders, searches, filters that match nothing, against the page as it opens."""
    asked = {params: _address(params) for params in (*ORDERS, *SEARCHES)}
    asked |= {f"{params}, last page": _address(params, "before=end") for params in (*ORDERS, *SEARCHES)}
    asked |= {f"nothing: {params}": _address(params) for params in NO_MATCHES}
    calls: dict[str, Callable[[], object]] = {"default": partial(many.get, "/runs/")}
    calls |= {label: partial(many.get, address) for label, address in asked.items()}
    taken = medians(calls, SLOW_ROUNDS)
    default = taken.pop("default")
    for label, seconds in taken.items():
        yield at_most(f"{MANY:,} runs, {label}", ms(seconds), ms(default), seconds / default, 10)


def _address(*params: str) -> str:
    query = "&".join(filter(None, params))
    return f"/runs/?{query}" if query else "/runs/"
