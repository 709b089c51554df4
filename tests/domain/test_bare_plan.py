"""A plan that draws the same curves and says nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.profile import bare_plan, profile, run_plan, stored_plan

WRITTEN = "canary"
PLANS: list[dict[str, Any]] = [
    {"vus": 10, "duration": "30s"},
    {"vus": 3, "iterations": 10},
    {"stages": [{"duration": "1m30s", "target": 20}, {"duration": 5000, "target": 0}]},
    {"iterations": 4},
    {"vus": 30, "duration": "1m", "executionSegment": "1/3:2/3", "executionSegmentSequence": "0,1/3,2/3,1"},
    {},
    {
        "scenarios": {
            WRITTEN: {"executor": "constant-arrival-rate", "rate": 30, "timeUnit": "1m", "duration": "1d2h",
                      "preAllocatedVUs": 5, "maxVUs": 50, "exec": WRITTEN, "env": {WRITTEN: WRITTEN}},
            "second": {"executor": "ramping-arrival-rate", "startRate": 5, "startTime": "10s", "gracefulStop": "0s",
                       "preAllocatedVUs": 2, "stages": [{"duration": "1m", "target": 9}]},
            "third": {"executor": "per-vu-iterations", "vus": 2, "iterations": 9, "maxDuration": "2m",
                      "options": {"browser": {"type": WRITTEN}}},
        },
        "tags": {WRITTEN: WRITTEN},
    },
]  # fmt: skip


@pytest.mark.parametrize("options", PLANS, ids=range(len(PLANS)))
def test_it_draws_what_the_options_draw(options: dict[str, Any]) -> None:
    told, bare = run_plan(options), profile(bare_plan(options))

    assert (bare.total, bare.rate, bare.peak, bare.until) == (told.total, told.rate, told.peak, told.until)
    assert [one.is_browser for one in bare.scenarios] == [one.is_browser for one in told.scenarios]
    assert [one.may_end_early for one in bare.scenarios] == [one.may_end_early for one in told.scenarios]


@pytest.mark.parametrize("options", PLANS, ids=range(len(PLANS)))
def test_no_word_that_somebody_wrote_is_left(options: dict[str, Any]) -> None:
    assert WRITTEN not in str(bare_plan(options))
    assert [scenario.name for scenario in profile(bare_plan(options)).scenarios][:1] == ["Scenario-1"]


@pytest.mark.parametrize(
    "config",
    [
        {"executor": WRITTEN, "vus": 1},
        {"executor": "constant-vus", "duration": WRITTEN},
        {"executor": "constant-vus", "duration": "1m", "vus": WRITTEN},
        {"executor": "ramping-vus", "stages": WRITTEN},
        {"executor": "ramping-vus", "stages": [WRITTEN, {"duration": WRITTEN, "target": WRITTEN}]},
        {"executor": "ramping-vus"},
        WRITTEN,
        None,
    ],
)
def test_what_can_not_be_drawn_stays_so_and_its_text_is_gone(config: object) -> None:
    bare = bare_plan({"scenarios": {WRITTEN: config}})
    found = profile(bare)

    assert not found.scenarios
    assert found.refused == "The options: The reason is not shown here."
    assert WRITTEN not in str(bare) + str(found)


def test_a_run_of_an_older_k6_keeps_its_plan() -> None:
    options = {"vus": 9, "scenarios": {WRITTEN: {"executor": "constant-vus", "vus": 4, "duration": "1m"}}}

    assert (profile(bare_plan(options, "v1.8.1")).peak, profile(bare_plan(options, "v2.1.0")).peak) == (4, 9)


def test_scenarios_that_change_at_one_moment_keep_their_order() -> None:
    follows = {"executor": "constant-vus", "vus": 5, "duration": "1m", "startTime": "1m", "gracefulStop": "0s"}
    first = {**follows, "startTime": "0s", "duration": "2m"}
    options = {"scenarios": {"z": {**follows, "startTime": "2m"}, **{f"n{number}": first for number in range(11)}}}

    assert profile(bare_plan(options)).peak == profile(options).peak == 55


def test_a_plan_that_was_stored_with_spaces_in_its_names_is_drawn() -> None:
    stored = {"scenarios": {"Scenario 1": {"executor": "constant-vus", "vus": 4, "duration": 60000}}}

    assert profile(stored_plan(stored)).peak == 4


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
KEYS = st.sampled_from(["vus", "duration", "iterations", "stages", "scenarios", "executor", "rate", "x"])


@given(st.dictionaries(KEYS, ANYTHING | st.dictionaries(KEYS, ANYTHING, max_size=4), max_size=5))
def test_whatever_the_options_are_it_answers(options: dict[str, object]) -> None:
    profile(bare_plan(options))
