"""The background work of keeping: a slice of a stack's ended runs, newest first, politely and apart from its sync."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from runs.connection import NotConnected, Unreadable, client_for
from runs.k6api.client import Client, Patience
from runs.k6api.errors import K6Error
from runs.keeping import room
from runs.keeping.fetch import NOT_THERE_YET, OutOfTime, words_of
from runs.keeping.keep import PAUSES, give_up_for_now, keep_parts
from runs.models import Keep, RunKeeping, Stack, TestRun
from runs.models.runs import TestRunQuerySet
from runs.models.stacks import StackQuerySet

FIRST_BYTE_SECONDS = 8.0
# A slice begins no run after the first, and ends what it began by the second, before its task is killed.
BEGIN_SECONDS, SLICE_SECONDS = 10.0, 20.0
# What did not come in that time has longer the next time, when its slice begins with it: 100 MB at 1.1 MB a second.
LONG_SECONDS = 90.0
# Its task may last that long, with the calls before it and the reading of what came.
MOST_SECONDS = 115
MOST_RUNS = 20
MOST_FAILURES = 3
PAUSE = timedelta(minutes=5)

log = logging.getLogger(__name__)


def stacks_due(now: datetime) -> StackQuerySet:
    """Stacks with something to keep that are not resting, and that don't want to be left alone."""
    rested = Q(keeping_until__isnull=True) | Q(keeping_until__lte=now)
    stacks = Stack.objects.connected().filter(rested, Q(retry_at__isnull=True) | Q(retry_at__lte=now))
    has_work = Q(Exists(_due(now).filter(stack=OuterRef("pk"))))
    if room.is_open_lately():
        waiting = _askable(TestRun.objects.filter(keeping__waits_in=OuterRef("pk")))
        has_work |= Q(Exists(waiting), ~Q(team__in=room.full_teams()), keeps_scripts=True)
    return stacks.filter(has_work)


def keep_slice(stack: Stack, seconds: float = SLICE_SECONDS) -> timedelta | None:
    """Keeps parts of as many runs as fit. Returns for how long to pause where the API or the disk gave trouble."""
    try:
        with client_for(stack, _patience()) as client:
            return PAUSE if _is_stopped(stack, client, monotonic(), seconds) else None
    except (K6Error, NotConnected, Unreadable) as error:
        log.warning("keeping of %s stopped: %s", stack.slug, error)
    except OSError:
        log.exception("the store of scripts can't be written")
    finally:
        room.taken()
    return PAUSE


def _patience() -> Patience:
    """One try a call: what fails is asked for again minutes later."""
    usual: Patience = settings.PATIENCE_OF_WORKERS
    return replace(usual, attempts=1, total=min(usual.total, FIRST_BYTE_SECONDS))


def _is_stopped(stack: Stack, client: Client, start: float, seconds: float) -> bool:
    """Whether so many runs in a row gave nothing that the API is better left alone for a while."""
    failures = 0
    for number, run in enumerate(_next_runs(stack, timezone.now())):
        if number and monotonic() - start > min(BEGIN_SECONDS, seconds):
            return False
        try:
            has_longer = not number and RunKeeping.objects.filter(run=run, tries__gt=0).exists()
            with _out_of_the_way(run):
                kept = keep_parts(run, client, start + (LONG_SECONDS if has_longer else seconds))
        except OutOfTime as error:
            if number:
                return False  # the next slice begins with this one
            kept = give_up_for_now(run, words_of(error))
        failures = failures + 1 if _gave_nothing(kept) else 0
        if failures == MOST_FAILURES:
            return True
    return False


@contextmanager
def _out_of_the_way(run: TestRun) -> Iterator[None]:
    """A run that ends its process, whatever it holds, is not the first one again a moment later: others come before."""
    later = timezone.now() + PAUSES[0]
    TestRun.objects.filter(pk=run.pk, keep_at=run.keep_at).update(keep_at=later)
    try:
        yield
    except Exception:
        TestRun.objects.filter(pk=run.pk, keep_at=later).update(keep_at=run.keep_at)
        raise


def _gave_nothing(kept: RunKeeping) -> bool:
    return kept.said not in ("", NOT_THERE_YET) and Keep.KEPT not in {kept.script_state, kept.distribution_state}


def _due(now: datetime) -> TestRunQuerySet:
    return _askable(TestRun.objects.filter(keep_at__isnull=False, keep_at__lte=now))


def _askable(runs: TestRunQuerySet) -> TestRunQuerySet:
    return runs.filter(active=False, archived=False, not_visible_since__isnull=True)


def _next_runs(stack: Stack, now: datetime) -> list[TestRun]:
    """What is due, newest first; then what waited, while there is room for it."""
    due = _due(now).filter(stack=stack).order_by("-created", "-id")
    runs = list(due.select_related("stack")[:MOST_RUNS])
    if len(runs) < MOST_RUNS and stack.keeps_scripts and room.is_open(stack.team_id):
        waiting = _askable(TestRun.objects.filter(keeping__waits_in=stack)).exclude(pk__in=[run.pk for run in runs])
        runs += waiting.order_by("-keeping__run").select_related("stack")[: MOST_RUNS - len(runs)]
    return runs
