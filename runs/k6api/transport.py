"""Requests over the network: one attempt each, ended by a deadline, with no other errors than our own."""

import contextlib
from collections.abc import Iterator
from types import TracebackType
from typing import Final

import requests
from requests.auth import AuthBase

from runs.k6api.body import read_all, read_error
from runs.k6api.deadline import Deadline
from runs.k6api.errors import K6Error, NoAnswer
from runs.k6api.failures import NETWORK_ERRORS, no_answer
from runs.k6api.messages import Answer, Request
from runs.k6api.patience import Patience
from runs.k6api.sockets import Session, watched_by

MOST_JSON: Final = 20 * 1024 * 1024
USER_AGENT: Final = "k6admin"


class _Bearer(AuthBase):
    """The token, put on a request at the last moment and shown by no repr."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        r.headers["Authorization"] = f"Bearer {self._token}"
        return r

    def __repr__(self) -> str:
        return "<token>"


class Transport:
    """One API, one token. Requests that may be repeated share kept-alive connections, others get a fresh one.

    A server may close a kept-alive connection at any moment: a write on it would have an unknown outcome,
    and the only attempt of a read would be lost, for no good reason. Not for two threads at once.
    """

    def __init__(self, base_url: str, token: str, patience: Patience) -> None:
        self._base_url = base_url
        self._auth = _Bearer(token)
        self._patience = patience
        self._session = Session()

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> "Transport":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def exchange(self, request: Request, deadline: Deadline) -> Answer:
        """One attempt. A body is read for 200 and for refusals; other statuses are an answer without one."""
        with self.opened(request, deadline) as response:
            if response.status_code == 200 and request.method == "GET":
                body = read_all(request.operation, response, MOST_JSON, deadline)
            elif response.status_code >= 400:
                body = read_error(request.operation, response, deadline)
            else:
                body = b""
            return answer(response, body)

    @contextlib.contextmanager
    def opened(self, request: Request, deadline: Deadline) -> Iterator[requests.Response]:
        """The response with its headers read and its body still to come."""
        fresh = request.method != "GET" or self._patience.attempts == 1
        session = Session() if fresh else self._session
        response: requests.Response | None = None
        try:
            response = self._send(session, request, deadline)
            if deadline.is_over:  # headers that were cut by the deadline look complete
                raise NoAnswer(request.operation, "timeout", sent=True)
            yield response
        except K6Error:
            session.close()
            raise
        finally:
            deadline.let_go()
            if response is not None:
                response.close()
            if fresh:
                session.close()

    def _send(self, session: Session, request: Request, deadline: Deadline) -> requests.Response:
        left = deadline.remaining()
        if left <= 0:
            raise NoAnswer(request.operation, "timeout", sent=False)
        try:
            with watched_by(deadline):
                return session.request(
                    request.method,
                    self._base_url + request.target,
                    data=request.body,
                    headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **request.headers},
                    auth=self._auth,
                    timeout=(min(self._patience.connect, left), min(self._patience.idle, left)),
                    allow_redirects=False,
                    stream=True,
                )
        except NETWORK_ERRORS as error:
            failure = no_answer(request.operation, error, deadline)
        raise failure


def answer(response: requests.Response, body: bytes = b"") -> Answer:
    """The response as the protocol takes it."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, body)
