"""What the simulator was asked, for tests and for a look over its shoulder. No token is ever in it."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from .answers import Request
from .moments import stamp

Json = dict[str, object]

KEPT = 50_000
BODY_SHOWN = 10_000


@dataclass(frozen=True)
class Said:
    """What came of a request; `status` is None where no answer was sent."""

    status: int | None
    now: int
    fault: str | None


class RequestLog:
    """The newest 50,000 entries; with a `file`, also one JSON line per request appended there."""

    def __init__(self, file: Path | None = None) -> None:
        self._entries: deque[Json] = deque(maxlen=KEPT)
        self.file = file

    def write(self, request: Request, token: str, holder: str | None, said: Said) -> None:
        """`token` is missing, wrong or valid; `holder` is the address of whom it belongs to."""
        entry: Json = {
            "method": request.method,
            "path": request.path,
            "target": request.target,
            "query": dict(request.query),
            "headers": {
                "authorization": token,
                "x_stack_id": request.headers.get("x-stack-id"),
                "x_stack_url": request.headers.get("x-stack-url"),
                "accept": request.headers.get("accept"),
                "content_type": request.headers.get("content-type"),
            },
            "holder": holder,
            "body": request.body[:BODY_SHOWN].decode("utf-8", "replace"),
            "status": said.status,
            "fault": said.fault,
            "at": stamp(said.now),
        }
        self._entries.append(entry)
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(entry) + "\n")

    def entries(self) -> list[Json]:
        return list(self._entries)

    def clear(self) -> None:
        self._entries.clear()
