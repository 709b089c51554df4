"""A plan that draws the same curves and says nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.profile import bare_plan, profile

WRITTEN = "canary"
PLANS: list[dict[str, Any]] = [
    {"vus": 10, "duration": "30s"},
    {"vus": 3, "iterations": 10},
    {"stages": [{"duration": "1m30s", "target": 20}, {"duration": 5000, "target": 0}]},
    {"iterations": 4},
    {},
    {
        "scenarios": {
            WRITTEN: {"executor": "constant-arrival-rate", "rate": 30, "timeUnit": "1m", "duration": "1d2h",
                      "preAllocatedVUs": 5, "maxVUs": 50, "exec": WRITTEN, "env": {WRITTEN: WRITTEN}},
            "second": {"executor": "ramping-arrival-rate", "startRate": 5, "startTime": "10s", "gracefulStop": "0s",
                       "preAllocatedVUs": 2, "stages": [{"duration": "1m", "target": 9, "x": WRITTEN}]},
            "third": {"executor": "per-vu-iterations", "vus": 2, "iterations": 9, "maxDuration": "2m",
                      "options": {"browser": {"type": WRITTEN}}},
        },
        "tags": {WRITTEN: WRITTEN},
    },
]  # fmt: skip


@pytest.mark.parametrize("options", PLANS, ids=range(len(PLANS)))
def test_it_draws_what_the_options_draw(options: dict[str, Any]) -> None:
    told, bare = profile(options), profile(bare_plan(options))

    assert (bare.total, bare.rate, bare.peak, bare.until) == (told.total, told.rate, told.peak, told.until)
    assert [one.is_browser for one in bare.scenarios] == [one.is_browser for one in told.scenarios]
    assert [one.may_end_early for one in bare.scenarios] == [one.may_end_early for one in told.scenarios]


@pytest.mark.parametrize("options", PLANS, ids=range(len(PLANS)))
def test_no_word_that_somebody_wrote_is_left(options: dict[str, Any]) -> None:
    assert WRITTEN not in str(bare_plan(options))
    assert [scenario.name for scenario in profile(bare_plan(options)).scenarios][:1] in ([], ["Scenario 1"])


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
    assert [name for name, _ in found.unplottable] == ["Scenario 1"]
    assert WRITTEN not in str(bare) + str(found)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
KEYS = st.sampled_from(["vus", "duration", "iterations", "stages", "scenarios", "executor", "rate", "x"])


@given(st.dictionaries(KEYS, ANYTHING | st.dictionaries(KEYS, ANYTHING, max_size=4), max_size=5))
def test_whatever_the_options_are_it_answers(options: dict[str, object]) -> None:
    profile(bare_plan(options))
