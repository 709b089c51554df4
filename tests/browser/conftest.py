"""Every test in this folder gets pages in the system's Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import chromium
from tests.browser.site import Console, Site
from tests.sync.simulated import simulated, sync

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return {**browser_type_launch_args, "executable_path": chromium.find(), "args": chromium.arguments()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """One language and one zone, whatever this machine's are."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "UTC"}


@pytest.fixture
def bare_site(live_server: LiveServer) -> Iterator[Site]:
    """A running site over one stack of which nothing was read yet."""
    with simulated(150) as (sim, stack):
        stack.name, stack.grafana_url, stack.fresh_at = "Demo shop", sim.grafana_url, timezone.now()
        stack.save(update_fields=["name", "grafana_url", "fresh_at"])
        yield Site(live_server.url, sim, stack)


@pytest.fixture
def site(bare_site: Site) -> Site:
    """The same with the stack's 150 runs read from the simulator."""
    sync(bare_site.stack)
    return bare_site


@pytest.fixture(autouse=True)
def quiet_console(page: Page) -> Iterator[None]:
    """No page of any test may break the policy for contents, or its own scripts."""
    console = Console(page)
    yield
    assert console.complaints == []
