from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from runs.domain.diffs import MOST_COMPARED, MOST_FOUND, Difference, differences
from tests.domain.builders import json_values

objects = st.dictionaries(st.text(max_size=6), json_values, max_size=4)


def test_options_are_compared_path_by_path() -> None:
    before: dict[str, object] = {"stages": [{"duration": "10m", "target": 10}], "vus": 1}
    after: dict[str, object] = {"stages": [{"duration": "10m", "target": 20}], "vus": 1}
    assert differences(before, after).items == (Difference("stages[0].target", 10, 20, "changed"),)


def test_changed_things_come_first_then_added_then_removed_ones() -> None:
    found = differences({"gone": 1, "same": 1, "b": 1}, {"new": 1, "same": 1, "b": 2}).items
    assert [(item.path, item.kind) for item in found] == [("b", "changed"), ("new", "added"), ("gone", "removed")]


def test_a_key_with_null_is_no_key() -> None:
    assert differences({"vus": None}, {}).items == ()
    assert differences({"vus": None}, {"vus": 5}).items == (Difference("vus", None, 5, "added"),)


def test_a_key_whose_parts_are_all_null_is_no_key() -> None:
    assert differences({"dns": {"ttl": None, "select": [None]}}, {}).items == ()


def test_an_emptied_list_has_lost_its_items() -> None:
    assert differences({"stages": [1]}, {"stages": []}).items == (Difference("stages[0]", 1, None, "removed"),)


def test_what_is_new_is_told_as_a_whole_and_not_value_by_value() -> None:
    buy = {"executor": "constant-vus", "vus": 5, "duration": "5m"}
    found = differences({"scenarios": {"look": {"vus": 1}}}, {"scenarios": {"look": {"vus": 1}, "buy": buy}}).items
    assert found == (Difference("scenarios.buy", None, buy, "added"),)


def test_a_value_that_became_an_object_has_changed() -> None:
    found = differences({"http_req_failed": "rate<1"}, {"http_req_failed": {"threshold": "rate<1"}}).items
    assert [(item.path, item.kind) for item in found] == [("http_req_failed", "changed")]


def test_true_is_not_one_but_one_is_one_point_zero() -> None:
    assert differences({"a": True}, {"a": 1}).items
    assert not differences({"a": 1}, {"a": 1.0}).items


def test_numbers_and_dates_of_the_run_itself_can_be_compared() -> None:
    day = datetime(2026, 3, 2, tzinfo=UTC)
    assert not differences({"vuh": Decimal("1.0"), "at": day}, {"vuh": Decimal(1), "at": day}).items


def test_values_too_large_to_compare_whole_are_compared_in_part_and_it_is_said() -> None:
    many = {str(number): number for number in range(MOST_COMPARED + 1)}
    assert differences(many, many).is_partial
    assert not differences({"a": 1}, {"a": 2}).is_partial


def test_of_very_many_differences_some_are_told() -> None:
    found = differences({}, {str(number): number for number in range(MOST_FOUND + 1)})
    assert len(found.items) == MOST_FOUND
    assert found.is_partial


def test_values_nested_past_reading_are_not_followed_and_it_is_said() -> None:
    value, other = [1], [2]
    for _ in range(500):
        value, other = [value], [other]  # type: ignore[list-item]
    found = differences({"deep": value}, {"deep": other})
    assert found.items == ()
    assert found.is_partial


def test_a_key_as_long_as_a_book_is_cut_in_paths() -> None:
    [item] = differences({"k" * 1_000_000: {"a": 1}}, {"k" * 1_000_000: {"a": 2}}).items
    assert len(item.path) < 200


@given(objects)
def test_nothing_differs_from_itself(values: dict[str, object]) -> None:
    assert differences(values, json.loads(json.dumps(values))).items == ()


@given(objects, objects)
def test_what_is_added_one_way_is_removed_the_other_way(before: dict[str, object], after: dict[str, object]) -> None:
    there = {(item.path, item.kind) for item in differences(before, after).items}
    back = {(item.path, item.kind) for item in differences(after, before).items}
    opposite = {"added": "removed", "removed": "added", "changed": "changed"}
    assert there == {(path, opposite[kind]) for path, kind in back}
