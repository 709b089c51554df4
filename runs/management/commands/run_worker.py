"""`run_worker`: the background work, until it is told to stop."""

import logging
from time import sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django_q.cluster import Cluster

from runs.tasks import tick

TICK_SECONDS = 5.0


class Command(BaseCommand):
    help = "Does the background work: scheduled syncs of all stacks. May run any number of times."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002
        cluster = Cluster()  # takes SIGTERM and SIGINT: tasks under way are finished first
        connections.close_all()  # a connection inherited by the cluster's processes would be closed by them, for all
        cluster.start()
        self.stdout.write("The worker is running; Ctrl-C stops it.")
        while not (cluster.is_stopping or cluster.has_stopped):
            try:
                tick()
            except DatabaseError:
                logging.getLogger(__name__).exception("the database is out of reach; trying again")
            sleep(TICK_SECONDS)
