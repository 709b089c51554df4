"""How any operation is called: asked again as patience allows where it reads, sent once where it writes."""

import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Final, Self, TypeVar

from runs.k6api.credentials import check_base_url, check_id, clean_token
from runs.k6api.deadline import Deadline
from runs.k6api.errors import BadAnswer, K6Error
from runs.k6api.gate import OPEN, Gate
from runs.k6api.messages import Request
from runs.k6api.patience import WORKER, Patience, delay, is_worth_asking_again
from runs.k6api.protocol import build, check_status, read_json
from runs.k6api.transport import Transport

ROOT: Final = "/cloud/v6"
_Read = TypeVar("_Read")


class Caller:
    """One stack of one API, one token. ValueError where URL, token or stack id cannot be used.

    `gate` may keep any attempt from being made.
    """

    def __init__(
        self, base_url: str, token: str, stack_id: int, *, patience: Patience = WORKER, gate: Gate = OPEN
    ) -> None:
        self._secrets = (clean_token(token),)
        self._stack = {"X-Stack-Id": str(check_id(stack_id, "stack id"))}
        self._patience = patience
        self._gate = gate
        self._transport = Transport(check_base_url(base_url), self._secrets[0], patience)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of stack {self._stack['X-Stack-Id']}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept-alive connections."""
        self._transport.close()

    def _get(
        self,
        operation: str,
        path: str,
        read: Callable[[object], _Read],
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> _Read:
        request = build(operation, "GET", ROOT + path, query=query, headers=headers or self._stack)
        with Deadline(self._patience.total) as deadline:
            document = self._patiently(operation, lambda: self._ask(request, deadline), deadline)
        try:
            return read(document)
        except ValueError:
            pass
        raise BadAnswer(operation, "shape", status=200)

    def _ask(self, request: Request, deadline: Deadline) -> object:
        answer = self._transport.exchange(request, deadline)
        return read_json(request.operation, answer, self._secrets, datetime.now(UTC))

    def _write(self, operation: str, method: str, path: str, content: Mapping[str, object] | None = None) -> None:
        request = build(operation, method, ROOT + path, headers=self._stack, content=content)
        with Deadline(self._patience.total) as deadline:
            self._once(operation, lambda: self._tell(request, deadline))

    def _tell(self, request: Request, deadline: Deadline) -> None:
        answer = self._transport.exchange(request, deadline)
        check_status(request.operation, answer, 204, self._secrets, datetime.now(UTC))

    def _once(self, operation: str, attempt: Callable[[], _Read]) -> _Read:
        """One attempt, let in by the gate, which hears how it went."""
        self._gate.enter(operation)
        try:
            answer = attempt()
        except K6Error as error:
            self._gate.leave(error)
            raise
        self._gate.leave(None)
        return answer

    def _patiently(self, operation: str, attempt: Callable[[], _Read], deadline: Deadline) -> _Read:
        """Attempts until one succeeds, none is left, or the next would not fit in the time that is left."""
        failures = 0
        while True:
            try:
                return self._once(operation, attempt)
            except K6Error as error:
                failures += 1
                pause = delay(error, failures, random.random)
                if failures >= self._patience.attempts or not is_worth_asking_again(error):
                    raise
                if pause >= deadline.remaining() or not self._gate.lets_in_after(pause):
                    raise
            time.sleep(pause)
