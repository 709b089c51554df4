"""Calls to another server than the API, with the same deadlines and limits: an adapter for a `requests` session."""

import io
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Final

import requests
from requests.adapters import BaseAdapter

from runs.k6api import json_body
from runs.k6api.body import read_all
from runs.k6api.deadline import Deadline
from runs.k6api.errors import BadAnswer, K6Error, NoAnswer
from runs.k6api.failures import NETWORK_ERRORS, no_answer
from runs.k6api.sockets import Session, watched_by

# What a session that uses the adapter should send, in place of what `requests` would.
HEADERS: Final = {"User-Agent": "k6admin", "Accept": "application/json", "Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Bounds:
    """Seconds for one connection, one call and all calls of an adapter; bytes of an unpacked body; statuses that count.

    `place` is entered around each call, and may raise to refuse it.
    """

    connect: float
    call: float
    total: float
    most: int
    statuses: frozenset[int]
    place: Callable[[], AbstractContextManager[None]] = nullcontext


class BoundedAdapter(BaseAdapter):
    """Every answer is a complete JSON object; whatever else happens raises NoAnswer or BadAnswer.

    Nothing of this machine's environment is used and no redirect followed, whatever the session is set to.
    """

    def __init__(self, operation: str, bounds: Bounds) -> None:
        super().__init__()
        self._operation, self._bounds = operation, bounds
        self._ends = time.monotonic() + bounds.total

    def send(self, request: requests.PreparedRequest, *_: object, **__: object) -> requests.Response:
        """What a caller says of time, certificates and proxies does not count."""
        left = min(self._bounds.call, self._ends - time.monotonic())
        if left <= 0:
            raise NoAnswer(self._operation, "timeout", sent=False)
        with self._bounds.place(), Deadline(left) as deadline, Session() as session, watched_by(deadline):
            try:
                timeout = (min(self._bounds.connect, left), left)
                with session.send(request, stream=True, timeout=timeout, allow_redirects=False) as response:
                    return self._complete(response, deadline)
            except K6Error:
                raise
            except NETWORK_ERRORS as error:
                failure = no_answer(self._operation, error, deadline)
        raise failure

    def close(self) -> None:
        """Each call has a connection of its own."""

    def _complete(self, response: requests.Response, deadline: Deadline) -> requests.Response:
        """The answer with its body in memory."""
        if response.status_code not in self._bounds.statuses:
            raise BadAnswer(self._operation, "status", status=response.status_code)
        body = read_all(self._operation, response, self._bounds.most, deadline)
        try:
            is_object = isinstance(json_body.decode(body), dict)
        except ValueError:
            is_object = False
        if not is_object:
            raise BadAnswer(self._operation, "not_json", status=response.status_code)
        done = requests.Response()
        done.status_code, done.request, done.url = response.status_code, response.request, response.url
        done.raw, done.encoding = io.BytesIO(body), "utf-8"
        return done
