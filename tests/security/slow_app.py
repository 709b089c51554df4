"""A WSGI application whose answer takes a second after it has begun."""

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return _pieces()


def _pieces() -> Iterator[bytes]:
    yield b"begun "
    time.sleep(1.0)
    yield b"and ended"
