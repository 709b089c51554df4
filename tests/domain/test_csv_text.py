"""(F5) No cell of an export is a formula, and numbers stay numbers."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.csv_text import cell, csv_lines

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("start", STARTS, ids=[hex(ord(start)) for start in STARTS])
@pytest.mark.parametrize("rest", ['HYPERLINK("http://evil","x")', "1+1", "", "cmd|' /C calc'!A0"])
def test_f5_a_text_that_could_be_a_formula_begins_with_a_quote(start: str, rest: str) -> None:
    assert cell(start + rest) == f"'{start}{rest}"


@pytest.mark.parametrize("text", ["  =1+1", "\u00a0=1+1", "\n\n@x"])
def test_f5_space_in_front_does_not_hide_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("number", [-5, 0, 7, -2.5, Decimal("-0.10")])
def test_f5_negative_numbers_stay_numbers(number: int | float | Decimal) -> None:
    assert next(csv_lines([[number]])) == f"{number}\r\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (datetime(2026, 11, 1, 12, tzinfo=UTC), "2026-11-01T12:00:00+00:00"),
        ("a-b", "a-b"),
        ("mail@example.com", "mail@example.com"),
        ("", ""),
        ("'quoted'", "'quoted'"),
    ],
)
def test_other_values_are_as_they_are(value: object, text: str) -> None:
    assert cell(value) == text


def test_f5_cells_are_quoted_as_the_rfc_says() -> None:
    rows = [['say "hi"', "a,b", "two\nlines", "plain"]]
    assert "".join(csv_lines(rows)) == '"say ""hi""","a,b","two\nlines",plain\r\n'


@given(
    st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"])), min_size=2, max_size=4), max_size=4)
)
def test_what_is_written_is_read_again_guards_aside(rows: list[list[str]]) -> None:
    written = "".join(csv_lines(rows))
    found = list(csv.reader(io.StringIO(written, newline="")))

    assert [[text.removeprefix("'") for text in row] for row in found] == [
        [text.removeprefix("'") for text in row] for row in rows
    ]
    assert not any(text.startswith(tuple(STARTS)) for row in found for text in row)
