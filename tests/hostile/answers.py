"""Sixty answers that nobody documented, by number, and what a person should be told of each.

`reads` is the word for the cause where a list, a run or a distribution is read, `script` the same for a script; `fine`
names the operations that can use the answer all the same. `abort` and `note` say what becomes of the action: "unknown"
for an outcome that nobody knows, "not_sent" where nothing left, "done", or the reason of the refusal; `wrote` is the
word for what a write got instead of an answer, where it is not that of `reads`.
"""

import itertools
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.builders import run_document
from tests.hostile.scene import NOTED, running_document
from tests.k6api.hostile import BOMB, CHUNKED, GZIPPED, HEAD, LONG, MIB, SCRIPT
from tests.stand_in import Reply, answer, chunked, dripping, pouring, then_close, then_reset, then_silence

NEIGHBOUR = 104
LATE = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
Told = Callable[[str, str], Reply]


@dataclass(frozen=True)
class Hostile:
    """`reply` gives what is sent for an operation; it knows the address of a second listener, to point there."""

    number: int
    name: str
    reply: Told
    reads: str
    script: str
    abort: str = "unknown"
    note: str = "unknown"
    fine: tuple[str, ...] = ()
    wrote: str = ""
    is_hurried: bool = False
    is_closed: bool = False
    is_tls: bool = False

    def __str__(self) -> str:
        return f"{self.number:02}-{self.name.replace(' ', '-')}"

    def word(self, operation: str) -> str:
        """The cause that is told, "" where there is nothing to complain of."""
        if operation in self.fine:
            return ""
        return self.script if operation == "script" else self.reads


def same(number: int, name: str, reply: Reply, word: str, **more: Any) -> Hostile:
    return Hostile(number, name, lambda _operation, _elsewhere: reply, word, more.pop("script", word), **more)


def error_body(message: str) -> bytes:
    return json.dumps({"error": {"code": "odd", "message": message, "target": None}}).encode()


def refusing(number: int, status: int, word: str, action: str, **more: Any) -> Hostile:
    headers = {"Retry-After": more.pop("retry_after")} if "retry_after" in more else {}
    reply = answer(status, error_body(f"said with {status}"), headers)
    return same(number, str(status), reply, word, **{"abort": action, "note": action, **more})


def elsewhere(number: int, status: int) -> Hostile:
    def reply(_operation: str, other: str) -> Reply:
        return answer(status, b"moved", {"Location": f"{other}/cloud/v6/test_runs"})

    return Hostile(number, f"{status} to another host", reply, "redirect", "redirect")


STATUSES = [
    refusing(1, 400, "refused", "bad_request"),
    refusing(2, 401, "unauthorized", "unauthorized"),
    refusing(3, 403, "forbidden", "forbidden"),
    refusing(4, 404, "not_found", "not_found"),
    refusing(5, 409, "refused", "conflict", abort="ended_first"),
    refusing(6, 418, "refused", "refused"),
    refusing(7, 429, "rate_limited", "rate_limited"),
    replace(refusing(8, 429, "rate_limited", "rate_limited", retry_after=LATE), name="429 until a date"),
    same(9, "500 html", answer(500, b"<h1>Oops</h1>", content_type="text/html"), "server_error"),
    refusing(10, 502, "server_error", "unknown"),
    refusing(11, 503, "unavailable", "unknown", retry_after="7", is_hurried=True),
    refusing(12, 504, "server_error", "unknown"),
    same(13, "204", answer(204), "status", abort="done", note="done"),
    same(14, "206", answer(206, b"{}"), "status"),
    same(15, "304", then_close(answer(304, length=None)), "status"),
    elsewhere(16, 302),
    elsewhere(17, 307),
    same(18, "308 to itself", answer(308, b"", {"Location": "/cloud/v6/test_runs"}), "redirect"),
    same(
        19,
        "a storm of 100 Continue",
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 20, 0.01),
        "timeout",
        is_hurried=True,
    ),
    same(20, "a garbage status line", then_close(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "status"),
]


