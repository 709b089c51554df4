"""Options as JSON that folds: readable, bounded, and still the same JSON."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from runs.presenters.json_text import JsonLine, json_lines, short_json
from runs.presenters.run_options import LONGEST, MOST_LINES, option_tree
from tests.domain.builders import json_values

OPTIONS = {
    "vus": 10,
    "thresholds": {"http_req_duration": ["p(95)<500"]},
    "scenarios": {"browse": {"executor": "constant-vus", "vus": 5, "options": {"browser": {"type": "chromium"}}}},
    "stages": None,
}


def lines_of(options: dict[str, Any]) -> tuple[JsonLine, ...]:
    tree = option_tree(options)
    assert tree
    return tree.lines


def text_of(lines: tuple[JsonLine, ...]) -> str:
    return "".join(line.text for line in lines)


def test_no_options_are_no_tree() -> None:
    assert option_tree(None) is None
    assert option_tree({}) is None


def test_each_part_that_has_parts_can_be_folded_and_says_how_much_is_inside() -> None:
    opened = [(line.text.strip(), line.inside) for line in lines_of(OPTIONS) if line.opens]
    assert opened == [
        ("{", "4 entries"),
        ('"thresholds": {', "1 entry"),
        ('"scenarios": {', "1 entry"),
        ('"browse": {', "3 entries"),
        ('"options": {', "1 entry"),
    ]


def test_what_fits_on_a_line_stays_on_it() -> None:
    stages = {"stages": [{"duration": "1m", "target": 5}]}
    assert '    {"duration": "1m", "target": 5}\n' in text_of(lines_of(stages))
    assert '"thresholds": {"a": "p(95)<500", "b": "rate<1"}\n' in text_of(
        lines_of({"thresholds": {"a": "p(95)<500", "b": "rate<1"}})
    )


def test_a_long_part_is_folded_at_first() -> None:
    few, many = ({"hosts": {f"host-{number}.example.com": "192.0.2.1" for number in range(n)}} for n in (10, 100))
    assert [line.is_open for line in lines_of(few) if line.opens] == [True, True]
    assert [line.is_open for line in lines_of(many) if line.opens] == [True, False]


def test_the_text_has_its_own_letters() -> None:
    assert '"ort": "Köln"' in text_of(lines_of({"tags": {"ort": "Köln"}}))


@given(json_values)
def test_the_lines_together_are_the_same_json_and_every_fold_is_closed(value: object) -> None:
    lines, is_whole = json_lines(value, 10_000, 1_000_000)
    assert is_whole
    assert json.loads(text_of(lines)) == value
    assert_closed(lines)


@given(json_values, st.integers(0, 6), st.integers(0, 60))
def test_cut_anywhere_every_fold_is_closed(value: object, most: int, longest: int) -> None:
    lines, _ = json_lines(value, most, longest)
    assert_closed(lines)
    assert len(text_of(lines)) <= longest


def assert_closed(lines: tuple[JsonLine, ...]) -> None:
    depth = 0
    for line in lines:
        depth += line.opens - line.closes
        assert depth >= 0
    assert depth == 0


def test_megabytes_are_cut_and_the_cut_is_told() -> None:
    tree = option_tree({"hosts": {f"host-{i}": "10.0.0.1" for i in range(50_000)}})
    assert tree
    assert len(tree.lines) <= MOST_LINES + 2
    assert len(text_of(tree.lines)) <= LONGEST
    assert tree.cut == f"Only the first {MOST_LINES:,} lines are shown."


def test_what_fits_is_whole() -> None:
    tree = option_tree({"vus": 1})
    assert tree
    assert tree.cut == ""


def test_a_value_on_one_line_is_cut_before_it_is_spelt_out() -> None:
    assert short_json({"vus": 5, "name": "Köln"}, 100) == '{"vus": 5, "name": "Köln"}'
    assert short_json("plain", 100) == "plain"
    assert short_json(list(range(1_000_000)), 10) == "[0, 1, 2,\u2026"
