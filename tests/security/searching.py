"""Secrets looked for in all the shapes that somebody could still read them in, and all the places they could lie in."""

import base64
import html
import logging
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client

from k6admin.logs import JsonFormatter, TextFormatter
from tests.access.matrix import documented
from tests.access.world import fill


def shapes(secret: str) -> set[str]:
    """As it is, in base64 wherever it begins in what was encoded, percent-encoded, escaped, in hexadecimal."""
    raw = secret.encode()
    found = {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), raw.hex()}
    for skip in range(3):
        coded = base64.b64encode(b"\0" * skip + raw)[4 if skip else 0 : -4].decode()
        found |= {coded, coded.replace("+", "-").replace("/", "_")}
    return found


def found_in(text: str, secrets: Iterable[str]) -> list[str]:
    """The secrets that can be read in it; what somebody else reads of the failure names the shape."""
    return [shape for secret in secrets for shape in sorted(shapes(secret)) if shape in text]


def tables() -> dict[str, str]:
    """Every row of every table."""
    with connection.cursor() as cursor:
        dump = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            dump[table] = str(cursor.fetchall())
    return dump


def database_files() -> dict[str, str]:
    """sqlite's file with what lies beside it, byte by byte; nothing where the database is no file.

    Another process reads it: closing a file gives up every lock that this process holds on it, also those of
    sqlite's own connection, and the next process that writes would damage the database
    (https://sqlite.org/howtocorrupt.html, section 2.2).
    """
    if connection.vendor != "sqlite":
        return {}
    name = Path(str(connection.settings_dict["NAME"]))
    return {path.name: _read_by_another_process(path) for path in name.parent.glob(f"{name.name}*")}


def _read_by_another_process(path: Path) -> str:
    return subprocess.run(["cat", path], capture_output=True, check=True).stdout.decode("latin-1")


def sessions() -> dict[str, str]:
    return {f"session {row.pk}": str(row.get_decoded()) for row in Session.objects.all()}


def mails() -> dict[str, str]:
    return {f"mail to {sent.to}: {sent.subject}": str(sent.message()) for sent in mail.outbox}


def addresses(place: dict[str, object]) -> list[str]:
    """Every address of the table in docs/access.md that can be looked at, with these names filled in."""
    looks = [line.address for line in documented() if line.method == "GET" and not line.address.endswith("download/")]
    return [path for address in looks for path in fill(address, {**place, "object_id": _newest(address)})]


def _newest(address: str) -> object:
    """Of what a page of the operator's is about: the last one."""
    if "<object_id>" not in address:
        return None
    row = apps.get_model("runs", address.split("/")[3])._default_manager.order_by("-pk").first()
    return row.pk if row else 1


def everything_of(response: Any) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(response.headers)


def pages(who: str, client: Client, paths: list[str]) -> dict[str, str]:
    """What each of these addresses answers."""
    return {f"{path} as {who}": everything_of(client.get(path)) for path in paths}


@contextmanager
def hearing() -> Iterator[list[str]]:
    """Every line of the log, as it would be written, in both of its forms."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.extend(formatter.format(record) for formatter in (TextFormatter(), JsonFormatter()))

    ear, root = Ear(), logging.getLogger()
    before = root.level
    root.setLevel(logging.INFO)
    root.addHandler(ear)
    try:
        yield lines
    finally:
        root.removeHandler(ear)
        root.setLevel(before)
