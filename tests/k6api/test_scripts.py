"""A script comes whole or ends in an error; how long it takes is up to the size."""

import gzip
import socket
import time

import pytest

from runs.k6api import body, errors, script
from runs.k6api.client import Patience
from tests.k6api.builders import PATIENT, RUN_ID, make_client, read_script
from tests.stand_in import Reply, StandIn, answer, chunked, pouring, then_close

JS = "text/javascript; charset=utf-8"
TAR = "application/x-tar"
SOURCE = b"import http from 'k6/http'\nexport default function () {}\n"


def script_answer(content: bytes, content_type: str = JS, **headers: str) -> bytes:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    length = None if "Transfer-Encoding" in named else -1
    return answer(200, content, named, content_type=content_type, length=length)


def failure(reply: Reply, patience: Patience = PATIENT) -> errors.K6Error:
    return cut(reply, patience)[1]


def cut(reply: Reply, patience: Patience = PATIENT) -> tuple[int, errors.K6Error]:
    """How many bytes came, and the error that ended them."""
    seen = 0
    with StandIn(reply) as api, make_client(api.url, patience) as client:
        try:
            with client.open_script(RUN_ID) as stream:
                for chunk in stream:
                    seen += len(chunk)
        except errors.K6Error as error:
            return seen, error
    raise AssertionError("the script came whole")


def test_javascript_comes_with_its_media_type_and_length() -> None:
    with StandIn(script_answer(SOURCE)) as api, make_client(api.url) as client:
        with client.open_script(RUN_ID) as stream:
            assert (stream.media_type, stream.length) == ("text/javascript", len(SOURCE))
            assert b"".join(stream) == SOURCE
        head = api.requests[0].decode()
    assert head.startswith(f"GET /cloud/v6/test_runs/{RUN_ID}/script HTTP/1.1\r\n")
    assert "Accept: text/javascript, application/x-tar\r\n" in head
    assert "Accept-Encoding: identity\r\n" in head


def test_a_tar_in_chunks_has_no_known_length_and_comes_whole() -> None:
    data = bytes(range(256)) * 2_000
    reply = script_answer(chunked(data), TAR, Transfer_Encoding="chunked")
    with StandIn(reply) as api, make_client(api.url) as client, client.open_script(RUN_ID) as stream:
        assert (stream.media_type, stream.length) == (TAR, None)
        assert b"".join(stream) == data


def test_a_packed_script_is_unpacked_and_its_packed_length_is_not_told() -> None:
    reply = script_answer(gzip.compress(SOURCE * 100), Content_Encoding="gzip")
    with StandIn(reply) as api, make_client(api.url) as client, client.open_script(RUN_ID) as stream:
        assert stream.length is None
        assert b"".join(stream) == SOURCE * 100


def test_a_gzipped_tar_stays_as_it_is() -> None:
    data = gzip.compress(b"tar" * 1_000, mtime=0)
    with StandIn(script_answer(data, "application/gzip")) as api, make_client(api.url) as client:
        assert read_script(client) == data


@pytest.mark.parametrize("claim", ["", "nonsense", "text/javascript\x00/x", "a/" + "b" * 100])
def test_a_media_type_that_is_none_is_empty(claim: str) -> None:
    with (
        StandIn(script_answer(SOURCE, claim)) as api,
        make_client(api.url) as client,
        client.open_script(RUN_ID) as stream,
    ):
        assert stream.media_type == ""


def test_a_script_that_cannot_be_proven_complete_is_refused_at_once() -> None:
    error = failure(then_close(answer(200, SOURCE, content_type=JS, length=None)))
    assert isinstance(error, errors.BadAnswer)


def test_a_cut_is_told_after_the_bytes_that_came() -> None:
    seen, error = cut(then_close(answer(200, SOURCE, content_type=JS, length=100_000)))
    assert isinstance(error, errors.NoAnswer)
    assert (seen, error.reason, error.sent) == (len(SOURCE), "cut_short", True)


TEXT_OF_A_PROXY = b"upstream connect error or disconnect/reset before headers. reset reason: connection timeout"


@pytest.mark.parametrize(
    ("content", "claim"),
    [
        (b"\n <!doctype html><p>Sign in", "text/html"),
        (b"\xef\xbb\xbf<html>", JS),
        (b"<?xml version='1.0'?><Error/>", "application/octet-stream"),
        (b'{"error": {}}', "application/json; charset=utf-8"),
        (b'{"error": {}}', ""),
        (TEXT_OF_A_PROXY, "text/plain"),
        (TEXT_OF_A_PROXY, "text/html; charset=utf-8"),
        (TEXT_OF_A_PROXY, ""),
        (b"no healthy upstream", "text/plain"),
    ],
)
def test_a_gateway_s_answer_is_no_script(content: bytes, claim: str) -> None:
    error = failure(script_answer(content, claim))
    assert isinstance(error, errors.BadAnswer)
    assert error.reason == "shape"


