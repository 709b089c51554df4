"""Requests and answers without sockets, and error bodies in the shape of the OpenAPI description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Json = dict[str, object]

JSON_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; header names in lower case, the last of repeated query names wins."""

    method: str
    target: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered. `headers` are those beside Content-Type and Content-Length."""

    status: int
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """Ends an operation with an error answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def as_json(value: object, status: int = 200) -> Answer:
    return Answer(status, json.dumps(value).encode())


def no_content() -> Answer:
    return Answer(204, content_type="")


def error(status: int, code: str, message: str, target: str | None = None) -> Answer:
    """An error body; a `target` is named a second time in `details`, as for fields of a form."""
    details = None if target is None else [{"code": code, "message": message, "target": target}]
    return as_json({"error": {"code": code, "message": message, "target": target, "details": details}}, status)


def invalid(message: str, target: str | None = None) -> Refusal:
    return Refusal(error(400, "validation_error", message, target))


def not_found(what: str = "Resource") -> Refusal:
    return Refusal(error(404, "not_found", f"{what} matching query does not exist."))


def conflict(message: str) -> Refusal:
    return Refusal(error(409, "conflict", message))
