"""Option sets of any kind and size: `profile` answers each, within a tenth of a second of processor time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runs.domain.profile import bare_plan, profile, run_plan, scenarios_of
from runs.presenters.option_words import option_words
from tests.domain.builders import json_values

MOST_SECONDS = 0.1

HOSTILE: list[Any] = [
    None, True, False, 0, -1, 1, 2.0, 0.5, -0.0, 10**30, -(10**30), 2**63 - 1, 1e300, math.nan, math.inf, -math.inf,
    "", " ", "5", "+7", "-3", "1_000", "0x1p3", "1e9", "many", "1" * 101, "\u0661", "\x00", "1m", "1h2m3.5s", "-5s",
    "0s", "2562047h47m16s", "1d12h", "99999999d", [], [[]], {}, {"Int64": 3, "Valid": True}, {"Int64": "x"}, {"a": [1]},
]  # fmt: skip
EXECUTORS: list[Any] = [
    "constant-vus", "ramping-vus", "shared-iterations", "per-vu-iterations", "constant-arrival-rate",
    "ramping-arrival-rate", "externally-controlled", "warp-vus", "", None, 5,
]  # fmt: skip
FIELDS = [
    "executor", "startTime", "gracefulStop", "env", "exec", "tags", "options", "vus", "duration", "startVUs", "odd",
    "gracefulRampDown", "iterations", "maxDuration", "rate", "timeUnit", "preAllocatedVUs", "maxVUs", "startRate",
    "stages",
]  # fmt: skip
OPTIONS = [
    "vus", "VUS", "duration", "iterations", "stages", "scenarios", "executionSegment", "executionSegmentSequence",
    "thresholds", "tags", "rps", "setupTimeout", "noSetup", "hosts", "userAgent", "ext", "odd",
]  # fmt: skip
VERSIONS = st.sampled_from(["", "v1.8.1", "v2.0.0", "v2.2.0", "?", "v99999999999.1"])

hostile = st.integers(0, len(HOSTILE) - 1).map(HOSTILE.__getitem__) | json_values
stage = st.dictionaries(st.sampled_from(["duration", "target", "odd"]), hostile)
scenario = st.builds(
    lambda executor, fields: {**fields, "executor": executor},
    st.sampled_from(EXECUTORS),
    st.dictionaries(st.sampled_from(FIELDS), hostile | st.lists(stage | hostile, max_size=4), max_size=6),
)
scenarios = st.dictionaries(st.text(max_size=4), scenario | hostile, max_size=4)
wild_options = st.dictionaries(st.sampled_from(OPTIONS), hostile | scenarios | st.lists(stage, max_size=4), max_size=6)


def seconds_of(options: dict[str, Any], version: str = "") -> float:
    """Of the faster of two: the first may pay for something else."""
    spent = []
    for _ in range(2):
        begun = time.thread_time()
        profile(options, version)
        spent.append(time.thread_time() - begun)
    return min(spent)


@settings(max_examples=100, deadline=None)
@given(wild_options, VERSIONS)
def test_options_of_any_kind_have_a_plan_or_a_reason(options: dict[str, Any], version: str) -> None:
    found = profile(options, version)
    assert bool(found.scenarios) != bool(found.unplottable)
    assert (found.peak is None) == bool(found.unplottable)
    assert all(math.isfinite(at) and math.isfinite(value) for at, value in (*found.total, *found.rate))
    for told in (run_plan(options, version), profile(bare_plan(options, version), version)):
        assert found.refused or told.peak == found.peak
    scenarios_of(options, version)
    option_words(options, version)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"scenarios": [value]}
    return value


def some_stages(dice: Random, count: int, most: int) -> list[dict[str, Any]]:
    return [{"duration": f"{dice.randrange(3_000)}ms", "target": dice.randrange(most)} for _ in range(count)]


def some_scenario(dice: Random, most: int) -> dict[str, Any]:
    executor: str = dice.choice(EXECUTORS[:6])
    own: dict[str, dict[str, Any]] = {
        "constant-vus": {"vus": dice.randrange(1, most + 1), "duration": f"{dice.randrange(1, 99)}s"},
        "ramping-vus": {"stages": some_stages(dice, 2, most + 1), "startVUs": 1},
        "shared-iterations": {"vus": 1, "iterations": most},
        "per-vu-iterations": {"vus": dice.randrange(1, most + 1)},
        "constant-arrival-rate": {"rate": most, "duration": "1m", "preAllocatedVUs": 0, "maxVUs": most},
        "ramping-arrival-rate": {"stages": some_stages(dice, 2, most), "preAllocatedVUs": most},
    }
    return {"executor": executor, "startTime": f"{dice.randrange(5_000)}s", **own[executor]}


def many_stages(dice: Random, most: int) -> dict[str, Any]:
    return {"stages": some_stages(dice, 10_000, most + 1)}


def many_rates(dice: Random, most: int) -> dict[str, Any]:
    one = {"executor": "ramping-arrival-rate", "preAllocatedVUs": 1, "stages": some_stages(dice, 10_000, most + 1)}
    return {"scenarios": {"a": one}}


def many_scenarios(dice: Random, most: int) -> dict[str, Any]:
    return {"scenarios": {f"s{place}": some_scenario(dice, most) for place in range(2_000)}}


def many_ramps(dice: Random, most: int) -> dict[str, Any]:
    one = {"executor": "ramping-vus", "stages": some_stages(dice, 500, most + 1)}
    return {"scenarios": {f"s{place}": {**one, "startTime": place * 777} for place in range(20)}}


def many_faults(_dice: Random, most: int) -> dict[str, Any]:
    return {"scenarios": {f"s{place}": {"executor": "constant-vus", "vus": -most} for place in range(3_000)}}


def far_too_many(_dice: Random, _most: int) -> dict[str, Any]:
    many = dict.fromkeys(map(str, range(50_000)))
    return {"stages": [{"duration": "1s", "target": 1}] * 200_000, "scenarios": many}


def nested_and_wide(_dice: Random, _most: int) -> dict[str, Any]:
    return {"scenarios": nested(900), "tags": nested(900), **dict.fromkeys(map(str, range(20_000)), 1)}


KINDS = [many_stages, many_rates, many_scenarios, many_ramps, many_faults, far_too_many, nested_and_wide]
PARTS: list[dict[str, Any]] = [{}, {"executionSegment": "1/3:2/3"}, {"executionSegment": "0:0.123"}]


@settings(max_examples=14, deadline=None)
@given(
    st.sampled_from(KINDS), st.sampled_from(PARTS), st.sampled_from([1, 50, 10_000, 100_000_000]), st.integers(0, 99)
)
def test_no_option_set_takes_a_tenth_of_a_second(
    kind: Callable[[Random, int], dict[str, Any]], part: dict[str, Any], most: int, seed: int
) -> None:
    assert seconds_of({**kind(Random(seed), most), **part}) <= MOST_SECONDS
