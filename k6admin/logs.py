"""One line an event, as text or as JSON, with what follows `Bearer` or `token` cut out of the finished line."""

import json
import logging
from datetime import UTC, datetime

from runs.k6api import text


def redact(line: str) -> str:
    return text.redact(line, ())


class TextFormatter(logging.Formatter):
    """`2026-11-23T10:00:00Z INFO runs.sync message`; a traceback follows on its own lines."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{stamp} {record.levelname} {record.name} {record.getMessage()}"
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
