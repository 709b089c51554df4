"""Sixty answers that nobody documented, and what each operation of the client makes of them.

A case gives its replies by operation, since some of them are a document, and the outcome by operation: an
error's class, or None where the call succeeds all the same.
"""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from runs.k6api import errors
from runs.k6api.client import Patience
from tests.k6api.builders import HURRIED, PATIENT, WRITES, make_page, make_row
from tests.stand_in import Reply, answer, chunked, dripping, pouring, then_close, then_reset, then_silence

Outcome = type[errors.K6Error] | None
MIB = b" " * 1_048_576


@dataclass(frozen=True)
class Case:
    """`outcome` unless `by_operation` says something else."""

    name: str
    reply: Callable[[str], Reply]
    outcome: Outcome
    by_operation: dict[str, Outcome] = field(default_factory=dict)
    patience: Patience = PATIENT

    def expected(self, operation: str) -> Outcome:
        return self.by_operation.get(operation, self.outcome)


def both_writes(outcome: Outcome) -> dict[str, Outcome]:
    return dict.fromkeys(WRITES, outcome)


def same(name: str, reply: Reply, outcome: Outcome, **more: Any) -> Case:
    return Case(name, lambda _operation: reply, outcome, **more)


def error_body(code: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": f"this is {code}"}}).encode()


def refusing(status: int, outcome: type[errors.K6Error], **headers: str) -> Case:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return same(f"{status} {''.join(headers)}", answer(status, error_body("no"), named), outcome)


def elsewhere(status: int, to: str) -> Case:
    return same(f"{status} to {to}", answer(status, b"x", {"Location": to}), errors.BadAnswer)


IN_AN_HOUR = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
STATUSES = [
    refusing(400, errors.BadRequest),
    refusing(401, errors.Unauthorized),
    refusing(403, errors.Forbidden),
    refusing(404, errors.NotFound),
    refusing(409, errors.Conflict),
    refusing(418, errors.OtherRefusal),
    refusing(429, errors.RateLimited),
    refusing(429, errors.RateLimited, Retry_After=IN_AN_HOUR),
    same("500 html", answer(500, b"<h1>Oops</h1>", content_type="text/html"), errors.ServerError),
    refusing(502, errors.ServerError),
    refusing(503, errors.ServerError, Retry_After="7"),
    refusing(504, errors.ServerError),
    same("204", answer(204), errors.BadAnswer, by_operation=both_writes(None)),
    same("206", answer(206, b"{}"), errors.BadAnswer),
    same("304", then_close(answer(304, length=None)), errors.BadAnswer),
    elsewhere(302, "https://elsewhere.invalid/cloud/v6/test_runs"),
    elsewhere(307, "https://elsewhere.invalid/cloud/v6/test_runs"),
    elsewhere(308, "/cloud/v6/test_runs"),
    same(
        "a storm of 100 Continue",
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 20, 0.01),
        errors.NoAnswer,
        patience=HURRIED,
    ),
    same("a garbage status line", then_close(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), errors.BadAnswer),
]

SCRIPT = "text/javascript"
HEAD = answer(200, length=None, content_type=SCRIPT)[:-2]
LONG = HEAD + b"Content-Length: 1000\r\n\r\n"
BOMB = gzip.compress(bytes(110_000_000), 9)
CHUNKED = {"Transfer-Encoding": "chunked"}
GZIPPED = {"Content-Encoding": "gzip"}


def a_read_only(name: str, reply: Reply, outcome: Outcome) -> Case:
    """A write never looks at the body of a 200, which is undocumented for it whatever it holds."""
    return same(name, reply, outcome, by_operation=both_writes(errors.BadAnswer))


TRANSPORT = [
    same("reset at once", then_reset(b"", 0), errors.NoAnswer),
    a_read_only("reset after the headers", then_reset(LONG), errors.NoAnswer),
    same("accepted, then silence", then_silence(), errors.NoAnswer, patience=HURRIED),
    same("dripped headers", dripping(HEAD, b"X-A: b\r\n"), errors.NoAnswer, patience=HURRIED),
    same("a dripped header line", dripping(HEAD + b"X-A: ", b"b"), errors.NoAnswer, patience=HURRIED),
    a_read_only("a body cut short", then_close(LONG + b"{"), errors.NoAnswer),
    a_read_only(
        "a bad chunk",
        then_close(answer(200, b"zz\r\n{}", CHUNKED, length=None, content_type=SCRIPT)),
        errors.NoAnswer,
    ),
    a_read_only(
        "chunks without an end",
        then_close(answer(200, chunked(b"{}", end=b""), CHUNKED, length=None, content_type=SCRIPT)),
        errors.NoAnswer,
    ),
    a_read_only(
        "100 MB and more, declared",
        pouring(answer(200, length=105 * len(MIB)), MIB, 105),
        errors.BadAnswer,
    ),
    a_read_only(
        "100 MB and more in chunks",
        pouring(answer(200, b"", CHUNKED, length=None, content_type=SCRIPT), chunked(MIB, end=b""), 105),
        errors.BadAnswer,
    ),
    a_read_only("a gzip bomb", answer(200, BOMB, GZIPPED, content_type=SCRIPT), errors.BadAnswer),
    a_read_only(
        "corrupt gzip",
        answer(200, b"\x1f\x8b" + b"nonsense" * 9, GZIPPED, content_type=SCRIPT),
        errors.BadAnswer,
    ),
    a_read_only(
        "gzip cut short",
        answer(200, gzip.compress(make_page())[:-9], GZIPPED, content_type=SCRIPT),
        errors.NoAnswer,
    ),
    a_read_only(
        "an unknown encoding",
        answer(200, b"{}", {"Content-Encoding": "br"}, content_type=SCRIPT),
        errors.BadAnswer,
    ),
    same("10,000 headers", HEAD + b"X-A: b\r\n" * 10_000 + b"\r\n", errors.BadAnswer),
    same("a header of 1 MB", HEAD + b"X-A: " + MIB + b"\r\n\r\n", errors.BadAnswer),
    a_read_only("a length too small", then_close(answer(200, b'{"value": []}', length=5)), errors.BadAnswer),
    Case(
        "a dripped body",
        lambda operation: dripping(LONG, b" ", 0.8 if operation == "script" else 0.05),
        errors.NoAnswer,
        both_writes(errors.BadAnswer),
        HURRIED,
    ),
]


