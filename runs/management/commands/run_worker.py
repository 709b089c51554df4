"""`run_worker`: the background work, until it is told to stop."""

import logging
import signal
from threading import Event
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from runs.checks import refuse_the_demo_database
from runs.lanes import LANES, Lane
from runs.tasks import tick

TICK_SECONDS, LOOK_SECONDS = 2.0, 0.5

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Does the background work: scheduled syncs of all stacks. May run any number of times."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        refuse_the_demo_database()
        lanes = [Lane(name) for name in LANES]
        told = _told_to_stop()
        for lane in lanes:
            connections.close_all()  # one that a lane's processes inherit would be closed by them, for all
            lane.start()
        log.info("the worker is running; Ctrl-C stops it")
        while not told.is_set() and all(lane.is_at_work for lane in lanes):
            _tick()
            _wait(told, lanes)
        _stop(lanes)
        if not told.is_set():
            raise CommandError("The processes that do the work have died. Start the worker again.")


def _told_to_stop() -> Event:
    """Set by SIGTERM and SIGINT: tasks under way are finished first."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    return told


def _tick() -> None:
    try:
        tick()
    except DatabaseError:
        log.exception("the database is out of reach; trying again")


def _wait(told: Event, lanes: list[Lane]) -> None:
    end = monotonic() + TICK_SECONDS
    while monotonic() < end and all(lane.is_at_work for lane in lanes) and not told.wait(LOOK_SECONDS):
        pass


def _stop(lanes: list[Lane]) -> None:
    for lane in lanes:
        lane.tell_to_stop()
    for lane in lanes:
        lane.stop()
