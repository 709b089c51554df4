"""A gunicorn worker that leaves HTTP to waitress (`k6admin.web_connections`)."""

import os
import resource
import socket
import time
from typing import TYPE_CHECKING, cast

from gunicorn.workers.base import Worker
from waitress import wasyncore

from k6admin import web_connections as web

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

FILES = 4096
TICK_SECONDS = 0.5


class WaitressWorker(Worker):
    """Runs waitress in a process that gunicorn starts, watches, and stops."""

    def init_process(self) -> None:
        if self.cfg.is_ssl:
            raise ValueError("This web server speaks plain HTTP: TLS is the work of a proxy in front of it.")
        super().init_process()

    def run(self) -> None:
        _allow_files(FILES)
        listeners = [socket.socket(fileno=os.dup(listener.fileno())) for listener in self.sockets]
        connections, servers = web.serve(cast("WSGIApplication", self.wsgi), listeners, self.cfg.threads)

        def turn(*, until: float) -> None:
            """Handles what comes in, closes what is overdue, and tells gunicorn that this process lives."""
            while (left := until - time.monotonic()) > 0:
                wasyncore.loop(timeout=left, use_poll=True, map=connections, count=1)
            for channel in web.overdue(web.channels(connections), time.monotonic()):
                channel.handle_close()
            self.notify()

        while self.alive and self.ppid == os.getppid():
            turn(until=time.monotonic() + TICK_SECONDS)
        for server in servers:
            server.accepting = False
        end = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < end and any(map(web.is_busy, web.channels(connections))):
            turn(until=time.monotonic() + TICK_SECONDS / 5)


def _allow_files(count: int) -> None:
    """Raises the soft limit of open files as far as the hard one allows: a connection needs up to three."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
