"""The site under gunicorn, as `make run` starts it, on the database of the tests; and people who ask it at once."""

import http.client
import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

import k6admin.middleware.sessions  # noqa: F401 - hears of logins, and writes when they began
from k6admin.ports import HOST, answers, free_port
from k6admin.serve import web_command
from tests.worker.processes import ROOT, database_url, members_of, wait_until

MOST_SECONDS = 120.0


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Asked:
    """A request under way, in a thread of its own; `answer` once it is there."""

    answer: Answer | None = None
    error: Exception | None = None
    thread: threading.Thread = field(default_factory=threading.Thread)

    @property
    def is_waiting(self) -> bool:
        return self.thread.is_alive()

    def result(self) -> Answer:
        self.thread.join(MOST_SECONDS)
        assert self.answer is not None, f"no answer: {self.error!r}"
        return self.answer


@dataclass
class Site:
    """`person`: a test client that is logged in, whose cookies are sent along."""

    port: int
    person: Client | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers)

    def begin(self, path: str, **headers: str) -> Asked:
        """Asks and comes back at once."""
        return self._begin("GET", path, b"", headers)

    def begin_post(self, path: str, body: bytes = b"", **headers: str) -> Asked:
        form = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": "a" * 32, **headers}
        return self._begin("POST", path, body, form)

    def _begin(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Asked:
        asked = Asked()

        def ask() -> None:
            try:
                asked.answer = self._ask(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                asked.error = error

        asked.thread = threading.Thread(target=ask, daemon=True)
        asked.thread.start()
        return asked

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=MOST_SECONDS)
        try:
            connection.request(method, path, body or None, {"Cookie": self.cookies, **headers})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    @property
    def cookies(self) -> str:
        """A form's token needs no page that it came from: the cookie alone decides."""
        jar = {name: morsel.value for name, morsel in self.person.cookies.items()} if self.person else {}
        return "; ".join(f"{name}={value}" for name, value in {**jar, settings.CSRF_COOKIE_NAME: "a" * 32}.items())


@contextmanager
def site(
    person: Client | None = None, *, database: str = "", ready: str = "/readyz", patience: float = 5.0
) -> Iterator[Site]:
    """One web process with its twelve threads; `K6_API_URL` is the one that holds in the test.

    `patience`: seconds that it waits for the API, and for somebody who reads slowly.
    """
    with served(
        ready,
        DJANGO_SETTINGS_MODULE="tests.settings",
        TEST_DATABASE_URL=database or database_url(),
        TEST_API_URL=settings.K6_API_URL,
        TEST_MEDIA_ROOT=str(settings.MEDIA_ROOT),
        TEST_PATIENCE=str(patience),
    ) as port:
        yield Site(port, person)


@contextmanager
def served(ready: str = "/readyz", **more: str) -> Iterator[int]:
    """The port of one web process with this in its environment, once it answers at `ready`."""
    port = free_port()
    environment = {**os.environ, "WEB_CONCURRENCY": "1", **more}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            web_command(port), cwd=ROOT, env=environment, stdout=log, stderr=log, text=True, start_new_session=True
        )
        try:
            wait_until(lambda: answers(port, ready), process)
            yield port
        finally:
            for member in members_of(process.pid):
                os.kill(member, signal.SIGKILL)  # it would wait for whoever hangs
            process.wait()