@pytest.mark.parametrize("claim", ["text/html", "text/plain; charset=utf-8", "", "application/x-made-up"])
@pytest.mark.parametrize(
    "content",
    [
        SOURCE,
        b"// a long licence\n" * 1_000 + SOURCE,
        gzip.compress(b"tar" * 1_000, mtime=0),
        bytes(257) + b"ustar\x0000" + bytes(1_000),
        bytes(20_000),
    ],
)
def test_what_may_be_a_script_is_one_under_any_media_type(content: bytes, claim: str) -> None:
    with StandIn(script_answer(content, claim)) as api, make_client(api.url) as client:
        assert read_script(client) == content


@pytest.mark.parametrize("claim", [JS, TAR, "application/gzip", "application/javascript", "text/typescript"])
def test_a_media_type_that_says_script_is_believed(claim: str) -> None:
    with StandIn(script_answer(b"// nothing yet", claim)) as api, make_client(api.url) as client:
        assert read_script(client) == b"// nothing yet"


def test_an_empty_script_is_a_bad_answer() -> None:
    assert isinstance(failure(script_answer(b"")), errors.BadAnswer)


@pytest.mark.parametrize(
    ("status", "wanted"), [(404, errors.NotFound), (403, errors.Forbidden), (204, errors.BadAnswer)]
)
def test_a_refusal_is_told_before_any_byte(status: int, wanted: type[errors.K6Error]) -> None:
    assert type(failure(answer(status))) is wanted


def test_a_script_of_more_than_100_mb_stops_mid_way() -> None:
    """(F4)"""
    piece = b"x" * 1_000_000
    start = answer(200, b"", {"Transfer-Encoding": "chunked"}, content_type=TAR, length=None)
    reply = pouring(start, chunked(piece, size=len(piece), end=b""), 1_000)
    seen, error = cut(reply)
    assert isinstance(error, errors.BadAnswer)
    assert error.reason == "too_large"
    assert 99_000_000 < seen <= script.MOST_SCRIPT


def slowly(content: bytes, every: float) -> Reply:
    """The content a byte at a time, then nothing."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(answer(200, content_type=JS, length=len(content)))
        for byte in content:
            time.sleep(every)
            connection.sendall(bytes([byte]))

    return reply


def test_a_slow_script_may_take_longer_than_a_call() -> None:
    patience = Patience(1, 0.5, 0.5, 5.0)
    with StandIn(slowly(SOURCE[:12], 0.1)) as api, make_client(api.url, patience) as client:
        assert read_script(client) == SOURCE[:12]


def test_a_script_that_stops_coming_ends_after_the_idle_time() -> None:
    seen, error = cut(slowly(b"ab", 1.0), Patience(1, 10.0, 5.0, 0.3))
    assert isinstance(error, errors.NoAnswer)
    assert (seen, error.reason) == (0, "timeout")


def test_a_drip_ends_some_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MOST_WAITING", 0.3)
    seen, error = cut(slowly(b"x" * 1_000, 0.05))
    assert isinstance(error, errors.NoAnswer)
    assert 0 < seen < 1_000
    assert error.reason == "timeout"


def test_a_reader_that_takes_its_time_is_not_the_networks_fault() -> None:
    data = bytes(300_000)
    patience = Patience(1, 0.6, 0.5, 0.3)
    with StandIn(script_answer(data, TAR)) as api, make_client(api.url, patience) as client:
        seen = 0
        with client.open_script(RUN_ID) as stream:
            for chunk in stream:
                seen += len(chunk)
                time.sleep(0.4 if seen < 200_000 else 0)
        assert seen == len(data)


def slow_text(content: bytes, every: float) -> Reply:
    """As `slowly`, under a type that is believed only after 16 KiB."""

    def reply(connection: socket.socket) -> None:
        connection.sendall(answer(200, content_type="text/plain", length=len(content)))
        for byte in content:
            time.sleep(every)
            connection.sendall(bytes([byte]))

    return reply


def test_one_deadline_ends_a_beginning_that_drips() -> None:
    """Each byte comes within the idle time; the first 16 KiB never come within the call's."""
    started = time.monotonic()
    seen, error = cut(slow_text(b"x" * 400, 0.02), Patience(1, 0.5, 0.5, 5.0))
    assert isinstance(error, errors.NoAnswer)
    assert (seen, error.reason) == (0, "timeout")
    assert time.monotonic() - started < 3.0


def test_a_script_that_drips_after_its_beginning_ends_too() -> None:
    """No pause is longer than the idle time, and still it is over after the call's time and the idle time."""
    seen, error = cut(slowly(b"x" * 400, 0.02), Patience(1, 0.5, 0.5, 0.5))
    assert isinstance(error, errors.NoAnswer)
    assert 0 < seen < 200
    assert error.reason == "timeout"


def test_leaving_early_leaves_no_error() -> None:
    reply = pouring(answer(200, content_type=TAR, length=50_000_000), bytes(1_000_000), 50)
    with StandIn(reply) as api, make_client(api.url) as client:
        with client.open_script(RUN_ID) as stream:
            assert next(iter(stream))
        with client.open_script(RUN_ID) as stream:
            assert next(iter(stream))
        assert len(api.requests) == 2
