"""A run kept current while people watch it: one API call however many they are."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone

from runs.actions import settle_open
from runs.breaker import PASSING
from runs.connection import NotConnected, Unreadable, web_client
from runs.database import without_waiting
from runs.k6api.errors import K6Error, NotFound
from runs.models import TestRun
from runs.store import mark_not_visible, save_runs

SHARED_FOR = timedelta(seconds=5)
SAID_FOR_SECONDS = 15
Trouble = K6Error | NotConnected | Unreadable


@dataclass(frozen=True)
class Watched:
    """`trouble` is why the API could not be asked for this run, unless that stands in the stack's row."""

    run: TestRun
    trouble: Trouble | None = None


def refresh(run: TestRun) -> Watched:
    """The run as the API has it now, or as stored where somebody else asked within 5 s or the API can't be asked.

    Never raises for the API: who watches sees the age of what is stored, and the reason.
    """
    if run.archived or not (run.active or run.actions.open().exists()):
        return Watched(run)
    if not _is_my_turn(run):
        return Watched(run, cache.get(_key(run)))
    try:
        _ask(run)
    except (K6Error, NotConnected, Unreadable) as error:
        if run.stack.trouble in PASSING:
            return Watched(run)
        cache.set(_key(run), error, SAID_FOR_SECONDS)
        return Watched(run, error)
    return Watched(TestRun.objects.with_its_page().get(pk=run.pk))


def _ask(run: TestRun) -> None:
    asked = timezone.now()
    try:
        with web_client(run.stack) as client:
            settled = settle_open(run.stack, client, run.run_id)
            if settled.trouble:
                raise settled.trouble
            record = None if settled.read or not run.active else client.get_run(run.run_id)
        if record:
            save_runs(run.stack, [record], asked)
    except NotFound:
        mark_not_visible(run.stack, [run.run_id], asked)


def _is_my_turn(run: TestRun) -> bool:
    """Whether this request is the one that asks; the database lets one through in 5 s, and none while it is busy."""
    now = timezone.now()
    due = TestRun.objects.filter(pk=run.pk).filter(Q(asked_at__isnull=True) | Q(asked_at__lte=now - SHARED_FOR))
    try:
        with without_waiting():
            return bool(due.update(asked_at=now))
    except OperationalError:
        return False


def _key(run: TestRun) -> str:
    return f"live-trouble:{run.pk}"
