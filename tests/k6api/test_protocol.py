"""Requests as the API documents them, and JSON that cannot hurt."""

import contextlib
import math
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.k6api import json_body
from runs.k6api.protocol import build, list_query, rfc3339


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 120_000, tzinfo=UTC), "2026-01-02T03:04:05.120000Z"),
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            "2026-01-01T21:34:05Z",
        ),
    ],
)
def test_times_are_sent_in_utc_with_a_z(moment: datetime, text: str) -> None:
    assert rfc3339(moment) == text


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        rfc3339(datetime(2026, 1, 2))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    "arguments",
    [
        {"top": 0},
        {"top": 1_001},
        {"top": True},
        {"top": "5"},
        {"skip": -1},
        {"skip": 2**31},
        {"skip": None},
        {"orderby": "created desc&$top=1"},
        {"orderby": "created;drop"},
        {"orderby": ""},
        {"orderby": "created sideways"},
    ],
)
def test_a_list_argument_that_the_api_does_not_document_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        list_query(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("orderby", ["created", "created desc", "name asc", "project_id desc,name"])
def test_an_order_of_fields_is_sent_as_it_is(orderby: str) -> None:
    assert list_query(orderby=orderby)["$orderby"] == orderby


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), min_size=1, max_size=4))
def test_no_query_breaks_out_of_its_place(query: dict[str, str]) -> None:
    try:
        target = build("list_runs", "GET", "/cloud/v6/test_runs", query=query).target
    except UnicodeEncodeError:
        assert any("\ud800" <= letter <= "\udfff" for pair in query.items() for text in pair for letter in text)
        return
    assert target.isascii()
    assert target.isprintable()
    assert target.count("?") == 1
    assert target.count("&") == len(query) - 1
    assert not set(target) & {" ", "#", "\r", "\n", '"'}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{} {}",
        b"{}}",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        '{"a": "é"}'.encode("latin-1"),
        '"\ud800"'.encode("utf-8", "surrogatepass"),
        b"[" * 100_000,
        b"nan",
        b"'a'",
        b"<html>",
    ],
)
def test_what_is_no_json_in_utf_8_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        json_body.decode(body)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5_000, b"-" + b"9" * 41])
def test_a_number_that_is_none_decodes_to_no_finite_number(number: bytes) -> None:
    decoded = json_body.decode(b"[" + number + b"]")
    assert isinstance(decoded, list)
    assert isinstance(decoded[0], float)
    assert not math.isfinite(decoded[0])


@given(st.binary(max_size=60))
def test_no_bytes_make_the_decoder_raise_anything_else(body: bytes) -> None:
    with contextlib.suppress(ValueError):
        json_body.decode(body)