def dripped(operation: str, _elsewhere: str) -> Reply:
    """A script is given up by the seconds without a byte, everything else by the time of the whole call.

    Of a write only the body of a refusal is read: it is the status that counts.
    """
    start = answer(502, length=1000) if operation in {"abort", "note"} else LONG
    return dripping(start, b" ", 0.9 if operation == "script" else 0.05)


def unasked(name: str) -> dict[str, Any]:
    return {"abort": "not_sent", "note": "not_sent", name: True}


IN_CHUNKS = answer(200, b"", CHUNKED, length=None, content_type=SCRIPT)
TRANSPORT = [
    same(21, "refused", b"", "unreachable", **unasked("is_closed")),
    same(22, "reset after the headers", then_reset(LONG), "cut_short"),
    same(23, "accepted and silent", then_silence(), "timeout", is_hurried=True),
    same(24, "headers dripped", dripping(HEAD, b"X-A: b\r\n"), "timeout", is_hurried=True),
    Hostile(25, "body dripped", dripped, "timeout", "timeout", wrote="server_error", is_hurried=True),
    same(26, "body cut short", then_close(LONG + b"export default 1"), "cut_short"),
    same(27, "bad chunk", then_close(IN_CHUNKS + b"zz\r\n{}"), "cut_short"),
    same(
        28,
        "100 MB",
        pouring(answer(200, b"", CHUNKED, length=None, content_type=SCRIPT), chunked(MIB, end=b""), 105),
        "too_large",
        fine=("script",),
    ),
    same(29, "gzip bomb", answer(200, BOMB, GZIPPED, content_type=SCRIPT), "too_large", fine=("script",)),
    same(30, "corrupt gzip", answer(200, b"\x1f\x8b" + b"nonsense" * 9, GZIPPED, content_type=SCRIPT), "not_json"),
    same(31, "10,000 headers", HEAD + b"X-A: b\r\n" * 10_000 + b"\r\n", "too_large"),
    same(32, "a header of 1 MB", HEAD + b"X-A: " + MIB + b"\r\n\r\n", "too_large"),
    same(33, "a certificate that is not good", b"", "tls", **unasked("is_tls")),
    same(34, "a length too small", then_close(answer(200, b'{"value": []}', length=5)), "not_json", script="shape"),
]


def document(number: int, name: str, body: bytes, word: str = "shape", *fine: str) -> Hostile:
    """As JSON, whatever it was asked for: no script is told so."""
    return same(number, name, answer(200, body), word, script="shape", fine=fine)


def text(number: int, name: str, body: bytes, word: str = "not_json") -> Hostile:
    """No JSON for whoever reads JSON. As JavaScript it may be a script, odd as it looks."""

    def reply(operation: str, _elsewhere: str) -> Reply:
        return answer(200, body, content_type=SCRIPT if operation == "script" else "application/json")

    return Hostile(number, name, reply, word, word, fine=("script",))


PAGE = json.dumps({"value": [run_document(NEIGHBOUR)]}).encode()
DOCUMENTS = [
    document(35, "empty body", b"", "not_json"),
    document(36, "null", b"null"),
    document(37, "an empty list", b"[]"),
    document(38, "a string", b'"x"'),
    document(39, "an empty object", b"{}"),
    document(40, "value is null", b'{"value": null}'),
    document(41, "value is an object", b'{"value": {}}'),
    document(42, "four rows of nonsense", b'{"value": [null, 1, "x", []]}', "shape", "list"),
    document(43, "no rows where there were some", b'{"value": []}', "shape", "list"),
    same(44, "html", answer(200, b"<html>Sign in</html>", content_type="text/html"), "not_json", script="shape"),
    text(45, "JSON and garbage behind it", PAGE + b"}"),
    text(46, "a byte order mark", b"\xef\xbb\xbf" + PAGE),
    text(47, "UTF-16", PAGE.decode().encode("utf-16")),
    text(48, "latin-1", PAGE.replace(b"amazon", b"\xe9")),
    text(49, "100,000 levels", b"[" * 100_000 + b"]" * 100_000),
    text(50, "an integer of 5,000 digits", b"9" * 5_000, "shape"),
    document(51, "the same key twice", b'{"value": 1, "value": []}', "shape", "list"),
    document(52, "an error with 200", error_body("conflict")),
]


