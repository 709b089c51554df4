from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runs.domain.profile import Point, Scenario, profile
from runs.domain.profile.configs import MOST_SCENARIOS, MOST_STAGES
from tests.domain.builders import json_values


def make_scenario(executor: str, **values: object) -> dict[str, object]:
    return {"scenarios": {"browse": {"executor": executor, **values}}}


def line(*points: Point) -> tuple[Point, ...]:
    return points


def only(options: dict[str, object]) -> Scenario:
    (scenario,) = profile(options).scenarios
    return scenario


def reason(options: dict[str, object]) -> str:
    drawn = profile(options)
    assert not drawn.scenarios
    assert drawn.peak is None
    ((_, why),) = drawn.unplottable
    return why


STAGES = [{"duration": "10m", "target": 10}, {"duration": "20m", "target": 10}]


def test_the_verified_sample_ramps_from_one_vu_to_ten_and_stays() -> None:
    drawn = profile({"stages": STAGES})
    assert drawn.total == line((0, 1), (600, 10), (1800, 10))
    assert (drawn.peak, drawn.until, drawn.unplottable) == (10, 1830, ())


def test_keys_with_null_are_absent() -> None:
    options = {"iterations": None, "duration": None, "vus": None, "stages": STAGES, "scenarios": None}
    assert profile(options).total == ((0, 1), (600, 10), (1800, 10))


@pytest.mark.parametrize(
    ("options", "executor", "total"),
    [
        ({"iterations": 5, "vus": 2, "duration": "1m", "stages": []}, "shared-iterations", ((0, 2), (60, 2))),
        ({"iterations": 5, "vus": 1}, "shared-iterations", ((0, 1), (600, 1))),
        ({"duration": "1m", "vus": 7, "stages": []}, "constant-vus", ((0, 7), (60, 7))),
        ({"stages": STAGES, "vus": 3}, "ramping-vus", ((0, 3), (600, 10), (1800, 10))),
        ({"vus": 4, **make_scenario("constant-vus", duration="1s")}, "shared-iterations", ((0, 4), (600, 4))),
        ({"stages": [], **make_scenario("constant-vus", duration="1s")}, "constant-vus", ((0, 1), (1, 1))),
        ({}, "per-vu-iterations", ((0, 1), (600, 1))),
        ({"scenarios": {}}, "per-vu-iterations", ((0, 1), (600, 1))),
    ],
)
def test_scenarios_are_derived_in_the_order_of_k6(
    options: dict[str, object], executor: str, total: tuple[tuple[float, float], ...]
) -> None:
    drawn = profile(options)
    assert drawn.scenarios[0].executor == executor
    assert drawn.total == total


def test_constant_vus_are_flat_and_end_a_graceful_stop_later() -> None:
    scenario = only(make_scenario("constant-vus", vus=5, duration="10m"))
    assert (scenario.vus, scenario.until) == (line((0, 5), (600, 5)), 630)
    assert not scenario.may_end_early


def test_a_graceful_stop_of_its_own_counts() -> None:
    assert only(make_scenario("constant-vus", duration="10m", gracefulStop="0s")).until == 600


def test_ramping_vus_start_at_one_and_a_stage_of_no_length_is_a_jump() -> None:
    stages = [{"duration": "10s", "target": 5}, {"duration": "0s", "target": 50}, {"duration": "5s", "target": 50}]
    assert only(make_scenario("ramping-vus", stages=stages)).vus == ((0, 1), (10, 5), (10, 50), (15, 50))
    assert only(make_scenario("ramping-vus", stages=stages, startVUs=0)).vus[0] == (0, 0)


@pytest.mark.parametrize("executor", ["shared-iterations", "per-vu-iterations"])
def test_executors_that_count_iterations_are_an_upper_bound(executor: str) -> None:
    scenario = only(make_scenario(executor, vus=8, iterations=100))
    assert (scenario.vus, scenario.until, scenario.may_end_early) == (line((0, 8), (600, 8)), 630, True)
    assert only(make_scenario(executor, vus=8, iterations=8, maxDuration="1m")).vus[-1] == (60, 8)


