"""What k6 makes of options, rule by rule: scenarios, VUs at most, and the latest end, or that it refuses them.

The numbers were worked out by hand from k6's rules, and compared with k6 itself.
"""

from __future__ import annotations

from typing import Any

import pytest

from runs.domain.profile import profile

Json = dict[str, Any]
OLD, NEW = "v1.8.1", "v2.2.0"


def stages(*pairs: tuple[Any, Any]) -> list[Json]:
    return [{"duration": length, "target": target} for length, target in pairs]


def constant(vus: Any, duration: Any, **more: Any) -> Json:
    return {"executor": "constant-vus", "vus": vus, "duration": duration, **more}


def ramping(*pairs: tuple[Any, Any], **more: Any) -> Json:
    return {"executor": "ramping-vus", "stages": stages(*pairs), **more}


def shared(**more: Any) -> Json:
    return {"executor": "shared-iterations", **more}


def each(**more: Any) -> Json:
    return {"executor": "per-vu-iterations", **more}


def rate(**more: Any) -> Json:
    return {"executor": "constant-arrival-rate", "rate": 7, "duration": "4m", "preAllocatedVUs": 6, **more}


def ramping_rate(*pairs: tuple[Any, Any], **more: Any) -> Json:
    return {"executor": "ramping-arrival-rate", "stages": stages(*pairs), "preAllocatedVUs": 6, **more}


def outside(**more: Any) -> Json:
    return {"executor": "externally-controlled", **more}


def plan(**scenarios: Any) -> Json:
    return {"scenarios": scenarios}


RAMPS = stages(("3m", 12), ("2m", 0))

