"""One line an event, as text or as JSON.

Cut out of the finished line: every token that this process sealed or opened, and what follows `Bearer` or `token`,
and the secret of a link that lets somebody in.
"""

import json
import logging
import re
from datetime import UTC, datetime

from runs.k6api import text
from runs.sealing import known_secrets

# The secret in the address of an invitation, a shared page or a new password, as it is or inside another address.
LINK_SECRET = re.compile(r"((?:/|%2F)(?:invitations|s|key)(?:/|%2F))[\w-]{16,}", re.IGNORECASE)


def redact(line: str) -> str:
    return LINK_SECRET.sub(rf"\1{text.REDACTED}", text.redact(line, known_secrets()))


class TextFormatter(logging.Formatter):
    """`2026-11-23T10:00:00Z INFO runs.sync message`; a traceback follows on its own lines."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = f"{stamp} {record.levelname} {record.name} {message}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return redact(line)


class JsonFormatter(TextFormatter):
    """The same as one JSON object a line, a traceback inside it."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)