def test_a_constant_arrival_rate_is_a_band_of_vus_and_a_rate_per_second() -> None:
    scenario = only(
        make_scenario("constant-arrival-rate", rate=90, timeUnit="1m", duration="5m", preAllocatedVUs=4, maxVUs=20)
    )
    assert scenario.vus == line((0, 4), (300, 4))
    assert scenario.ceiling == line((0, 20), (300, 20))
    assert scenario.rate == ((0, 1.5), (300, 1.5))


def test_the_total_counts_the_most_vus_that_an_arrival_rate_may_use() -> None:
    drawn = profile(make_scenario("constant-arrival-rate", rate=9, duration="1s", preAllocatedVUs=4, maxVUs=20))
    assert drawn.peak == 20
    assert drawn.rate == ((0, 9), (1, 9))


def test_a_ramping_arrival_rate_ramps_its_rate_and_not_its_vus() -> None:
    stages = [{"duration": "10s", "target": 60}, {"duration": "10s", "target": 0}]
    scenario = only(make_scenario("ramping-arrival-rate", stages=stages, timeUnit="1m", preAllocatedVUs=3))
    assert scenario.rate == line((0, 0), (10, 1), (20, 0))
    assert scenario.vus == scenario.ceiling == ((0, 3), (20, 3))


def test_scenarios_are_stacked_from_their_own_start_times() -> None:
    drawn = profile(
        {
            "scenarios": {
                "browse": {"executor": "constant-vus", "vus": 5, "duration": "60s"},
                "buy": {"executor": "constant-vus", "vus": 2, "duration": "60s", "startTime": "30s"},
            }
        }
    )
    assert drawn.total == line((0, 5), (30, 5), (30, 7), (60, 7), (60, 2), (90, 2))
    assert (drawn.peak, drawn.until) == (7, 120)


def test_a_scenario_with_browser_options_is_told_apart() -> None:
    plain = make_scenario("constant-vus", duration="1s", options={"browser": None})
    browser = make_scenario("constant-vus", duration="1s", options={"browser": {"type": "chromium"}})
    assert not only(plain).is_browser
    assert only(browser).is_browser


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (make_scenario("externally-controlled", vus=3, duration="1m"), "removed in k6 2.0"),
        (make_scenario("made-up"), "not known: made-up"),
        ({"scenarios": {"browse": {}}}, "not known: null"),
        ({"scenarios": {"browse": {"executor": ["constant-vus"]}}}, "not known: a list"),
        ({"scenarios": {"browse": 5}}, "not an object"),
        ({"scenarios": [1]}, "not an object"),
        (make_scenario("constant-vus"), "“duration” is missing"),
        (make_scenario("constant-vus", duration="-5m"), "“duration” has to be 1 s or longer"),
        (make_scenario("constant-vus", duration="999999999d"), "“duration” is too long"),
        (make_scenario("constant-vus", duration="soon"), "“duration” is not a duration: soon"),
        (make_scenario("constant-vus", duration="1s", vus=-1), "“vus” has to be more than 0"),
        (make_scenario("constant-vus", duration="1s", vus="5.5"), "“vus” is not a whole number: 5.5"),
        (make_scenario("constant-vus", duration="1s", vus=True), "“vus” is not a number: true"),
        (make_scenario("constant-vus", duration="1s", vus=math.nan), "“vus” is not a whole number: nan"),
        (make_scenario("constant-vus", duration="1s", vus=10**30), "“vus” is larger"),
        (make_scenario("constant-vus", duration="1s", gracefulStop={}), "“gracefulStop” is not a duration"),
        (make_scenario("ramping-vus"), "no stages"),
        (make_scenario("ramping-vus", stages=[3]), "“stages” has a wrong stage, number 1: is not an object"),
        (make_scenario("ramping-vus", stages=[{"duration": "1s"}]), "Stage 1: “target” is missing"),
        (make_scenario("constant-arrival-rate", rate=5, duration="1s"), "“preAllocatedVUs” is missing"),
        (
            make_scenario("constant-arrival-rate", rate=5, preAllocatedVUs=1, duration="1s", timeUnit="0s"),
            "“timeUnit” has to be more than 0",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named_with_its_reason(options: dict[str, object], words: str) -> None:
    assert words in reason(options)


def test_one_bad_scenario_refuses_the_others_with_it_and_each_reason_is_told() -> None:
    options = make_scenario("constant-vus", vus=5, duration="1m")
    options["scenarios"] |= {
        "short": {"executor": "constant-vus", "duration": "1ms"},
        "b c": {"executor": "ramping-vus"},
    }  # type: ignore[operator]
    drawn = profile(options)
    assert (drawn.scenarios, drawn.total, drawn.peak, drawn.until) == ((), (), None, None)
    assert drawn.refused == "short: “duration” has to be 1 s or longer."
    assert [name for name, _ in drawn.unplottable] == ["short", "b c", "b c"]


def test_without_options_there_is_nothing_to_draw() -> None:
    drawn = profile(None)
    assert (drawn.scenarios, drawn.total, drawn.peak, drawn.until) == ((), (), None, None)


def test_ten_thousand_stages_are_thinned_with_every_peak_kept_and_it_is_said() -> None:
    stages = [{"duration": "1s", "target": number % 97} for number in range(10_000)]
    stages[7_777]["target"] = 5_000
    drawn = profile({"stages": stages})
    assert drawn.peak == 5_000
    assert len(drawn.total) <= 5_000
    assert drawn.total[-1][0] == 10_000
    assert "10,001 points were thinned" in drawn.notes[0]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"stages": [{"duration": "1s", "target": 1}] * (MOST_STAGES + 1)}, "“stages” are more than 10,000"),
        (
            {"scenarios": {str(number): {"executor": "ramping-vus", "stages": [{}] * 5_001} for number in range(2)}},
            "more than 10,000 stages",
        ),
        ({"scenarios": {str(number): {} for number in range(MOST_SCENARIOS + 1)}}, "more than 3,000 scenarios"),
        ({"vus": 30_000, "duration": "1m", "executionSegment": "0:0.123457"}, "divided too finely"),
    ],
    ids=["stages", "stages of all scenarios", "scenarios", "segment"],
)
def test_what_is_too_much_to_be_followed_is_not_called_refused(options: dict[str, object], why: str) -> None:
    drawn = profile(options)
    assert why in drawn.unplottable[0][1]
    assert (drawn.refused, drawn.peak) == ("", None)