def rows(number: int, name: str, spoiled: list[dict[str, Any]], nodes: Any, *fine: str) -> Hostile:
    """In a list these rows beside a good one, in a run the first of them, in a distribution what is as bad there."""
    page = json.dumps({"value": [*spoiled, run_document(NEIGHBOUR)]}).encode()
    bodies = {"detail": json.dumps(spoiled[0]).encode(), "distribution": json.dumps({"distribution": nodes}).encode()}

    def reply(operation: str, _elsewhere: str) -> Reply:
        return answer(200, bodies.get(operation, page))

    return Hostile(number, name, reply, "shape", "shape", fine=("list", *fine))


ALL = running_document()
ODD_NUMBERS: list[Any] = [float("nan"), float("inf"), 2**70, -1, True]
ODD_TEXT, LONG_TEXT = "\ud800 \x00 \u202e", "x" * 5_000_000
ODD_TIMES: list[Any] = ["0000-01-01T00:00:00Z", "9999-12-31T23:00:00-10:00", "2026-13-45T00:00:00Z", "", 5]
NO_ZONE = "2026-03-02T06:15:00"


def linked(_operation: str, other: str) -> Reply:
    """The same page again and again: its link leads to itself, to another host, to another path, and is no link."""
    links = itertools.cycle(["/cloud/v6/test_runs?$skip=0", f"{other}/cloud/v6/test_runs", "/cloud/v6/projects", 5])

    def send(connection: socket.socket) -> None:
        page = {"value": [run_document(NEIGHBOUR)], "@nextLink": next(links)}
        connection.sendall(answer(200, json.dumps(page).encode()))

    return send


ROWS = [
    rows(53, "all fields missing", [{}], {"a": {}}),
    rows(54, "all null", [dict.fromkeys(ALL)], {"a": None}),
    rows(55, "all of the wrong type", [{name: [True] for name in ALL}], {"a": [True]}),
    rows(
        56, "unknown words", [running_document(status="hibernating", result="maybe")], {"moon": {"share": 1}}, "detail"
    ),
    rows(
        57,
        "numbers that are none",
        [
            *[running_document(id=number) for number in ODD_NUMBERS],
            run_document(NOTED, max_vus=2**70, max_browser_vus=-1, execution_duration=True, cost=float("inf")),
        ],
        {f"zone {number}": {"percentage": number, "nodes": [None, number]} for number in ODD_NUMBERS},
        "distribution",
    ),
    rows(
        58,
        "surrogates, NUL, right to left, 5 MB",
        [running_document(note=ODD_TEXT + LONG_TEXT, options={"tags": {ODD_TEXT: ODD_TEXT}}, started_by=ODD_TEXT)],
        {ODD_TEXT + LONG_TEXT: {"percentage": 100, "nodes": [{"size": "\ud800", "public_ip": "\x00"}]}},
        "detail",
        "distribution",
    ),
    rows(
        59,
        "times that are none",
        [
            *[running_document() | {"created": time} for time in ODD_TIMES],
            run_document(NOTED) | {"created": NO_ZONE, "ended": "0000-01-01T00:00:00Z"},
        ],
        {"a": {"percentage": "", "nodes": ""}},
        "distribution",
    ),
    Hostile(60, "a link that goes in circles, or elsewhere", linked, "shape", "shape", fine=("list",)),
]
ANSWERS = [*STATUSES, *TRANSPORT, *DOCUMENTS, *ROWS]
assert [hostile.number for hostile in ANSWERS] == list(range(1, 61))
