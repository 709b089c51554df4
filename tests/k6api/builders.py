"""What the tests of the wire build their cases from."""

import json
from collections.abc import Callable
from typing import Any

from runs.k6api.client import Client, Patience
from tests.stand_in import answer

TOKEN = "glc_canary0123456789abcdefSECRET"
STACK = 4711
PATIENT = Patience(1, 20.0, 5.0, 10.0)
THREE = Patience(3, 20.0, 5.0, 10.0)
HURRIED = Patience(1, 0.4, 0.3, 0.3)
RUN_ID = 8_123_456_789


def make_client(url: str, patience: Patience = PATIENT, token: str = TOKEN) -> Client:
    return Client(url, token, STACK, patience=patience)


def read_script(client: Client) -> bytes:
    with client.open_script(RUN_ID) as script:
        return b"".join(script)


OPERATIONS: dict[str, Callable[[Client], object]] = {
    "list": lambda client: client.list_runs(),
    "detail": lambda client: client.get_run(RUN_ID),
    "distribution": lambda client: client.get_distribution(RUN_ID),
    "script": read_script,
    "abort": lambda client: client.abort_run(RUN_ID),
    "note": lambda client: client.update_note(RUN_ID, "slower since the new cache"),
}
READS = ("list", "detail", "distribution")
WRITES = ("abort", "note")


def make_row(**changes: object) -> dict[str, Any]:
    """The smallest row that the API would send, with what the test is about."""
    row: dict[str, Any] = {
        "id": RUN_ID,
        "test_id": 311,
        "project_id": 27,
        "created": "2026-03-02T06:15:00Z",
        "status": "running",
        "retention_expiry": "2026-04-01T06:45:00Z",
        "note": "",
    }
    return row | changes


def json_answer(document: object) -> bytes:
    return answer(200, json.dumps(document).encode())


def make_page(*rows: object, **more: object) -> bytes:
    return json.dumps({"value": list(rows), **more}).encode()
