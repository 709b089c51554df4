"""One line an event, as text or as JSON.

Cut out of the finished line: every token that this process sealed or opened, what follows `Bearer` or `token`, and
the secrets that stand in addresses.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from runs.k6api import text
from runs.sealing import known_secrets

# The id of the request that is being answered; empty outside of one.
REQUEST_ID: ContextVar[str] = ContextVar("REQUEST_ID", default="")
# What follows opens something to whoever has it: a shared page, an invitation, a new password, an address confirmed.
# Inside another address, as in a login's `next`, slashes are written differently.
OPENING = "/(?:s|invitations|password/reset/key|confirm-email)/".replace("/", "(?:/|%2F)")
SECRET_ADDRESSES = re.compile(rf"({OPENING})[^\s\"'?#]+", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")

# What a refused request would say twice: `k6admin.access` has a line for each. gunicorn's would tell its query, too.
LEVELS = {
    "django": "INFO",
    "django.request": "ERROR",
    "django.security.DisallowedHost": "CRITICAL",
    "django-q": "INFO",
    "gunicorn.error": "INFO",
    "gunicorn.access": "CRITICAL",
    "waitress": "WARNING",
    "waitress.queue": "ERROR",
}
FILTERS = {"django.request": ["only_faults"]}


def redact(line: str) -> str:
    return text.redact(SECRET_ADDRESSES.sub(rf"\1{text.REDACTED}", line), known_secrets())


def configuration(log_format: str) -> dict[str, Any]:
    """For Django and for gunicorn: all of it goes to one place, in one form."""
    formatter = JsonFormatter if log_format == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "filters": {"only_faults": {"()": OnlyFaults}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": "INFO"},
        "loggers": {
            name: {"handlers": [], "level": level, "propagate": True, "filters": FILTERS.get(name, [])}
            for name, level in LEVELS.items()
        },
    }


class OnlyFaults(logging.Filter):
    """Drops Django's own record of a 502 or 503 that a view gave as its answer: the API refused, or too many asked.

    `k6admin.access` has a line for it. An ERROR of this program means that somebody must act; what was raised stays.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info) or getattr(record, "status_code", None) not in {502, 503}


class TextFormatter(logging.Formatter):
    """`2026-11-23T10:00:00Z INFO runs.sync message [request id]`; a traceback follows on its own lines."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{stamp} {record.levelname} {record.name} {CONTROLS.sub(_escaped, record.getMessage())}"
        if REQUEST_ID.get():
            line = f"{line} [{REQUEST_ID.get()}]"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return redact(line)


class JsonFormatter(TextFormatter):
    """The same as one JSON object a line, a traceback inside it; what a record has as `fields` stands beside."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if REQUEST_ID.get():
            entry["request_id"] = REQUEST_ID.get()
        for name, value in getattr(record, "fields", {}).items():
            entry[name] = redact(value) if isinstance(value, str) else value
        if record.exc_info:
            entry["traceback"] = redact(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


def _escaped(found: re.Match[str]) -> str:
    """A line break or a terminal's command in a text ends no line and commands nothing."""
    return {"\n": "\\n", "\r": "\\r"}.get(found[0], f"\\x{ord(found[0]):02x}")