# The rule, the options, the VUs at most and the seconds until the end: the same in every version.
PLANS: list[tuple[str, Json, int, float]] = [
    ("no options: one iteration of one VU, 10 min at most", {}, 1, 630),
    ("null is absent", {"vus": None, "duration": None, "iterations": None, "stages": None, "scenarios": None}, 1, 630),
    ("an empty object of scenarios is as good as none", {"scenarios": {}}, 1, 630),
    ("vus and duration", {"vus": 14, "duration": "6m"}, 14, 390),
    ("vus and iterations", {"vus": 4, "iterations": 44}, 4, 630),
    ("duration is the limit of iterations", {"vus": 4, "iterations": 44, "duration": "2m"}, 4, 150),
    ("stages", {"stages": RAMPS}, 12, 330),
    ("vus is where stages start", {"vus": 25, "stages": RAMPS}, 25, 330),
    ("an empty list of stages does not count beside a duration", {"vus": 3, "duration": "1m", "stages": []}, 3, 90),
    ("but it keeps vus from counting", {"vus": 6, "stages": []}, 1, 630),
    ("and scenarios count beside it", {"stages": [], **plan(a=constant(8, "1m"))}, 8, 90),
    ("a stage without a duration is left out", {"stages": [{"target": 90}, *RAMPS]}, 12, 330),
    ("of stages without any duration nothing is left", {"vus": 9, "stages": [{"target": 90}]}, 1, 630),
    ("a name counts in any case", {"VUs": 3, "Duration": "1m"}, 3, 90),
    ("an option that is not known does not matter", {"vus": 3, "duration": "1m", "colour": "red"}, 3, 90),
    ("numbers may be text", plan(a=constant("21", "1m")), 21, 90),
    ("a float without a fraction is a whole number", plan(a=constant(21.0, "1m")), 21, 90),
    ("empty text is absent", plan(a=constant("", "1m")), 1, 90),
    ("a number is a duration in milliseconds", plan(a=constant(2, 90_000)), 2, 120),
    ("text without a unit is one too", plan(a=constant(2, "90000")), 2, 120),
    ("days and fractions", plan(a=constant(2, "1d"), b=constant(2, "1.5h")), 4, 86_430),
    ("null leaves a default", plan(a=constant(None, "1m", gracefulStop=None, startTime=None, env=None)), 1, 90),
    ("the graceful stop counts", plan(a=constant(5, "1m", gracefulStop="2m")), 5, 180),
    ("none at all", plan(a=constant(5, "1m", gracefulStop="0s")), 5, 60),
    ("scenarios at the same time add up", plan(a=constant(5, "3m"), b=constant(7, "1m")), 12, 210),
    ("so do those that overlap by a graceful stop",
     plan(a=constant(5, "1m"), b=constant(7, "1m", startTime="80s")), 12, 170),
    ("at the very end the next one takes over",
     plan(a=constant(5, "1m"), b=constant(7, "1m", startTime="90s")), 7, 180),
    ("at one moment scenarios change in the order of their names",
     plan(a=constant(5, "1m", gracefulStop="0s"), b=ramping(("1m", 1), ("0s", 9), ("1m", 9))), 9, 150),
    ("so that a sum may count both",
     plan(c=constant(5, "1m", gracefulStop="0s"), b=ramping(("1m", 1), ("0s", 9), ("1m", 9))), 14, 150),
    ("but in the order of their starts before",
     plan(a=constant(5, "1m", startTime="1m", gracefulStop="0s"), b=ramping(("2m", 1), ("0s", 9), ("1m", 9))), 14, 210),
    ("one in the middle of another", plan(a=constant(5, "9m"), b=constant(7, "1m", startTime="2m")), 12, 570),
    ("a scenario's iterations", plan(a=shared(vus=5, iterations=50, maxDuration="2m")), 5, 150),
    ("one iteration by default", plan(a=shared(maxDuration="2m")), 1, 150),
    ("each VU's iterations", plan(a=each(vus=5, iterations=2)), 5, 630),
    ("an arrival rate may use its maxVUs", plan(a=rate(maxVUs=40)), 40, 270),
    ("without them the allocated ones", plan(a=rate()), 6, 270),
    ("no VU need be allocated", plan(a=rate(preAllocatedVUs=0, maxVUs=3)), 3, 270),
    ("a ramping rate", plan(a=ramping_rate(("1m", 900), ("2m", 0), maxVUs=11)), 11, 210),
    ("its targets are no VUs", plan(a=ramping_rate(("1m", 900))), 6, 90),
    ("a start rate of 0", plan(a=ramping_rate(("1m", 5), startRate=0, timeUnit="1h")), 6, 90),
    ("VUs that may be added add up with planned ones", plan(a=rate(maxVUs=40), b=constant(9, "1m")), 49, 270),
    ("ramping VUs start with one", plan(a=ramping(("1m", 0))), 1, 90),
    ("a last stage above 0 has the graceful stop", plan(a=ramping(("1m", 9), gracefulStop="50s")), 9, 110),
    ("a last stage of 0 ends after the ramp-down",
     plan(a=ramping(("1m", 9), ("1m", 0), gracefulRampDown="7s")), 9, 127),
    ("but not after the graceful stop", plan(a=ramping(("1m", 9), ("1m", 0), gracefulStop="3s")), 9, 123),
    ("without a ramp-down with the last VU", plan(a=ramping(("1m", 9), ("1m", 0), gracefulRampDown="0s")), 9, 120),
    ("trailing stages of 0 end the plan", plan(a=ramping(("1m", 9), ("1m", 0), ("8m", 0))), 9, 150),
    ("a jump down in between", plan(a=ramping(("1m", 9), ("0s", 2), ("5m", 2))), 9, 390),
    ("VUs that are ramped down stay for the next scenario's start",
     plan(a=ramping(("10s", 8), ("0s", 1), ("5m", 1), startVUs=8), b=constant(6, "1m", startTime="30s")), 14, 340),
    ("and are gone a moment after",
     plan(a=ramping(("10s", 8), ("0s", 1), ("5m", 1), startVUs=8), b=constant(6, "1m", startTime="41s")), 8, 340),
    ("they stay where the next stage needs as many",
     plan(a=ramping(("10s", 8), ("0s", 1), ("29s", 1), ("0s", 8), ("1m", 8), startVUs=8),
          b=constant(6, "5s", startTime="12s", gracefulStop="0s")), 14, 129),
    ("not where it needs fewer",
     plan(a=ramping(("10s", 8), ("0s", 1), ("5s", 1), ("0s", 4), ("1m", 4), startVUs=8),
          b=constant(6, "5s", startTime="20s", gracefulStop="0s")), 10, 105),
    ("ramps that cross add up where both are high",
     plan(a=ramping(("40s", 0), startVUs=20, gracefulRampDown="0s"), b=ramping(("40s", 20), startVUs=0)), 20, 70),
    ("ramps that cross with a ramp-down",
     plan(a=ramping(("40s", 0), startVUs=20), b=ramping(("40s", 20), startVUs=0)), 35, 70),
    ("half of the load", {"vus": 33, "duration": "1m", "executionSegment": "0:1/2"}, 17, 90),
    ("the other half", {"vus": 33, "duration": "1m", "executionSegment": "1/2:1"}, 16, 90),
    ("a percentage", {"vus": 50, "duration": "1m", "executionSegment": "10%"}, 5, 90),
    ("a decimal number", {"vus": 50, "duration": "1m", "executionSegment": "0.5:0.9"}, 20, 90),
    ("empty text is the whole", {"vus": 50, "duration": "1m", "executionSegment": ""}, 50, 90),
    ("a part without any VU has no end",
     {**plan(a=shared()), "executionSegment": "0:1/4", "executionSegmentSequence": "0,1/4,1/2,1"}, 0, 0),
    ("a part of a sequence",
     {"vus": 10, "duration": "1m", "executionSegment": "1/3:2/3", "executionSegmentSequence": "0,1/3,2/3,1"}, 3, 90),
    ("a part of ramps",
     {**plan(a=ramping(("1m", 41), ("1m", 3)), b=rate(maxVUs=9)), "executionSegment": "2/3:1"}, 17, 270),
    ("a rounding below one VU", {"vus": 2, "duration": "1m", "executionSegment": "1/3:2/3"}, 1, 90),
    ("browser options", plan(a=constant(2, "1m", options={"browser": {"type": "chromium"}})), 2, 90),
    ("a function, tags and variables", plan(a=constant(2, "1m", exec="buy", tags={"a": "b"}, env={"C": "d"})), 2, 90),
    ("a condition that aborts",
     {"vus": 2, "duration": "1m", "thresholds": {"a": [{"threshold": "p(99.9) < 5", "abortOnFail": True}]}}, 2, 90),
    ("a metric without a condition", {"vus": 2, "duration": "1m", "thresholds": {"a{b:c}": []}}, 2, 90),
]  # fmt: skip


