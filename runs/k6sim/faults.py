"""Faults on request: for the next calls, or for all of them, the API misbehaves in a chosen way.

A fault that replaces the answer never performs the operation; one of the wire performs it first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .answers import JSON_TYPE, Answer, Request, error

REPLACING = frozenset(
    {"status", "rate_limited", "unavailable", "html", "not_json", "redirect", "empty", "wrong_shape", "reset"}
)
ON_THE_WIRE = frozenset({"slow", "slow_body", "drip_headers", "drip_body", "cut_short", "lost_answer"})
KINDS = REPLACING | ON_THE_WIRE
HTML = b"<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1><p>cloud-edge"


@dataclass(slots=True)
class Fault:
    """`times` calls whose path begins with the expression `path` and that use `method`; None is without end.

    With `stack_id` only calls for that stack. `seconds`: the wait of slow and slow_body, the pause between two bytes of
    drip_headers and drip_body.
    `code`, `body`, `location`, `retry_after`: what the answer holds, where the kind has one.
    """

    kind: str
    times: int | None = 1
    path: str = ""
    method: str | None = None
    seconds: float = 1.0
    code: int | None = None
    body: object = None
    location: str = "http://127.0.0.1:9/elsewhere"
    retry_after: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    stack_id: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault {self.kind!r}; there are: {', '.join(sorted(KINDS))}.")
        if self.times is not None and (not isinstance(self.times, int) or self.times < 1):
            raise ValueError("times is a whole number from 1, or null for ever.")
        if self.code is not None and (not isinstance(self.code, int) or not 200 <= self.code <= 599):
            raise ValueError("code is a status from 200 to 599.")
        if not isinstance(self.seconds, int | float) or not 0 <= self.seconds <= 3600:
            raise ValueError("seconds is a number from 0 to 3600.")
        try:
            re.compile(self.path)
        except re.error as wrong:
            raise ValueError(f"The path is not an expression: {wrong}.") from None

    def fits(self, request: Request) -> bool:
        if self.stack_id is not None and request.headers.get("x-stack-id") != str(self.stack_id):
            return False
        return (self.method is None or self.method == request.method) and bool(re.match(self.path, request.path))

    def replacement(self) -> Answer | None:
        """The answer that stands in for the real one; None where the operation is performed."""
        if self.kind in ON_THE_WIRE or self.kind == "reset":
            return None
        answer = self._answer()
        headers = {**answer.headers, **self.headers}
        if self.retry_after is not None:
            headers["Retry-After"] = self.retry_after
        return Answer(answer.status, answer.body, answer.content_type, headers)

    def _answer(self) -> Answer:
        ok = self.code or 200
        prepared = {
            "rate_limited": error(429, "too_many_requests", "Too many requests, slow down."),
            "unavailable": error(503, "unavailable", "The service is temporarily unavailable."),
            "html": Answer(self.code or 502, HTML, "text/html; charset=utf-8"),
            "redirect": Answer(self.code or 302, b"", "text/html", {"Location": self.location}),
            "not_json": Answer(ok, b"upstream connect error, reset before headers"),
            "empty": Answer(ok),
            "wrong_shape": Answer(ok, b'{"value":{}}'),
        }
        return prepared[self.kind] if self.kind in prepared else self._status()

    def _status(self) -> Answer:
        code = self.code or 500
        if self.body is None:
            return error(code, "unexpected_error" if code >= 500 else "error", f"Simulated answer {code}.")
        body = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return Answer(code, body.encode("utf-8", "surrogatepass"), JSON_TYPE)


class FaultBox:
    """The faults that are waiting; the oldest that fits a request happens first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._waiting.append(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def waiting(self) -> tuple[Fault, ...]:
        return tuple(self._waiting)

    def take(self, request: Request) -> Fault | None:
        """The fault for this request, counted down."""
        for fault in self._waiting:
            if fault.fits(request):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times == 0:
                        self._waiting.remove(fault)
                return fault
        return None
