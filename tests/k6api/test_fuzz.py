"""Whatever bytes a server sends, the client returns a record or raises its own error."""

import contextlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runs.k6api import errors
from tests.k6api.builders import HURRIED, OPERATIONS, make_client
from tests.stand_in import StandIn, then_close

NAMES = b"Content-Length Transfer-Encoding Content-Encoding Content-Type Location Retry-After Set-Cookie"
VALUES = b"0 5 -5 x chunked gzip identity text/html \xff\xfe //[ http://[::1 close 99999999999999999999"
HEADER_NAMES = st.sampled_from([*NAMES.split(), b"", b"X y", b"\x00", b"\xff"])
HEADER_VALUES = st.sampled_from(
    [*VALUES.split(), b"", b"5, 6", b"gzip, chunked", b"a=b; expires=Thu, 99 Foo 9999"]
) | st.binary(max_size=10)
HEADERS = st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=4)
STATUS_LINES = st.builds(
    lambda status, rest: b"HTTP/1.1 " + str(status).encode() + rest,
    st.integers(-1, 1_000),
    st.binary(max_size=4),
)
BODIES = st.binary(max_size=30) | st.sampled_from(
    [b"0\r\n\r\n", b"2\r\n{}\r\n0\r\n\r\n", b"-1\r\nx", b"{}", b"\x1f\x8b"]
)


def call(operation: str, data: bytes) -> None:
    with StandIn(then_close(data)) as api, make_client(api.url, HURRIED) as client:
        with contextlib.suppress(errors.K6Error):
            OPERATIONS[operation](client)
        assert len(api.requests) <= 1  # a client in a hurry may be gone before the server has counted it


MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(st.sampled_from(sorted(OPERATIONS)), STATUS_LINES, HEADERS, BODIES)
def test_no_answer_makes_the_client_raise_anything_else(
    operation: str, line: bytes, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    head = b"\r\n".join([line, *(name + b": " + value for name, value in headers)])
    call(operation, head + b"\r\n\r\n" + body)


@MANY
@given(st.sampled_from(sorted(OPERATIONS)), st.binary(max_size=60))
def test_no_bytes_make_the_client_raise_anything_else(operation: str, data: bytes) -> None:
    call(operation, data)
