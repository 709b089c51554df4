"""What every test run shares: browser tests are skipped loudly where there is no Chromium, or refused."""

import os

import pytest

from runs import line
from tests import chromium
from tests.audit_flush import let_tests_empty_the_audit

# The browser's driver runs an event loop in the test's thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

SKIPPED = pytest.StashKey[list[str]]()


@pytest.fixture(autouse=True)
def nobody_in_line() -> None:
    """A web server closes every answer; a test that looks at the head of a download alone leaves its place taken."""
    for places in (line.calls, line.downloads):
        places._began.clear()


def pytest_configure(config: pytest.Config) -> None:
    let_tests_empty_the_audit()
    config.stash[SKIPPED] = []
    config.option.output = str(config.rootpath / "var" / "test-results")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    skipped = config.stash[SKIPPED]
    if not skipped:
        return
    title = f"{len(skipped)} BROWSER TESTS WERE SKIPPED: no Chromium found"
    terminalreporter.section(title, red=True, bold=True)
    for name in skipped:
        terminalreporter.line(f"  {name}")
    terminalreporter.line("Install Chromium (Debian: apt install chromium) and run them again.")
