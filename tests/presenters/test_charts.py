"""Axes that people can read, and curves that stay inside their picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.presenters.charts import HEIGHT, MOST_TICKS, TOP, WIDTH, Scale, number_words, time_ticks, value_ticks


@pytest.mark.parametrize(
    ("until", "labels"),
    [
        (4e-9, ["0 s", "under 1 s"]),
        (1.6, ["0 s", "1 s"]),
        (5, ["0 s", "1 s", "2 s", "3 s", "4 s", "5 s"]),
        (90, ["0 s", "30 s", "1 min", "1 min 30 s"]),
        (3600, ["0 s", "15 min", "30 min", "45 min", "1 h"]),
        (6 * 86_400, ["0 s", "2 d", "4 d", "6 d"]),
    ],
)
def test_time_has_round_ticks(until: float, labels: list[str]) -> None:
    assert [tick.label for tick in time_ticks(until)] == labels


@pytest.mark.parametrize(
    ("most", "whole", "labels"),
    [(10, True, ["5", "10"]), (1, True, ["1"]), (1, False, ["0.5", "1"]), (4500, True, ["2,000", "4,000"])],
)
def test_values_have_round_ticks(most: float, whole: bool, labels: list[str]) -> None:
    assert [tick.label for tick in value_ticks(most, whole=whole)] == labels


@given(st.floats(min_value=1e-9, max_value=1e12))
def test_any_axis_has_a_few_ticks_inside_the_picture(most: float) -> None:
    times, values = time_ticks(most), value_ticks(most)
    assert 1 <= len(times) <= MOST_TICKS + 1
    assert 1 <= len(values) <= 3
    assert all(0 <= float(tick.at.removesuffix("%")) <= 100 for tick in times)
    assert all(TOP <= float(tick.at) <= TOP + HEIGHT for tick in values)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_no_point_leaves_the_picture(seconds: float, value: float) -> None:
    scale = Scale(10, 5)
    assert 0 <= scale.x(seconds) <= WIDTH
    assert 0 <= scale.y(value) <= HEIGHT


def test_an_area_stands_on_the_ground() -> None:
    assert Scale(10, 4).area([(0, 2), (5, 4)]) == "0.0,160 0.0,80.0 500.0,0.0 500.0,160"


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.5, "0.5"), (1 / 3, "0.333"), (12.345, "12.3"), (1234.5, "1,234"), (2.0, "2")]
)
def test_numbers_have_three_digits_that_matter(value: float, text: str) -> None:
    assert number_words(value) == text