def document(name: str, body: bytes, fine_for: tuple[str, ...] = ()) -> Case:
    """A 200 with this body: bad for all operations but those named."""
    return same(name, answer(200, body), errors.BadAnswer, by_operation=dict.fromkeys(fine_for))


GOOD = make_row()
DOCUMENTS = [
    document("an empty body", b""),
    document("null", b"null"),
    document("an empty list", b"[]"),
    document("a string", b'"x"'),
    document("an empty object", b"{}"),
    document("an empty distribution", b'{"distribution": {}}', ("distribution",)),
    document("no distribution", b'{"distribution": null}'),
    document("a distribution of nonsense", b'{"distribution": {"a": 1, "b": [], "c": {}}}'),
    document("value is null", b'{"value": null}'),
    document("value is an object", b'{"value": {}}'),
    document("four rows of nonsense", b'{"value": [null, 1, "x", []]}', ("list",)),
    document("no rows", b'{"value": []}', ("list",)),
    same("html", answer(200, b"<html>Sign in</html>", content_type="text/html"), errors.BadAnswer),
    document("trailing garbage", make_page(GOOD) + b"}"),
    document("a byte order mark", b"\xef\xbb\xbf" + make_page(GOOD)),
    document("UTF-16", make_page(GOOD).decode().encode("utf-16")),
    document("latin-1", make_page(make_row(note="x")).replace(b'"x"', b'"\xe9"')),
    document("100,000 levels", b"[" * 100_000 + b"]" * 100_000),
    document("100,000 levels in an object", b'{"value":' * 100_000 + b"1" + b"}" * 100_000),
    document("an integer of 5,000 digits", b"9" * 5_000),
    document("a list of it", b'{"value": [' + b"9" * 5_000 + b"]}", ("list",)),
    document("the same key twice", b'{"value": 1, "value": []}', ("list",)),
    document("an error with 200", error_body("conflict")),
    document("1,001 rows", make_page(*[{}] * 1_001)),
]


def row(name: str, changes: Mapping[str, object], *, keeps: bool = False) -> Case:
    """One row with these fields: the list always keeps its neighbour, one run alone may be unreadable."""
    spoiled = make_row(**changes)
    bodies = {"list": make_page(spoiled, GOOD), "detail": json.dumps(spoiled).encode()}
    fine = dict.fromkeys(("list", "detail") if keeps else ("list",))
    return Case(name, lambda operation: answer(200, bodies.get(operation, make_page(spoiled))), errors.BadAnswer, fine)


ROWS = [
    same(
        "a row without fields",
        answer(200, make_page({}, GOOD)),
        errors.BadAnswer,
        by_operation={"list": None},
    ),
    row("all null", dict.fromkeys(GOOD)),
    row("all of the wrong type", {name: [True] for name in GOOD}),
    row("unknown words", {"status": "hibernating", "result": "maybe"}, keeps=True),
    *[row(f"id is {value}", {"id": value}) for value in (float("nan"), float("inf"), 2**70, -1, 0, True, "5")],
    row("an id of 4,201 digits", {"id": 10**4_200}),
    row("surrogates, NUL, right to left", {"note": "\ud800 \x00 \u202e"}, keeps=True),
    row("5 MB of note", {"note": "x" * 5_000_000}, keeps=True),
    row("5 MB of options", {"options": {"tags": {"x": "y" * 5_000_000}}}, keeps=True),
    *[
        row(f"created is {value!r}", {"created": value})
        for value in ("0000-01-01T00:00:00Z", "9999-12-31T23:00:00-10:00", "0001-01-01T00:00:00+10:00", "", 5)
    ],
    row("created without a zone", {"created": "2026-03-02T06:15:00"}, keeps=True),
    *[
        same(
            f"@nextLink is {link!r}",
            answer(200, make_page(GOOD, **{"@nextLink": link})),
            errors.BadAnswer,
            by_operation={"list": None},
        )
        for link in ("https://elsewhere.invalid/", "//elsewhere.invalid/x", "/cloud/v6/projects", 5, "", None)
    ],
]
CASES = [*STATUSES, *TRANSPORT, *DOCUMENTS, *ROWS]
