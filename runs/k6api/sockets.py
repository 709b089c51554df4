"""Connections that report to their call's deadline, and the requests session that uses them."""

import contextlib
import socket
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from runs.k6api.deadline import Deadline
from runs.k6api.lookup import addresses

_Option = tuple[int, int, int | bytes]
_current: ContextVar[Deadline | None] = ContextVar("k6api_deadline", default=None)


@contextlib.contextmanager
def watched_by(deadline: Deadline) -> Iterator[None]:
    """Connections used inside belong to the call that `deadline` ends."""
    token = _current.set(deadline)
    try:
        yield
    finally:
        _current.reset(token)


class _Watched(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        deadline = _current.get()
        try:
            sock = _connect(self._dns_host, self.port, _seconds(self.timeout), self.socket_options)
        except OSError as error:
            raise NewConnectionError(self, f"no connection: {type(error).__name__}") from error
        if deadline is not None:
            deadline.hold(sock)
        return sock

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        deadline = _current.get()
        if deadline is not None and not deadline.sent and self.sock is not None:
            deadline.hold(self.sock)
            deadline.sent = True
        super().send(data)


class _WatchedTLS(_Watched, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _PoolTLS(HTTPSConnectionPool):
    ConnectionCls = _WatchedTLS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolTLS}


class Session(requests.Session):
    """A session that takes nothing from the environment, keeps no cookies and knows no redirects.

    requests strips `Authorization` from a redirect to another host but keeps custom headers, takes a
    password out of `~/.netrc` in place of the token, and reads a redirect's whole body into memory even
    where redirects are off, unless the response never counts as one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.clear()
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self.mount(scheme, _Adapter(max_retries=0))

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: nothing is a redirect."""
        del resp


def _connect(host: str, port: int, seconds: float, options: Iterable[_Option] | None) -> socket.socket:
    """A connection within `seconds`, lookup and all addresses included; OSError if none comes about."""
    ends = time.monotonic() + seconds
    problem: OSError = OSError("no address")
    for family, kind, protocol, _name, place in addresses(host, port, seconds):
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("no connection in time")
        sock = socket.socket(family, kind, protocol)
        try:
            for option in options or ():
                sock.setsockopt(*option)
            sock.settimeout(left)
            sock.connect(place)
        except OSError as error:
            sock.close()
            problem = error
        else:
            return sock
    raise problem


def _seconds(timeout: object) -> float:
    return float(timeout) if isinstance(timeout, int | float) else 3.0
