"""Source in lines of coloured tokens: nothing is lost, nothing is added, whatever the text is."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.presenters.highlight import LONGEST, MOST_LINES, MOST_TOKENS, Room, Token, language_of, lines_of

LANGUAGES = ["javascript", "typescript", "json", "", "cobol"]


def joined(text: str, language: str) -> str:
    return "\n".join("".join(token.text for token in line.tokens) for line in lines_of(text, language))


@given(st.text(alphabet=st.characters(exclude_characters="\r", exclude_categories=["Cs"])), st.sampled_from(LANGUAGES))
def test_the_tokens_are_the_text(text: str, language: str) -> None:
    assert joined(text, language) == text


@given(st.lists(st.sampled_from(["`${", "}`", "/*", "*/", "'", '"', "/", "\\", "<b>", "\n", "let a", "1"])))
def test_broken_source_is_text_all_the_same(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert joined(text, "javascript") == text
    assert joined(text, "typescript") == text


def test_what_has_a_colour_has_a_class() -> None:
    [line] = lines_of("export const a = 1.5 + 'x'; // why", "javascript")
    assert [token for token in line.tokens if token.css] == [
        Token("t-k", "export const "),
        Token("t-n", "1.5 "),
        Token("t-s", "'x'"),
        Token("t-c", "// why"),
    ]


def test_a_value_in_an_object_is_no_keyword_of_typescript() -> None:
    [line] = lines_of("const a = { vus: 45 }", "typescript")
    assert [token.text for token in line.tokens if token.css] == ["const "]


def test_a_comment_over_lines_is_coloured_in_each() -> None:
    lines = lines_of("/* one\n\nthree */ a", "typescript")
    assert [line.tokens for line in lines] == [
        (Token("t-c", "/* one"),),
        (),
        (Token("t-c", "three */ "), Token("", "a")),
    ]


@pytest.mark.parametrize("text", ["const a = 1;\n" + "x" * LONGEST, "const a = 1;"])
def test_long_texts_and_unknown_languages_are_plain(text: str) -> None:
    language = "javascript" if len(text) > LONGEST else "cobol"
    assert {token.css for line in lines_of(text, language) for token in line.tokens} == {""}


def test_when_the_time_is_over_the_rest_is_plain_and_whole() -> None:
    [line] = lines_of("const a = 1;", "javascript", room=Room(until=0))
    assert line.tokens == (Token("", "const a = 1;"),)


def test_past_so_many_colours_the_rest_is_plain_and_whole() -> None:
    text = "1;a;" * MOST_TOKENS
    [line] = lines_of(text, "javascript", room=Room(until=math.inf))
    assert len(line.tokens) <= MOST_TOKENS + 2
    assert "".join(token.text for token in line.tokens) == text


def test_more_lines_than_a_page_can_link_are_none() -> None:
    assert lines_of("\n" * MOST_LINES, "javascript") == ()
    assert len(lines_of("\n" * (MOST_LINES - 1), "")) == MOST_LINES


def test_the_files_of_a_page_share_its_lines() -> None:
    page = Room()
    shares = [len(lines_of("\n" * lines, "", room=page)) for lines in (MOST_LINES - 10, 9, 8, 0)]

    assert shares == [MOST_LINES - 9, 0, 9, 0]


def test_lines_are_numbered_from_one_below_their_prefix() -> None:
    assert [(line.number, line.anchor) for line in lines_of("a\nb", "", "file-2-")] == [
        (1, "file-2-L1"),
        (2, "file-2-L2"),
    ]


@pytest.mark.parametrize(
    ("path", "language"),
    [("lib/a.TS", "typescript"), ("a.mjs", "javascript"), ("data.json", "json"), ("a.csv", ""), ("", "")],
)
def test_the_language_is_that_of_the_name(path: str, language: str) -> None:
    assert language_of(path) == language
