"""What goes out and what comes back, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One call on its way out. `target` is path and query, percent-encoded; no header holds a secret."""

    operation: str
    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One call's answer: status, headers with lower-case names, the decoded body."""

    status: int
    headers: Mapping[str, str]
    body: bytes
