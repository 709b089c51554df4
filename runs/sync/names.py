"""Names of projects, load tests and load zones. A comfort: what goes wrong here keeps nothing else waiting."""

import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.utils import timezone

from runs.breaker import is_failure
from runs.k6api.client import Client
from runs.k6api.errors import BadAnswer, K6Error, Refused, Unauthorized
from runs.k6api.records import NamePage
from runs.models import Stack
from runs.store import save_load_tests, save_load_zones, save_projects
from runs.sync.lease import Lease
from runs.sync.window import Clock

PAGE = 1000
WRITTEN_AT_ONCE = 100
LONGEST_LIST = 100_000
T = TypeVar("T")

log = logging.getLogger(__name__)


def sync_names(lease: Lease, client: Client, is_over: Clock) -> None:
    """All of both lists; where time is up, the next slice goes on in the middle of the second."""
    try:
        skip = _read(lease, client, is_over)
    except K6Error as error:
        if not _is_about_names(error):
            raise
        log.warning("names of %s can't be read: %s", lease.stack.slug, error)
        skip = None
    if skip is None:
        lease.save(names_skip=0, names_at=timezone.now())
        _sync_zones(lease, client)
    else:
        lease.save(names_skip=skip)


def _sync_zones(lease: Lease, client: Client) -> None:
    """One list without pages, after the others and whatever is the matter with it. The circuit breaker counts failures,
    and leaves the API alone where it asks for that.
    """
    try:
        zones = client.list_load_zones().items
    except K6Error as error:
        log.warning("load zones of %s can't be read: %s", lease.stack.slug, error)
        return
    with lease.writing():
        save_load_zones(lease.stack, zones)


def _read(lease: Lease, client: Client, is_over: Clock) -> int | None:
    """Where the next slice goes on in the list of load tests; None where all was read."""
    skip = lease.stack.names_skip
    if not skip and _each_page(lease, client.list_projects, save_projects, 0, is_over) is not None:
        return 0
    return _each_page(lease, client.list_load_tests, save_load_tests, skip, is_over)


def _is_about_names(error: K6Error) -> bool:
    """Whether the token may not read these lists, or they are spoiled, while the API is well."""
    if isinstance(error, Refused):
        return not isinstance(error, Unauthorized) and not is_failure(error)
    return isinstance(error, BadAnswer) and not is_failure(error)


def _each_page(
    lease: Lease,
    fetch: Callable[..., NamePage[T]],
    save: Callable[[Stack, Sequence[T]], None],
    skip: int,
    is_over: Clock,
) -> int | None:
    """Where the list goes on; None at its end, which is also a page with nothing new on it."""
    met: set[T] = set()
    while not is_over():
        page = fetch(skip=skip, top=PAGE)
        for start in range(0, len(page.items), WRITTEN_AT_ONCE):
            with lease.writing():
                save(lease.stack, page.items[start : start + WRITTEN_AT_ONCE])
        skip += len(page.items) + len(page.rejected)
        new = set(page.items) - met
        if not page.has_more or not new or skip > LONGEST_LIST:
            return None
        met |= new
    return skip
