"""waitress, as this site uses it: its limits, its answers to refused requests, and which connections are closed.

One thread handles every connection and buffers requests and answers; the threads of the pool get whole requests only.
A client that sends or reads slowly costs a socket, not a thread. waitress closes connections that are silent; those
that drip are closed here, by the wall clock.
"""

import socket
import time
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask, WSGITask

from k6admin.promised_headers import refusal_headers
from runs.client_ip import is_trusted

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Open connections in a process: of one address, of all, and where no more are accepted before some are closed.
CONNECTIONS_PER_ADDRESS, CONNECTIONS, CONNECTION_LIMIT = 300, 600, 1000
IDLE_SECONDS = 10.0
HEADER_BYTES = 32 * 1024
# More than Django reads of a form: what is a little too long gets Django's answer, and only after it was sent whole, as
# a browser shows no answer that comes before.
BODY_BYTES = 2 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# With more unsent output than this the thread that produces it waits for the client.
UNSENT_BYTES = 4 * 1024 * 1024
# A client has PATIENCE_WITH_READERS for an answer, and one second more for each so many bytes that it took.
BYTES_PER_SECOND = 16 * 1024


class RefusedRequest(ErrorTask):
    """waitress' answer to a malformed or too large request, with the headers of this site's answers."""

    def start(self) -> None:
        super().start()
        self.response_headers = [*self.response_headers, *refusal_headers().items()]


class Answer(WSGITask):
    """An answer of Django's; without a body where HEAD asked for it, which Django leaves to the server."""

    def finish(self) -> None:
        if getattr(self.request, "command", "") == "HEAD":
            if not self.wrote_header:
                self.write(b"")
            self.chunked_response = False
        super().finish()


def bodiless_head(application: "WSGIApplication") -> "WSGIApplication":
    """The application, which closes its answer to HEAD before its body is produced."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body
        if hasattr(body, "close"):
            body.close()
        return []

    return answer


class Reading(HTTPRequestParser):
    """A request whose length is told in two ways is refused: a proxy may believe the other one (RFC 9112, 6.3)."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if "TRANSFER_ENCODING" in self.headers:  # waitress takes it away where HTTP/1.1 allows it
            raise ParsingError("Transfer-Encoding in a request of an older version")
        if self.chunked and "CONTENT_LENGTH" in self.headers:
            raise ParsingError("Content-Length beside Transfer-Encoding")


class Channel(HTTPChannel):
    """One connection, with the time since which its present phase lasts."""

    parser_class = Reading
    task_class = Answer
    error_task_class = RefusedRequest

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.served, self.sent = 0, 0
        self._phase: tuple[str, int] = ("idle", 0)
        self._since = time.monotonic()
        super().__init__(*args, **kwargs)

    def service(self) -> None:
        self.served += 1
        super().service()

    def send(self, data: bytes, do_close: bool = True) -> int:
        count: int = super().send(data, do_close=do_close)
        self.sent += count
        return count

    def waits(self, now: float) -> float:
        """Seconds for which the server has been waiting for this client, 0.0 while it works for it."""
        if self.total_outbufs_len:
            name = "answer"
        elif self.requests:
            name = "work"
        else:
            name = "idle" if self.request is None else "request"
        if (name, self.served) != self._phase:
            self._phase, self._since, self.sent = (name, self.served), now, 0
        return 0.0 if name == "work" else now - self._since

    def is_overdue(self, now: float) -> bool:
        """Whether the client took longer than it may for a request, an answer, or between two requests."""
        allowed = {
            "idle": IDLE_SECONDS,
            "request": settings.PATIENCE_WITH_READERS,
            "answer": settings.PATIENCE_WITH_READERS + self.sent / BYTES_PER_SECOND,
        }
        waited = self.waits(now)
        return waited > allowed.get(self._phase[0], waited)


def overdue(channels: Iterable[Channel], now: float) -> list[Channel]:
    """Channels to close: late ones, then the longest waited for where an address, or all together, have too many."""
    late: list[Channel] = []
    waiting: list[Channel] = []
    for channel in channels:
        (late if channel.is_overdue(now) else waiting).append(channel)
    waiting.sort(key=lambda channel: channel.waits(now), reverse=True)
    of_all, of_address = len(waiting), Counter(str(channel.addr[0]) for channel in waiting)
    for channel in waiting:
        address = str(channel.addr[0])
        crowded = of_address[address] > CONNECTIONS_PER_ADDRESS and not is_trusted(address)
        if channel.waits(now) and (crowded or of_all > CONNECTIONS):
            late.append(channel)
            of_address[address] -= 1
            of_all -= 1
    return late


def serve(
    application: "WSGIApplication", listeners: list[socket.socket], threads: int
) -> tuple[dict[int, Any], list[BaseWSGIServer]]:
    """waitress on sockets that listen already: its map of connections, and a server for each socket."""
    connections: dict[int, Any] = {}
    create_server(
        bodiless_head(application),
        map=connections,
        sockets=listeners,
        threads=threads,
        ident=None,
        clear_untrusted_proxy_headers=False,  # TRUSTED_PROXIES decides, in k6admin.middleware.proxies
        connection_limit=CONNECTION_LIMIT,
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=BODY_BYTES,
        outbuf_high_watermark=UNSENT_BYTES,
        asyncore_use_poll=True,
        log_socket_errors=False,
    )
    servers = [one for one in connections.values() if isinstance(one, BaseWSGIServer)]
    for server in servers:
        server.channel_class = Channel
    return connections, servers


def channels(connections: dict[int, Any]) -> list[Channel]:
    return [one for one in connections.values() if isinstance(one, Channel)]


def is_busy(channel: Channel) -> bool:
    return bool(channel.requests or channel.total_outbufs_len)
