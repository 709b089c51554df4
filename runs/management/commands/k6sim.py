"""`manage.py k6sim`: the simulated Grafana Cloud k6 API in the foreground, on 127.0.0.1 only."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from pathlib import Path
from threading import Event

from django.core.management.base import BaseCommand, CommandError

from runs.k6sim import DEFAULT_STACK_ID, SECOND_GRAFANA_URL, SECOND_TOKEN, Simulator, serve


class Command(BaseCommand):
    """Ends cleanly, with exit 0, at Ctrl-C and SIGTERM."""

    help = "Serve a simulated Grafana Cloud k6 API on 127.0.0.1, with a demo team's runs in it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 takes a free one")
        parser.add_argument("--runs", type=int, default=300, help="how many runs the history holds (1 to 1000000)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives another history")
        parser.add_argument("--stack-id", type=int, default=DEFAULT_STACK_ID, help="id of the first stack")
        parser.add_argument("--gallery", action="store_true", help="beside them, runs that show one thing each")
        parser.add_argument("--log", type=Path, default=None, help="append a JSON line per request to this file")

    def handle(
        self, *, port: int, runs: int, seed: int, stack_id: int, gallery: bool, log: Path | None, **_others: object
    ) -> None:
        if not 1 <= runs <= 1_000_000:
            raise CommandError("--runs is a number from 1 to 1000000.")
        if not 0 <= port <= 65535:
            raise CommandError("--port is a number from 0 to 65535.")
        ended = Event()
        signal.signal(signal.SIGTERM, lambda *_: ended.set())
        signal.signal(signal.SIGINT, lambda *_: ended.set())
        sim = Simulator(runs, seed, stack_id=stack_id, gallery=gallery, log_file=log)
        try:
            with serve(sim, port) as server:
                self._introduce(server.url, sim)
                ended.wait()
        except OSError as refused:
            raise CommandError(f"Cannot listen on 127.0.0.1:{port}: {refused.strerror}.") from None

    def _introduce(self, url: str, sim: Simulator) -> None:
        for line in (
            f"Simulated Grafana Cloud k6 API: {url}",
            f"  stack {sim.stack_id}, {sim.grafana_url}, token {sim.token}",
            f"  stack {sim.second_stack_id}, {SECOND_GRAFANA_URL}, token {SECOND_TOKEN}",
            f"Steering: {url}/_sim/log, /_sim/runs, /_sim/faults, /_sim/switches. Ctrl-C ends it.",
        ):
            self.stdout.write(line)
        self.stdout.flush()