def test_thousands_of_scenarios_add_up() -> None:
    one = {"executor": "constant-vus", "vus": 2, "duration": "10s", "gracefulStop": "0s"}
    drawn = profile({"scenarios": {f"s{number}": {**one, "startTime": number * 1000} for number in range(3_000)}})
    assert (len(drawn.scenarios), drawn.peak, drawn.until) == (3_000, 20, 3_009)


executors = st.sampled_from(
    ["constant-vus", "ramping-vus", "shared-iterations", "constant-arrival-rate", "ramping-arrival-rate", "?"]
)
plain = st.none() | st.integers(-2, 50) | st.sampled_from(["10s", "1m", "-1s", "0s", "x"]) | json_values
stage_lists = st.lists(st.fixed_dictionaries({"duration": plain, "target": plain}) | json_values, max_size=4)
keys = ["vus", "duration", "startTime", "maxDuration", "rate", "timeUnit", "preAllocatedVUs", "maxVUs", "options"]
scenario_values = st.builds(
    lambda executor, stages, rest: {"executor": executor, "stages": stages, **rest},
    executors,
    stage_lists,
    st.dictionaries(st.sampled_from(keys), plain, max_size=5),
)
some_options = st.fixed_dictionaries(
    {},
    optional={
        "scenarios": st.dictionaries(st.text(max_size=5), scenario_values, max_size=4) | json_values,
        "stages": stage_lists | json_values,
        "duration": plain,
        "iterations": plain,
        "vus": plain,
    },
)


@given(some_options)
def test_any_options_are_drawn_or_named_and_the_drawing_is_sound(options: dict[str, object]) -> None:
    drawn = profile(options)
    assert bool(drawn.scenarios) != bool(drawn.unplottable)
    assert bool(drawn.refused) <= bool(drawn.unplottable)
    assert all(first[0] <= second[0] for first, second in pairwise(drawn.total))
    assert all(math.isfinite(at) and value >= 0 for at, value in drawn.total)
    for scenario in drawn.scenarios:
        assert all(math.isfinite(at) and value >= 0 for at, value in scenario.vus + scenario.rate)
        assert scenario.until >= scenario.vus[-1][0]
    if drawn.peak is not None:
        assert drawn.peak >= max(value for _, value in drawn.total) - 1e-6
