from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.profile import Point, value_at
from runs.domain.profile.curves import side_by_side, stacked, thinned

curves = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), min_size=1, max_size=12).map(
    lambda points: tuple(sorted(((float(at), float(value)) for at, value in points), key=lambda point: point[0]))
)


def test_one_curve_from_zero_stacks_to_itself() -> None:
    curve = ((0.0, 1.0), (600.0, 10.0), (1800.0, 10.0))
    assert stacked([curve]) == curve


def test_curves_side_by_side_add_up_at_every_bend() -> None:
    ramp = ((0.0, 0.0), (10.0, 10.0))
    flat = ((5.0, 4.0), (20.0, 4.0))
    assert stacked([ramp, flat]) == ((0, 0), (5, 5), (5, 9), (10, 14), (10, 4), (20, 4))


def test_a_curve_that_begins_later_leaves_nothing_before() -> None:
    assert stacked([((5.0, 4.0), (9.0, 4.0))]) == ((0, 0), (5, 0), (5, 4), (9, 4))


def test_a_jump_stays_a_jump() -> None:
    curve = ((0.0, 1.0), (5.0, 1.0), (5.0, 9.0), (8.0, 9.0))
    assert stacked([curve]) == curve


def test_two_curves_side_by_side_have_both_values_at_every_bend_of_either() -> None:
    ramp = ((0.0, 0.0), (10.0, 10.0))
    jump = ((0.0, 2.0), (5.0, 2.0), (5.0, 8.0), (10.0, 8.0))
    assert side_by_side(ramp, jump) == ((0, 0, 2), (5, 5, 2), (5, 5, 8), (10, 10, 8))
    assert side_by_side(ramp, ()) == ((0, 0, 0), (10, 10, 0))
    assert side_by_side((), ()) == ()


@given(curves, curves)
def test_side_by_side_goes_forward_and_invents_no_value(first: tuple[Point, ...], second: tuple[Point, ...]) -> None:
    rows = side_by_side(first, second)
    assert all(one[0] <= other[0] for one, other in pairwise(rows))
    for place, curve in ((1, first), (2, second)):
        values = [value for _, value in curve]
        assert all(row[place] == 0 or min(values) <= row[place] <= max(values) for row in rows)


def test_no_curve_at_all_stacks_to_nothing() -> None:
    assert stacked([]) == ()
    assert stacked([()]) == ()


@pytest.mark.parametrize(("seconds", "value"), [(0, 1), (5, 9), (6.5, 9), (8, 9), (2.5, 1), (-1, None), (8.1, None)])
def test_a_curve_is_read_at_any_moment_within_it(seconds: float, value: float | None) -> None:
    assert value_at(((0.0, 1.0), (5.0, 1.0), (5.0, 9.0), (8.0, 9.0)), seconds) == value


def test_an_empty_curve_has_no_value() -> None:
    assert value_at((), 0) is None


@given(st.lists(curves, max_size=5))
def test_a_stack_is_ordered_and_as_high_as_its_parts_can_be_together(parts: list[tuple[Point, ...]]) -> None:
    total = stacked(parts)
    assert all(first[0] <= second[0] for first, second in pairwise(total))
    assert all(value >= 0 for _, value in total)
    assert max((value for _, value in total), default=0) <= sum(max(v for _, v in part) for part in parts)


@given(curves, st.integers(4, 9))
def test_thinning_keeps_the_ends_and_the_highest_and_lowest_point(points: tuple[Point, ...], most: int) -> None:
    thin = thinned(points, most)
    assert len(thin) <= most
    assert (thin[0], thin[-1]) == (points[0], points[-1])
    assert max(value for _, value in thin) == max(value for _, value in points)
    assert min(value for _, value in thin) == min(value for _, value in points)
    assert set(thin) <= set(points)
    assert all(first[0] <= second[0] for first, second in pairwise(thin))