@pytest.mark.parametrize("version", [OLD, NEW, ""])
@pytest.mark.parametrize(("rule", "options", "peak", "until"), PLANS, ids=[case[0] for case in PLANS])
def test_the_plan_is_k6_s_plan(rule: str, options: Json, peak: int, until: float, version: str) -> None:
    found = profile(options, version)
    assert (found.refused, found.unplottable) == ("", ())
    assert (found.peak, found.until) == (peak, until), rule


REFUSED: list[tuple[str, Json]] = [
    ("duration with stages", {"vus": 1, "duration": "1m", "stages": RAMPS}),
    ("iterations with stages", {"vus": 1, "iterations": 5, "stages": RAMPS}),
    ("duration with scenarios", {"vus": 1, "duration": "1m", **plan(a=constant(1, "1m"))}),
    ("iterations with scenarios", {"vus": 1, "iterations": 5, **plan(a=constant(1, "1m"))}),
    ("stages with scenarios", {"stages": RAMPS, **plan(a=constant(1, "1m"))}),
    ("even without any scenario", {"vus": 1, "duration": "1m", "scenarios": {}}),
    ("iterations without vus", {"iterations": 5}),
    ("duration without vus", {"duration": "1m"}),
    ("fewer iterations than VUs", {"vus": 6, "iterations": 5}),
    ("less than a second", {"vus": 6, "duration": "999ms"}),
    ("no time at all", {"vus": 6, "duration": 0}),
    ("less than no VU", {"vus": -1, "duration": "1m"}),
    ("stages of no VU alone", {"stages": stages(("1m", 0))}),
    ("a stage without a target", {"stages": [{"duration": "1m"}]}),
    ("a negative target", {"stages": stages(("1m", 5), ("1m", -1))}),
    ("a negative length", {"stages": stages(("-1m", 5))}),
    ("a number with a fraction", {"vus": 1.5, "duration": "1m"}),
    ("a word for a number", {"vus": "many", "duration": "1m"}),
    ("text of a fraction", {"vus": "3.0", "duration": "1m"}),
    ("a truth for a number", {"vus": True, "duration": "1m"}),
    ("a duration that is none", {"vus": 1, "duration": "soon"}),
    ("empty text for a duration", {"vus": 1, "duration": ""}),
    ("a list of scenarios", {"scenarios": [constant(1, "1m")]}),
    ("a scenario that is none", plan(a=None)),
    ("no executor", plan(a={"vus": 1, "duration": "1m"})),
    ("an executor that is none", plan(a={"executor": "warp-vus"})),
    ("a scenario's name with a space", plan(**{"a b": constant(1, "1m")})),
    ("a field of another executor", plan(a=constant(1, "1m", stages=[]))),
    ("a field that is none", plan(a=constant(1, "1m", comment="x"))),
    ("a field of a stage that is none",
     plan(a={"executor": "ramping-vus", "stages": [{"duration": "1s", "target": 1, "x": 1}]})),
    ("one wrong scenario of two", plan(a=constant(1, "1m"), b=constant(0, "1m"))),
    ("a wrong scenario that would not count", {"vus": 4, **plan(b=constant(1, "soon"))}),
    ("a start before the start", plan(a=constant(1, "1m", startTime="-1s"))),
    ("a negative graceful stop", plan(a=constant(1, "1m", gracefulStop="-1s"))),
    ("a function without a name", plan(a=constant(1, "1m", exec=""))),
    ("a function that is a number", plan(a=constant(1, "1m", exec=5))),
    ("a tag that is no text", plan(a=constant(1, "1m", tags={"build": 5}))),
    ("variables that are a list", plan(a=constant(1, "1m", env=[]))),
    ("options of a scenario that are none", plan(a=constant(1, "1m", options={"cloud": {}}))),
    ("a rate of nothing", plan(a=rate(rate=0))),
    ("no VU told", plan(a=rate(preAllocatedVUs=None))),
    ("fewer VUs than are allocated", plan(a=rate(maxVUs=5))),
    ("a unit of no time", plan(a=rate(timeUnit="0s"))),
    ("no stages", plan(a=ramping())),
    ("more VUs than k6 ramps", plan(a=ramping(("1m", 100_000_001)))),
    ("a controlled scenario that is told to stop", plan(a=outside(vus=1, duration="1m", gracefulStop="1s"))),
    ("a part outside of the whole", {"vus": 1, "duration": "1m", "executionSegment": "1/2:3/2"}),
    ("a part from its end to its start", {"vus": 1, "duration": "1m", "executionSegment": "1/2:1/4"}),
    ("a part that is not in the sequence",
     {"vus": 1, "duration": "1m", "executionSegment": "0:1/4", "executionSegmentSequence": "0,1/2,1"}),
    ("a set-up of no time", {"vus": 1, "duration": "1m", "setupTimeout": 0}),
    ("tags that are a list", {"vus": 1, "duration": "1m", "tags": []}),
    ("another option of a wrong type", {"vus": 1, "duration": "1m", "noSetup": "yes"}),
    ("a condition with a unit", {"vus": 1, "duration": "1m", "thresholds": {"a": ["avg<5ms"]}}),
    ("a condition of an unknown kind", {"vus": 1, "duration": "1m", "thresholds": {"a": ["mean<5"]}}),
]  # fmt: skip


