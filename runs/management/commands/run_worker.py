"""`run_worker`: the background work, until it is told to stop."""

import logging
from time import monotonic, sleep
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django_q.cluster import Cluster

from runs.checks import refuse_the_demo_database
from runs.tasks import tick

TICK_SECONDS, LOOK_SECONDS = 5.0, 0.5

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Does the background work: scheduled syncs of all stacks. May run any number of times."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        refuse_the_demo_database()
        cluster = Cluster()  # takes SIGTERM and SIGINT: tasks under way are finished first
        connections.close_all()  # a connection inherited by the cluster's processes would be closed by them, for all
        cluster.start()
        log.info("the worker is running; Ctrl-C stops it")
        while not _is_over(cluster):
            try:
                tick()
            except DatabaseError:
                log.exception("the database is out of reach; trying again")
            end = monotonic() + TICK_SECONDS
            while monotonic() < end and not _is_over(cluster):
                sleep(LOOK_SECONDS)
        if not cluster.has_stopped:
            raise CommandError("The processes that do the work have died. Start the worker again.")


def _is_over(cluster: Cluster) -> bool:
    """Told to stop, or its processes died."""
    return bool(cluster.has_stopped) or not cluster.sentinel.is_alive()
