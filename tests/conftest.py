"""What every test run shares: browser tests are skipped loudly where there is no Chromium, or refused."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from runs import concurrency
from tests import chromium
from tests.audit_flush import let_tests_empty_the_audit

# The browser's driver runs an event loop in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

HERE = Path(__file__).parent
# Folders and files that take long begin first, so that no process is left with one of them at the end.
SLOW_FIRST = ("tooling", "worker", "browser", "pages/test_gallery.py", "hostile", "security")
# What gives the same on every database: `make suite` leaves it out on PostgreSQL, where sqlite has shown it.
ANY_DATABASE = (
    *("domain", "house", "k6api", "k6sim", "tooling"),
    *("browser/test_accessibility.py", "browser/test_account_pages.py", "browser/test_every_page.py"),
    *("browser/test_gallery.py", "browser/test_https.py"),
)

SKIPPED = pytest.StashKey[list[str]]()


@pytest.fixture(autouse=True)
def no_slot_is_left() -> Iterator[None]:
    """Whatever a test did, the next one finds every slot free: an answer that was never sent releases its own."""
    yield
    limits = (concurrency.calls, concurrency.downloads)
    if any(limit.in_use for limit in limits):
        gc.collect()
    assert [limit.in_use for limit in limits] == [0, 0]


def pytest_configure(config: pytest.Config) -> None:
    let_tests_empty_the_audit()
    config.stash[SKIPPED] = []
    config.option.output = str(config.rootpath / "var" / "test-results")


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: half of the time tests wait for servers, workers and browsers of their own."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_in(SLOW_FIRST, item))
    for item in items:
        if place_in(ANY_DATABASE, item) < len(ANY_DATABASE):
            item.add_marker(pytest.mark.any_database)
    needing = [item for item in items if item.get_closest_marker("browser")]
    if not needing or chromium.find():
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        names = ", ".join(chromium.NAMES)
        raise pytest.UsageError(
            f"REQUIRE_BROWSER=1, but no Chromium is installed (looked for {names}): "
            f"{len(needing)} browser tests cannot run. On Debian: apt install chromium"
        )
    for item in needing:
        item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        config.stash[SKIPPED].append(item.nodeid)


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the garbage collector need not look through it again and again."""
    gc.freeze()


def place_in(parts: tuple[str, ...], item: pytest.Item) -> int:
    """The place of the first part below which an item's file lies, else the number of parts."""
    path = item.path.relative_to(HERE)
    found = (place for place, part in enumerate(parts) if path.is_relative_to(part))
    return next(found, len(parts))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = config.stash[SKIPPED]
    if not skipped:
        return
    title = f"{len(skipped)} BROWSER TESTS WERE SKIPPED: no Chromium found"
    terminalreporter.section(title, red=True, bold=True)
    for name in skipped:
        terminalreporter.line(f"  {name}")
    terminalreporter.line("Install Chromium (Debian: apt install chromium) and run them again.")