@pytest.mark.parametrize("version", [OLD, NEW, ""])
@pytest.mark.parametrize(("rule", "options"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_k6_refuses_is_said_to_be_refused(rule: str, options: Json, version: str) -> None:
    found = profile(options, version)
    assert found.refused.endswith("."), rule
    assert found.unplottable
    assert (found.scenarios, found.total, found.peak, found.until) == ((), (), None, None)


@pytest.mark.parametrize(
    ("options", "old", "new"),
    [
        ({"vus": 6}, ("per-vu-iterations", 1, 630), ("shared-iterations", 6, 630)),
        ({"vus": 6, **plan(default=constant(2, "1m"))}, ("constant-vus", 2, 90), ("shared-iterations", 6, 630)),
        ({"vus": 6, "scenarios": {}}, ("per-vu-iterations", 1, 630), ("shared-iterations", 6, 630)),
        ({"vus": 0}, ("per-vu-iterations", 1, 630), None),
        (plan(default=outside(vus=3, maxVUs=9, duration="1m")), ("externally-controlled", 9, 60), None),
        (plan(default=outside(vus=3, duration=0)), ("externally-controlled", 3, 0), None),
    ],
    ids=["vus alone", "vus with scenarios", "vus with no scenario", "no VU", "controlled", "controlled without end"],
)
def test_the_version_decides_what_vus_alone_is_and_which_executors_there_are(
    options: Json, old: tuple[str, int, float], new: tuple[str, int, float] | None
) -> None:
    for version, expected in ((OLD, old), (NEW, new), ("", new)):
        found = profile(options, version)
        told = None if found.refused else (found.scenarios[0].executor, found.peak, found.until)
        assert told == expected


@pytest.mark.parametrize(
    ("version", "peak"),
    [
        ("v2.1.0", 6),
        ("2.1.0", 6),
        ("v2.1.0-rc1", 6),
        ("v3.0.0", 6),
        ("v10.0.0", 6),
        ("2", 6),
        ("", 6),
        ("nightly", 6),
        ("v2.0.9", 1),
        ("v2.0.0", 1),
        ("v1.10.0", 1),
        ("v0.57.0", 1),
        ("1", 1),
    ],
)
def test_the_version_is_that_of_the_run(version: str, peak: int) -> None:
    assert profile({"vus": 6}, version).peak == peak
